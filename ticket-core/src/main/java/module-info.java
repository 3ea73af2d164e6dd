/**
 * Signed tickets, the event master, the admission policy: pure, no file, socket, thread or clock.
 */
@org.jspecify.annotations.NullMarked
module org.stile.core {
  requires static transitive org.jspecify;
  requires org.bouncycastle.provider;
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.dataformat.cbor;

  exports org.stile.core;
  exports org.stile.core.admission;
  exports org.stile.core.config;
  exports org.stile.core.cose;
  exports org.stile.core.id;
  exports org.stile.core.journal;
  exports org.stile.core.master;
  exports org.stile.core.sample;
  exports org.stile.core.sync;
  exports org.stile.core.sync.follow;
  exports org.stile.core.ticket;
  exports org.stile.core.trust;
  exports org.stile.core.verify;
}
