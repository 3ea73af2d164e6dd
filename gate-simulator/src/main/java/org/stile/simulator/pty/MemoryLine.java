package org.stile.simulator.pty;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.stile.drivers.serial.ByteLink;

/** A serial line that is only memory: for tests that want a driver and no operating system. */
public final class MemoryLine implements HostLine {
  private final ReentrantLock lock = new ReentrantLock();
  private final Way toDevice = new Way();
  private final Way toHost = new Way();
  private int hostSpeed = SPEED_UNKNOWN;
  private boolean closed;

  /** A line whose host has not set a speed yet. */
  public MemoryLine() {}

  /** One direction of the line. */
  private final class Way {
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private final Condition changed = lock.newCondition();
    private boolean woken;

    /** Waits until there is something to take, or a reason not to wait. */
    private void await(Duration patience) throws InterruptedException {
      long left = patience.toNanos();
      while (waiting.size() == 0 && !woken && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      woken = false;
    }

    private int take(byte[] into, int offset) {
      byte[] all = waiting.toByteArray();
      int count = Math.min(all.length, into.length - offset);
      System.arraycopy(all, 0, into, offset, count);
      waiting.reset();
      waiting.write(all, count, all.length - count);
      return count;
    }
  }

  /** The end a driver takes. */
  public ByteLink hostEnd() {
    return new HostEnd();
  }

  @Override
  public int receive(byte[] into, Duration patience) {
    lock.lock();
    try {
      toDevice.await(patience);
      return toDevice.take(into, 0);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return 0;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void send(byte[] bytes, int count) {
    lock.lock();
    try {
      toHost.waiting.write(bytes, 0, count);
      toHost.changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int hostSpeed() {
    lock.lock();
    try {
      return hostSpeed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void wake() {
    wake(toDevice);
  }

  private void wake(Way way) {
    lock.lock();
    try {
      way.woken = true;
      way.changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String name() {
    return "a line in memory";
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      toDevice.changed.signalAll();
      toHost.changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private final class HostEnd implements ByteLink {
    @Override
    public void write(byte[] bytes, int count) throws IOException {
      lock.lock();
      try {
        refuseIfClosed();
        toDevice.waiting.write(bytes, 0, count);
        toDevice.changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public int read(byte[] into, int offset, Duration patience) throws IOException {
      lock.lock();
      try {
        toHost.await(patience);
        refuseIfClosed();
        return toHost.take(into, offset);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while reading " + name(), e);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void speed(int baud) {
      lock.lock();
      try {
        hostSpeed = baud;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void discardInput() {
      lock.lock();
      try {
        toHost.waiting.reset();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void wake() {
      MemoryLine.this.wake(toHost);
    }

    @Override
    public String name() {
      return MemoryLine.this.name();
    }

    @Override
    public void close() {
      MemoryLine.this.close();
    }

    private void refuseIfClosed() throws IOException {
      if (closed) {
        throw new IOException(name() + " was closed");
      }
    }
  }
}
