package org.stile.center.broker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * How often venues' units threw out one that was still there under their name. After a cut that
 * nobody told of, a unit does that once; two machines with one {@code venue.unit} do it to each
 * other without end. Any thread.
 */
final class Thrown {
  /** A unit alone notices a silent cut after 15 s at the earliest, so it does it four times. */
  static final int TIMES = 6;

  static final Duration WITHIN = Duration.ofMinutes(1);

  private final Map<Long, Deque<Long>> byVenue = new HashMap<>(); // As many as there are venues.

  /**
   * One more.
   *
   * @param nanos as {@link System#nanoTime}.
   * @return whether it is too often for one machine.
   */
  synchronized boolean isByTwo(long venue, long nanos) {
    Deque<Long> last = byVenue.computeIfAbsent(venue, _ -> new ArrayDeque<>());
    last.addLast(nanos);
    if (last.size() > TIMES) {
      last.removeFirst();
    }
    return last.size() == TIMES && nanos - last.getFirst() <= WITHIN.toNanos();
  }
}
