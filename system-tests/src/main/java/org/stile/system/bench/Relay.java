package org.stile.system.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A cable to the broker that can be pulled, and counts what goes through. */
final class Relay implements AutoCloseable {
  private static final int PIECE = 16 << 10;

  private final ServerSocket server;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong up = new AtomicLong();
  private final AtomicLong down = new AtomicLong();
  private volatile boolean cut;
  private volatile long connectedAt;

  Relay(int target) throws IOException {
    this.target = target;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Pulls it. */
  void cut() {
    cut = true;
    open.forEach(Relay::close);
    open.clear();
  }

  /** Puts it back. */
  void mend() {
    connectedAt = 0;
    cut = false;
  }

  /** When the first connection came since it was mended (nanoTime); 0: none yet. */
  long connectedAt() {
    return connectedAt;
  }

  long bytesUp() {
    return up.get();
  }

  long bytesDown() {
    return down.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket near = server.accept();
        if (cut) {
          near.close();
          continue;
        }
        connectedAt = connectedAt == 0 ? System.nanoTime() : connectedAt;
        var far = new Socket(InetAddress.getLoopbackAddress(), target);
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        open.add(near);
        open.add(far);
        Thread.ofVirtual().start(() -> pump(near, far, up));
        Thread.ofVirtual().start(() -> pump(far, near, down));
      } catch (IOException e) {
        // Closed, or the broker is away: the agent comes again.
      }
    }
  }

  private static void pump(Socket from, Socket to, AtomicLong count) {
    byte[] piece = new byte[PIECE];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
        out.write(piece, 0, length);
        count.addAndGet(length);
      }
    } catch (IOException e) {
      // Pulled.
    } finally {
      close(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no use any more, either way.
    }
  }

  @Override
  public void close() throws IOException {
    cut();
    server.close();
  }
}
