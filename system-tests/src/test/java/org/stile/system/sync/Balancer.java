package org.stile.system.sync;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What stands before a cluster: one address, and each connection goes to a node that is up. */
final class Balancer implements AutoCloseable {
  private static final int PATIENCE_MS = 1_000;

  private final ServerSocket door;
  private final List<Integer> nodes;
  private final AtomicInteger next = new AtomicInteger();

  /**
   * Begins to listen on loopback.
   *
   * @param nodes ports there, each taken in its turn.
   */
  Balancer(int port, List<Integer> nodes) throws IOException {
    this(InetAddress.getLoopbackAddress(), port, nodes);
  }

  /** The same elsewhere; the nodes are on loopback still. */
  Balancer(InetAddress at, int port, List<Integer> nodes) throws IOException {
    this.door = new ServerSocket(port, 100, at);
    this.nodes = List.copyOf(nodes);
    Thread.ofVirtual().start(this::listen);
  }

  private void listen() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket there = reach()) {
      Thread back = Thread.ofVirtual().start(() -> copy(there, client));
      copy(client, there);
      back.join();
    } catch (IOException | InterruptedException nobody) {
      next.incrementAndGet(); // The client comes again.
    }
  }

  private Socket reach() throws IOException {
    IOException last = new IOException("no nodes");
    for (int tries = 0; tries < nodes.size(); tries++) {
      int node = nodes.get(Math.floorMod(next.getAndIncrement(), nodes.size()));
      var there = new Socket();
      try {
        there.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), node), PATIENCE_MS);
        return there;
      } catch (IOException down) {
        there.close();
        last = down;
      }
    }
    throw last;
  }

  /** Until either end is gone; then both are. */
  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException gone) {
      Thread.onSpinWait(); // Closed already, as it should be.
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
