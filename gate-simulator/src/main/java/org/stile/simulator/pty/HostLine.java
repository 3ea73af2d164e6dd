package org.stile.simulator.pty;

import java.io.IOException;
import java.time.Duration;

/**
 * The device's end of a serial line to its host. Owned by one thread, except {@link #wake()}.
 *
 * <p>A line carries bytes without loss and without speed: whether two ends that disagree about the
 * speed understand each other is for the device to judge, from {@link #hostSpeed()}.
 */
public interface HostLine extends AutoCloseable {
  /** No speed at all: an in-memory line whose host never set one. */
  int SPEED_UNKNOWN = 0;

  /**
   * Waits for bytes from the host.
   *
   * @param into where to put them, from its start.
   * @param patience how long to wait; zero only looks.
   * @return how many bytes came, 0 if none in time or {@link #wake()} was called.
   */
  int receive(byte[] into, Duration patience) throws IOException;

  /**
   * Sends {@code bytes[0, count)} without ever blocking: as on a real line, what a host does not
   * take in is lost.
   */
  void send(byte[] bytes, int count) throws IOException;

  /** The speed the host has set its end to, in baud, or {@link #SPEED_UNKNOWN}. */
  int hostSpeed() throws IOException;

  /** Makes a blocked or the next {@link #receive} return at once. Any thread. */
  void wake();

  /** What a host opens to reach this line, for people. */
  String name();

  @Override
  void close();
}
