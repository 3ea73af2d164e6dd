package org.stile.center.board;

import java.time.Duration;
import java.time.Instant;
import org.stile.center.board.GateCounts.Liveness;

/**
 * How many admissions may have happened that nobody here has heard of: bounds, never guesses
 * (docs/reference/board.md, "Unknown").
 */
final class Unknowns {
  /** An agent tells how it is at least that often unless it is set otherwise. */
  static final Duration REPORT_EVERY = Duration.ofSeconds(10);

  private Unknowns() {}

  /**
   * When gates admit at all.
   *
   * @param from doors open: before, every ticket is refused.
   * @param until last entry: after, every ticket is refused.
   */
  record Hours(Instant from, Instant until) {
    /** How much of {@code [since, now]} lies within. */
    Duration within(Instant since, Instant now) {
      Instant begin = since.isAfter(from) ? since : from;
      Instant end = now.isBefore(until) ? now : until;
      return end.isAfter(begin) ? Duration.between(begin, end) : Duration.ZERO;
    }
  }

  /**
   * At most so many entries were walked at a gate and are not counted.
   *
   * @param pending entries of it that are granted and open.
   * @param pace entries in the five minutes before it was last heard of.
   */
  static long upTo(GateFacts gate, long pending, long pace, Hours hours, Instant now) {
    long walked = walks(gate.rows() + gate.rowsLost(), pending);
    return switch (gate.liveness(now)) {
      case LIVE, CLOCK_SUSPECT -> walked;
      case DELAYED, OFFLINE -> {
        Instant since = gate.contact().orElseThrow().minus(REPORT_EVERY);
        yield Math.max(pending, walked) + silent(gate, pace, since, hours, now);
      }
      case NEVER_SEEN -> gate.enrolled() ? silent(gate, 0, hours.from(), hours, now) : 0;
    };
  }

  /** Whether the bound says nothing of a gate: it was never enrolled, so it can tell nobody. */
  static boolean leftOut(GateFacts gate, Instant now) {
    return gate.liveness(now) == Liveness.NEVER_SEEN && !gate.enrolled();
  }

  /**
   * Entries that so many rows can finish: one row finishes an entry whose grant is here, and any
   * other takes two, the grant and the walk.
   */
  static long walks(long rows, long pending) {
    long finished = Math.min(rows, pending);
    return finished + (rows - finished) / 2;
  }

  /** What a gate lets through while nobody hears of it: its rated capacity, or what it did. */
  private static long silent(GateFacts gate, long pace, Instant since, Hours hours, Instant now) {
    double perMinute = Math.max(gate.rated(), pace / 5.0);
    // A gate whose clock is off opens and closes by that clock.
    Duration silence =
        gate.clockSuspect() ? Duration.between(since, now) : hours.within(since, now);
    return (long) Math.ceil(perMinute * Math.max(0, silence.toMillis()) / 60_000.0);
  }
}
