package org.stile.simulator.ground;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A network cable on loopback: what connects here is connected to a port of this machine, and when
 * the cable is pulled, every connection is reset and none can be made. Nobody at its ends knows
 * that it is one. Any thread.
 */
final class Cable implements AutoCloseable {
  private static final int CHUNK = 16 << 10;
  private static final int CONNECT_MS = 5_000;

  /** An agent has two connections at a time; a venue unit some more. */
  private static final int CONNECTIONS_MAX = 64;

  private final ServerSocket socket;
  private final int to;
  private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
  private volatile boolean pulled;

  /** A cable that is plugged in, to {@code to} of this machine. */
  Cable(int to) throws IOException {
    this.to = to;
    socket = new ServerSocket(0, CONNECTIONS_MAX, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** Where to connect to. */
  int port() {
    return socket.getLocalPort();
  }

  boolean isPulled() {
    return pulled;
  }

  void pull() {
    pulled = true;
    ends.forEach(Cable::reset);
    ends.clear();
  }

  void plug() {
    pulled = false;
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket near = socket.accept();
        if (pulled || ends.size() > 2 * CONNECTIONS_MAX) {
          reset(near);
        } else {
          Thread.ofVirtual().start(() -> join(near));
        }
      } catch (IOException e) {
        // Of one connection, or closed.
      }
    }
  }

  private void join(Socket near) {
    var far = new Socket();
    ends.add(near);
    ends.add(far);
    try {
      far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), to), CONNECT_MS);
      near.setOption(StandardSocketOptions.TCP_NODELAY, true);
      far.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (pulled) {
        throw new IOException("pulled while it was connected");
      }
      Thread.ofVirtual().start(() -> pump(near, far));
      pump(far, near);
    } catch (IOException e) {
      reset(near);
      reset(far);
    } finally {
      ends.remove(near);
      ends.remove(far);
    }
  }

  private static void pump(Socket from, Socket into) {
    byte[] some = new byte[CHUNK];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = into.getOutputStream();
      for (int count = in.read(some); count >= 0; count = in.read(some)) {
        out.write(some, 0, count);
      }
      from.close();
      into.close();
    } catch (IOException e) {
      reset(from);
      reset(into);
    }
  }

  /** Closed without a farewell: whoever is at the other end gets a RST (RFC 9293 §3.5.2). */
  private static void reset(Socket end) {
    try {
      end.setSoLinger(true, 0);
    } catch (IOException e) {
      // It was closed already.
    }
    try {
      end.close();
    } catch (IOException e) {
      // It was closed already.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    pull();
  }
}
