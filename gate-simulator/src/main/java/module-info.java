/** Simulated PN532, chips, pins and time: the demo, and every test's hardware. */
@org.jspecify.annotations.NullMarked
module org.stile.simulator {
  requires static transitive org.jspecify;
  requires transitive org.stile.gate;
  requires info.picocli;
  requires com.fasterxml.jackson.core;
  requires java.net.http;
  requires jdk.httpserver;

  exports org.stile.simulator.chip;
  exports org.stile.simulator.demo;
  exports org.stile.simulator.ground;
  exports org.stile.simulator.office;
  exports org.stile.simulator.page;
  exports org.stile.simulator.pn532;
  exports org.stile.simulator.pty;

  opens org.stile.simulator.cli to
      info.picocli;
}
