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
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A network cable on loopback: what connects here is connected to a port of this machine. Pulled,
 * it resets every connection and lets none be made, so that both ends know at once. Silent, it lets
 * nothing through and tells nobody, farewells included, as a real cable does that is cut; plugged
 * in again, what waited goes on, as TCP sends it again. Nobody at its ends knows that it is one.
 * Any thread.
 */
final class Cable implements AutoCloseable {
  /** How a cable is. */
  enum State {
    PLUGGED,
    PULLED,
    SILENT
  }

  private static final int CHUNK = 16 << 10;
  private static final int CONNECT_MS = 5_000;

  /** An agent has two connections at a time; a venue unit some more. */
  private static final int CONNECTIONS_MAX = 64;

  private final ServerSocket socket;
  private final int to;
  private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
  private final ReentrantLock guard = new ReentrantLock();
  private final Condition turned = guard.newCondition();
  private State state = State.PLUGGED; // Guarded by guard.

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

  State state() {
    guard.lock();
    try {
      return state;
    } finally {
      guard.unlock();
    }
  }

  void pull() {
    turn(State.PULLED);
    ends.forEach(Cable::reset);
    ends.clear();
  }

  /** From now on nothing comes through, and nobody is told. */
  void mute() {
    turn(State.SILENT);
  }

  void plug() {
    turn(State.PLUGGED);
  }

  void goes(State next) {
    switch (next) {
      case PLUGGED -> plug();
      case PULLED -> pull();
      case SILENT -> mute();
    }
  }

  private void turn(State next) {
    guard.lock();
    try {
      state = next;
      turned.signalAll();
    } finally {
      guard.unlock();
    }
  }

  /** Waits while nothing comes through. */
  private void awaitThrough() throws IOException {
    guard.lock();
    try {
      while (state == State.SILENT) {
        turned.awaitUninterruptibly();
      }
      if (state == State.PULLED) {
        throw new IOException("pulled");
      }
    } finally {
      guard.unlock();
    }
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket near = socket.accept();
        if (state() == State.PULLED || ends.size() > 2 * CONNECTIONS_MAX) {
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
      awaitThrough();
      far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), to), CONNECT_MS);
      near.setOption(StandardSocketOptions.TCP_NODELAY, true);
      far.setOption(StandardSocketOptions.TCP_NODELAY, true);
      awaitThrough(); // It may have been pulled meanwhile.
      Thread.ofVirtual().start(() -> pump(near, far));
      pump(far, near);
    } catch (IOException e) {
      resetInTime(near, far);
    } finally {
      ends.remove(near);
      ends.remove(far);
    }
  }

  private void pump(Socket from, Socket into) {
    byte[] some = new byte[CHUNK];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = into.getOutputStream();
      for (int count = in.read(some); count >= 0; count = in.read(some)) {
        awaitThrough();
        out.write(some, 0, count);
      }
      awaitThrough();
      from.close();
      into.close();
    } catch (IOException e) {
      resetInTime(from, into);
    }
  }

  /** One end broke: the other one hears of it once something comes through again. */
  private void resetInTime(Socket one, Socket other) {
    try {
      awaitThrough();
    } catch (IOException e) {
      // Pulled: at once.
    }
    reset(one);
    reset(other);
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
