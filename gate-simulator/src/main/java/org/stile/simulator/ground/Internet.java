package org.stile.simulator.ground;

import java.io.IOException;

/** The venue's line to the center: one for pages, one for messages, and both go down together. */
final class Internet implements AutoCloseable {
  private final Cable web;
  private final Cable broker;

  Internet(int webPort, int brokerPort) throws IOException {
    web = new Cable(webPort);
    broker = new Cable(brokerPort);
  }

  int webPort() {
    return web.port();
  }

  int brokerPort() {
    return broker.port();
  }

  void goes(boolean up) {
    if (up) {
      web.plug();
      broker.plug();
    } else {
      web.pull();
      broker.pull();
    }
  }

  boolean isUp() {
    return !web.isPulled();
  }

  @Override
  public void close() throws IOException {
    web.close();
    broker.close();
  }
}
