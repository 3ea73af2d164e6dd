package org.stile.gate.lane;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.stile.core.admission.Direction;
import org.stile.core.admission.Language;
import org.stile.core.admission.TapContext;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;

/**
 * What one lane is told once, at its start.
 *
 * @param gate the gate it belongs to.
 * @param lane which reader of the gate, range [0, 15].
 * @param direction whether it lets people in or out.
 * @param event which event it admits to; empty: the one whose doors are open, else the next.
 * @param times how long things may take.
 * @param languages in which visitors are told, the first one largest, range [1, 3].
 */
public record LaneSettings(
    GateId gate,
    int lane,
    Direction direction,
    Optional<EventId> event,
    Times times,
    List<Language> languages) {
  /** More do not fit on one screen (see {@code Advice}). */
  public static final int LANGUAGES_MAX = 3;

  public LaneSettings {
    languages = List.copyOf(languages);
    if (lane < 0 || lane > TapContext.LANE_MAX) {
      throw new IllegalArgumentException("lane out of range [0, 15]: " + lane);
    }
    if (languages.isEmpty() || languages.size() > LANGUAGES_MAX) {
      throw new IllegalArgumentException("1 to 3 languages, not " + languages.size());
    }
  }

  /** An entry lane with everything at its default. */
  public static LaneSettings entry(GateId gate, int lane) {
    return new LaneSettings(
        gate, lane, Direction.ENTRY, Optional.empty(), Times.DEFAULT, List.of(Language.EN));
  }

  /**
   * How long things may take.
   *
   * @param openFor how long the arm waits for a body.
   * @param passageGrace how long after that the arm's own word on the passage is waited for.
   * @param showFor how long an answer stays on the panel once the chip has left.
   * @param tapLimit how long all of one tap may take; no chip can hold a lane longer.
   * @param retryAfter how long to wait before trying what was broken.
   */
  public record Times(
      Duration openFor,
      Duration passageGrace,
      Duration showFor,
      Duration tapLimit,
      Duration retryAfter) {
    public static final Range OPEN_FOR = Range.ofMillis(500, 30_000);
    public static final Range PASSAGE_GRACE = Range.ofMillis(100, 10_000);
    public static final Range SHOW_FOR = Range.ofMillis(0, 30_000);
    public static final Range TAP_LIMIT = Range.ofMillis(500, 10_000);
    public static final Range RETRY_AFTER = Range.ofMillis(100, 300_000);

    /** As in deploy/gate.properties. */
    public static final Times DEFAULT =
        new Times(
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5));

    public Times {
      OPEN_FOR.require("open for", openFor);
      PASSAGE_GRACE.require("passage grace", passageGrace);
      SHOW_FOR.require("show for", showFor);
      TAP_LIMIT.require("tap limit", tapLimit);
      RETRY_AFTER.require("retry after", retryAfter);
    }
  }

  /** Both ends belong to it. */
  public record Range(Duration from, Duration to) {
    static Range ofMillis(long from, long to) {
      return new Range(Duration.ofMillis(from), Duration.ofMillis(to));
    }

    /** Whether {@code value} lies in it. */
    public boolean contains(Duration value) {
      return value.compareTo(from) >= 0 && value.compareTo(to) <= 0;
    }

    private void require(String what, Duration value) {
      if (!contains(value)) {
        throw new IllegalArgumentException(
            what + " out of range [" + from + ", " + to + "]: " + value);
      }
    }
  }
}
