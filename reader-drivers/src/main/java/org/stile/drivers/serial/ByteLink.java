package org.stile.drivers.serial;

import java.io.IOException;
import java.time.Duration;

/**
 * A raw two-way byte pipe to a device: the only thing under a reader driver that a simulator
 * replaces. Owned by one thread, except {@link #wake()} and {@link #close()}, which make a blocked
 * read return.
 */
public interface ByteLink extends AutoCloseable {
  /** Sends all of {@code bytes[0, count)}. */
  void write(byte[] bytes, int count) throws IOException;

  /**
   * Reads what is there, blocking until at least one byte came.
   *
   * @param into where to put them, from index {@code offset} to its end at most.
   * @param patience how long to wait for the first byte, range (0 s, 1 h].
   * @return how many bytes came, 0 if none in time or {@link #wake()} was called.
   * @throws IOException if the link is gone or was closed.
   */
  int read(byte[] into, int offset, Duration patience) throws IOException;

  /** Switches the speed of this end, in baud; a link without a speed ignores it. */
  void speed(int baud) throws IOException;

  /** Throws away what was received and not yet read. */
  void discardInput() throws IOException;

  /** Makes a blocked or the next {@link #read} return 0 at once. Any thread. */
  void wake();

  /** What it is, for people: a device path. */
  String name();

  @Override
  void close();
}
