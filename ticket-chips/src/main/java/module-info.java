/** What a chip says: APDUs, secure messaging, and where tickets lie on a chip. */
@org.jspecify.annotations.NullMarked
module org.stile.chips {
  requires static transitive org.jspecify;
  requires transitive org.stile.core;
  requires org.bouncycastle.provider;

  exports org.stile.chips;
  exports org.stile.chips.channel;
  exports org.stile.chips.crypto;
  exports org.stile.chips.desfire;
}
