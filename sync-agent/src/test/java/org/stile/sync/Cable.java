package org.stile.sync;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A network cable between an agent and something on the loopback, to be pulled by a test. */
final class Cable implements AutoCloseable {
  private final ServerSocket socket;
  private final int to;
  private final List<Socket> ends = new CopyOnWriteArrayList<>();
  private volatile boolean pulled;
  private volatile boolean mute;

  Cable(int to) throws IOException {
    this.to = to;
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  URI address() {
    return URI.create("tcp://127.0.0.1:" + socket.getLocalPort());
  }

  /** Connections break, and none can be made. */
  void pull() throws IOException {
    pulled = true;
    for (Socket end : ends) {
      end.close();
    }
    ends.clear();
  }

  /** Connections stay, and nothing comes through. */
  void mute() {
    mute = true;
  }

  void plug() {
    pulled = false;
    mute = false;
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket near = socket.accept();
        if (pulled) {
          near.close();
          continue;
        }
        var far = new Socket(InetAddress.getLoopbackAddress(), to);
        ends.add(near);
        ends.add(far);
        Thread.ofVirtual().start(() -> pump(near, far));
        Thread.ofVirtual().start(() -> pump(far, near));
      } catch (IOException e) {
        // Of one connection, or closed.
      }
    }
  }

  private void pump(Socket from, Socket into) {
    try (from;
        into) {
      InputStream in = from.getInputStream();
      OutputStream out = into.getOutputStream();
      byte[] some = new byte[8192];
      int count = in.read(some);
      while (count >= 0) {
        if (!mute) {
          out.write(some, 0, count);
        }
        count = in.read(some);
      }
    } catch (IOException e) {
      // Pulled.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    pull();
  }
}
