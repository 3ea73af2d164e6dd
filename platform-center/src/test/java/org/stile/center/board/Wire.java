package org.stile.center.board;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy between a browser and the center that can be cut, and can fall silent without a word. */
final class Wire implements AutoCloseable {
  private final ServerSocket server;
  private final int center;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private volatile boolean cut;
  private volatile boolean silent;

  Wire(int center) throws IOException {
    this.center = center;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Ends all connections, and every new one at once. */
  void cut() {
    cut = true;
    open.forEach(Wire::end);
  }

  /** Lets nothing through any more, but keeps all connections. */
  void silence() {
    silent = true;
  }

  void heal() {
    cut = false;
    silent = false;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket browser = server.accept();
        open.add(browser);
        if (cut) {
          end(browser);
        } else {
          Socket there = new Socket(InetAddress.getLoopbackAddress(), center);
          open.add(there);
          Thread.ofVirtual().start(() -> pass(browser, there));
          Thread.ofVirtual().start(() -> pass(there, browser));
        }
      } catch (IOException e) {
        // Closed, or the center is away.
      }
    }
  }

  private void pass(Socket from, Socket to) {
    byte[] buffer = new byte[8192];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (!silent) {
          out.write(buffer, 0, count);
          out.flush();
        }
      }
    } catch (IOException e) {
      // Cut.
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Was closed.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    open.forEach(Wire::end);
  }
}
