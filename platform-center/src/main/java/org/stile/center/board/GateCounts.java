package org.stile.center.board;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One gate of an event's venue.
 *
 * @param counts of the event, as of {@code asOf}.
 * @param asOf when the center last heard of it: a number of a silent gate is that old.
 * @param rows journal rows it said it has and that are not here yet.
 * @param master version of the event's master it has.
 */
public record GateCounts(
    String gate,
    Liveness liveness,
    Tally counts,
    Optional<Instant> asOf,
    long rows,
    Optional<Long> master) {
  /** Heard of within this time a gate is live; agents report more often (docs/reference). */
  static final Duration LIVE_MAX = Duration.ofSeconds(45);

  /** Silent for longer it is offline; between the two it is delayed. */
  static final Duration DELAYED_MAX = Duration.ofMinutes(2);

  /** Rows that a busy gate has on its way at any moment: two messages. */
  static final long ROWS_ON_THEIR_WAY = 200;

  /** Told rows that do not come within this time are held up. */
  static final Duration ROWS_HELD_UP = Duration.ofSeconds(15);

  /** How far a gate's numbers can be believed to be today's. */
  public enum Liveness {
    LIVE,
    /** It reports, but rows it told of do not come, or it is late. */
    DELAYED,
    OFFLINE,
    NEVER_SEEN,
    /** It reports, but its clock is off or not trusted: its scans may stand at wrong times. */
    CLOCK_SUSPECT
  }

  /**
   * The state of a gate, from what is known of it.
   *
   * @param rows told and not here.
   * @param rowsAt when rows of it last came.
   */
  static Liveness liveness(
      Optional<Instant> contact,
      boolean online,
      long rows,
      Optional<Instant> rowsAt,
      boolean clockSuspect,
      Instant now) {
    if (contact.isEmpty()) {
      return Liveness.NEVER_SEEN;
    }
    Duration silence = Duration.between(contact.get(), now);
    if (!online || silence.compareTo(DELAYED_MAX) > 0) {
      return Liveness.OFFLINE;
    }
    boolean coming =
        rowsAt.filter(at -> Duration.between(at, now).compareTo(ROWS_HELD_UP) <= 0).isPresent();
    boolean heldUp = rows > ROWS_ON_THEIR_WAY || (rows > 0 && !coming);
    if (silence.compareTo(LIVE_MAX) > 0 || heldUp) {
      return Liveness.DELAYED;
    }
    return clockSuspect ? Liveness.CLOCK_SUSPECT : Liveness.LIVE;
  }
}
