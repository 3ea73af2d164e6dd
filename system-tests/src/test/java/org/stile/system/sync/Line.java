package org.stile.system.sync;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A line to a port on this machine that can be cut and joined again. Any thread. */
final class Line implements AutoCloseable {
  private final int to;
  private final ServerSocket door;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  private Line(int to) throws IOException {
    this.to = to;
    door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().name("line").start(this::serve);
  }

  static Line to(int port) throws IOException {
    return new Line(port);
  }

  int port() {
    return door.getLocalPort();
  }

  /** Ends what is open, and lets nothing through until {@link #join}. */
  void cut() {
    cut = true;
    open.forEach(Line::end);
    open.clear();
  }

  void join() {
    cut = false;
  }

  private void serve() {
    while (!door.isClosed()) {
      try {
        Socket near = door.accept();
        if (cut) {
          end(near);
        } else {
          through(near);
        }
      } catch (IOException e) {
        // Closed, or nobody at the other end: the next one, perhaps.
      }
    }
  }

  private void through(Socket near) throws IOException {
    Socket far;
    try {
      far = new Socket(InetAddress.getLoopbackAddress(), to);
    } catch (IOException e) {
      end(near);
      throw e;
    }
    open.add(near);
    open.add(far);
    if (cut) {
      end(near);
      end(far);
    }
    Thread.ofVirtual().start(() -> pump(near, far));
    Thread.ofVirtual().start(() -> pump(far, near));
  }

  private void pump(Socket from, Socket into) {
    try (InputStream in = from.getInputStream();
        OutputStream out = into.getOutputStream()) {
      in.transferTo(out);
    } catch (IOException e) {
      // Cut.
    } finally {
      end(from);
      end(into);
      open.remove(from);
      open.remove(into);
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is over anyway.
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    cut();
  }
}
