package org.stile.gate.device;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes lines to a stream that may block (a terminal on hold, a full pipe, a slow disk) without
 * keeping those waiting who have something to say. A thread of its own writes; any thread says.
 */
public final class LineWriter implements AutoCloseable {
  /** Lines kept. A lane says a few a second; who is so far behind does not read them anyway. */
  static final int LINES_MAX = 1024;

  /** How long close() waits for the stream to take what is left. */
  private static final long FAREWELL_MILLIS = 1_000;

  private final PrintStream out;
  private final ReentrantLock guard = new ReentrantLock();
  private final Condition changed = guard.newCondition();
  private final Deque<String> lines = new ArrayDeque<>();
  private final Thread thread;
  private long dropped;
  private boolean closing;

  /**
   * Starts writing.
   *
   * @param name of the thread.
   * @param out where to; flushed after each line, not closed.
   */
  public LineWriter(String name, PrintStream out) {
    this.out = out;
    thread = Thread.ofPlatform().daemon().name(name).unstarted(this::writeAll);
    thread.start();
  }

  /** Writes {@code line} soon; drops the oldest that waits if there are too many. */
  public void write(String line) {
    guard.lock();
    try {
      if (lines.size() == LINES_MAX) {
        lines.removeFirst();
        dropped++;
      }
      lines.addLast(line);
      changed.signal();
    } finally {
      guard.unlock();
    }
  }

  /** How many lines were never written because the stream was too slow. */
  public long dropped() {
    guard.lock();
    try {
      return dropped;
    } finally {
      guard.unlock();
    }
  }

  private void writeAll() {
    try {
      Optional<String> line = next();
      while (line.isPresent()) {
        out.println(line.get());
        out.flush();
        line = next();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The next line; empty when there will be none. */
  private Optional<String> next() throws InterruptedException {
    guard.lock();
    try {
      while (lines.isEmpty() && !closing) {
        changed.await();
      }
      return Optional.ofNullable(lines.pollFirst());
    } finally {
      guard.unlock();
    }
  }

  /** Writes what is left, as far as the stream takes it within a second. */
  @Override
  public void close() {
    guard.lock();
    try {
      closing = true;
      changed.signal();
    } finally {
      guard.unlock();
    }
    try {
      thread.join(FAREWELL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
