package org.stile.center.board;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When the last of those who are expected will be in, as a range, if all of them come
 * (docs/reference/board.md, "Forecast").
 *
 * @param from at the fastest; null: {@code why} says why nobody can say.
 * @param until at the slowest; null: likewise.
 * @param why empty if there is a range.
 */
public record Forecast(@Nullable Instant from, @Nullable Instant until, String why) {
  /** With fewer entries in five minutes, chance is all there is. */
  static final long ENTRIES_MIN = 10;

  /** What takes longer has no finish that anybody could plan by. */
  private static final Duration LONGEST = Duration.ofHours(12);

  private static final double WINDOW_MINUTES = 5;

  /** Two standard deviations of a count that comes by chance: 19 times of 20. */
  private static final double DEVIATIONS = 2;

  /**
   * What a forecast goes by.
   *
   * @param expected tickets that are good; negative: not known here.
   * @param admitted confirmed.
   * @param unknown as many more may be in.
   * @param entries at live gates in the last five minutes.
   * @param rated of live gates together, people a minute.
   * @param live gates.
   * @param hours when gates admit at all.
   */
  record Facts(
      long expected,
      long admitted,
      long unknown,
      long entries,
      long rated,
      long live,
      Unknowns.Hours hours,
      Instant now) {}

  static Forecast of(Facts facts) {
    if (facts.expected < 0) {
      return unknown("this node does not know how many tickets there are");
    }
    long most = facts.expected - facts.admitted;
    if (most <= 0) {
      return unknown(facts.expected == 0 ? "no tickets yet" : "everybody expected is in");
    }
    if (facts.now.isBefore(facts.hours.from())) {
      return unknown("doors are not open yet");
    }
    if (facts.now.isAfter(facts.hours.until())) {
      return unknown("last entry is over");
    }
    if (facts.live == 0) {
      return unknown("no gate is live");
    }
    if (facts.entries < ENTRIES_MIN) {
      return unknown("fewer than " + ENTRIES_MIN + " came in the last 5 minutes");
    }
    long least = Math.max(0, most - facts.unknown);
    double entries = facts.entries;
    double spread = DEVIATIONS * Math.sqrt(entries);
    double fast = Math.min((entries + spread) / WINDOW_MINUTES, (double) Math.max(facts.rated, 1));
    double slow = Math.min((entries - spread) / WINDOW_MINUTES, fast);
    Instant from = after(facts.now, (double) least / fast);
    Instant until = after(facts.now, (double) most / slow);
    return until.isAfter(facts.now.plus(LONGEST))
        ? unknown("at this pace it takes more than " + LONGEST.toHours() + " hours")
        : new Forecast(from, until, "");
  }

  private static Instant after(Instant now, double minutes) {
    return now.plusSeconds((long) Math.ceil(Math.min(minutes, 1e6) * 60));
  }

  private static Forecast unknown(String why) {
    return new Forecast(null, null, why);
  }
}
