/** The tap loop: read, decide, journal, stamp, open. No network code. */
@org.jspecify.annotations.NullMarked
module org.stile.gate {
  requires static transitive org.jspecify;
  requires transitive org.stile.core;
  requires transitive org.stile.chips;
  requires transitive org.stile.drivers;
  requires transitive org.stile.cache;

  exports org.stile.gate.config;
  exports org.stile.gate.device;
  exports org.stile.gate.lane;
  exports org.stile.gate.log;
}
