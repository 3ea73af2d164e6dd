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

  void goes(Cable.State state) {
    web.goes(state);
    broker.goes(state);
  }

  Cable.State state() {
    return web.state();
  }

  @Override
  public void close() throws IOException {
    web.close();
    broker.close();
  }
}
