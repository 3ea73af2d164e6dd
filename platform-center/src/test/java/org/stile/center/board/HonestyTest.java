package org.stile.center.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stile.center.board.GateCounts.Liveness;

/** What a board claims of gates it does not hear: states, bounds, forecast, the sentence. */
class HonestyTest {
  private static final Instant NOW = Instant.parse("2026-06-13T17:30:00Z");
  private static final Unknowns.Hours HOURS =
      new Unknowns.Hours(NOW.minus(Duration.ofHours(1)), NOW.plus(Duration.ofHours(2)));

  /** A gate that was heard of a moment ago and has nothing to hide, but for what a test changes. */
  private static GateFacts gate(long silentSeconds, boolean online, long rows, boolean suspect) {
    return new GateFacts(
        "n1",
        Set.of(1),
        11,
        Optional.of(NOW.minusSeconds(silentSeconds)),
        online,
        rows,
        0,
        Optional.of(NOW.minusSeconds(silentSeconds)),
        suspect,
        suspect ? 7_200_000 : 0,
        Optional.of(3L),
        Optional.empty(),
        true,
        OptionalLong.of(1),
        BoardView.Computer.UNKNOWN);
  }

  private static GateFacts neverSeen(boolean enrolled) {
    return new GateFacts(
        "n1",
        Set.of(1),
        11,
        Optional.empty(),
        false,
        0,
        0,
        Optional.empty(),
        false,
        0,
        Optional.empty(),
        Optional.empty(),
        enrolled,
        OptionalLong.empty(),
        BoardView.Computer.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "5, true, 0, false, LIVE",
    "5, true, 200, false, LIVE",
    "5, true, 201, false, DELAYED",
    "16, true, 1, false, DELAYED",
    "15, true, 1, false, LIVE",
    "45, true, 0, false, LIVE",
    "46, true, 0, false, DELAYED",
    "120, true, 0, false, DELAYED",
    "121, true, 0, false, OFFLINE",
    "5, false, 0, false, OFFLINE",
    "5, true, 0, true, CLOCK_SUSPECT",
    "46, true, 0, true, DELAYED"
  })
  void a_gate_is_what_was_last_heard_of_it(
      long silent, boolean online, long rows, boolean suspect, Liveness state) {
    assertThat(gate(silent, online, rows, suspect).liveness(NOW)).isEqualTo(state);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "1, 0, 0",
    "2, 0, 1",
    "7, 0, 3", // A grant and its walk are two rows.
    "1, 5, 1",
    "5, 5, 5",
    "9, 5, 7" // One row finishes an entry whose grant is here.
  })
  void rows_that_are_missing_hide_no_more_entries_than_they_can_hold(
      long rows, long pending, long entries) {
    assertThat(Unknowns.walks(rows, pending)).isEqualTo(entries);
  }

  @Test
  void a_silent_gate_may_have_admitted_at_its_rated_capacity_since_its_last_report() {
    GateFacts offline = gate(110, false, 0, false);
    // Two minutes: 110 s of silence, and 10 s in which it need not have said anything.
    assertThat(Unknowns.upTo(offline, 0, 0, HOURS, NOW)).isEqualTo(22);
    assertThat(Unknowns.upTo(offline, 0, 100, HOURS, NOW)).isEqualTo(40); // It did 20 a minute.
    assertThat(Unknowns.upTo(gate(5, true, 0, false), 0, 100, HOURS, NOW)).isZero();
  }

  @Test
  void a_silent_gate_admits_nobody_before_doors_or_after_last_entry_unless_its_clock_is_off() {
    var closed = new Unknowns.Hours(NOW.minus(Duration.ofHours(9)), NOW.minus(Duration.ofHours(5)));
    assertThat(Unknowns.upTo(gate(1190, false, 0, false), 0, 0, closed, NOW)).isZero();
    assertThat(Unknowns.upTo(gate(1190, false, 0, true), 0, 0, closed, NOW)).isEqualTo(220);
    var opened = new Unknowns.Hours(NOW.minusSeconds(60), NOW.plusSeconds(60));
    assertThat(Unknowns.upTo(gate(1190, false, 0, false), 0, 0, opened, NOW)).isEqualTo(11);
  }

  @Test
  void a_gate_never_seen_counts_from_doors_if_it_is_enrolled_and_else_is_left_out() {
    assertThat(Unknowns.upTo(neverSeen(true), 0, 0, HOURS, NOW)).isEqualTo(660);
    assertThat(Unknowns.leftOut(neverSeen(true), NOW)).isFalse();
    assertThat(Unknowns.upTo(neverSeen(false), 0, 0, HOURS, NOW)).isZero();
    assertThat(Unknowns.leftOut(neverSeen(false), NOW)).isTrue();
  }

  @Test
  void the_sentence_says_how_much_is_not_known_and_why() {
    assertThat(Summary.of(41_230, new BoardView.Unknown(0, 0, 0, 0), Map.of(Liveness.LIVE, 9L)))
        .isEqualTo("41\u00a0230 confirmed");
    assertThat(
            Summary.of(
                41_230,
                new BoardView.Unknown(350, 4, 0, 12),
                Map.of(Liveness.LIVE, 9L, Liveness.OFFLINE, 3L, Liveness.DELAYED, 1L)))
        .isEqualTo("41\u00a0230 confirmed + up to 350 unknown (3 gates offline, 1 gate delayed)");
    assertThat(
            Summary.of(
                7,
                new BoardView.Unknown(660, 1, 0, 0),
                Map.of(Liveness.LIVE, 1L, Liveness.NEVER_SEEN, 2L)))
        .isEqualTo("7 confirmed + up to 660 unknown (1 gate never seen)");
    assertThat(Summary.of(7, new BoardView.Unknown(1, 0, 0, 2), Map.of(Liveness.LIVE, 1L)))
        .isEqualTo("7 confirmed + up to 1 unknown (2 rows on the way)");
  }

  private static Forecast forecast(long expected, long admitted, long unknown, long five) {
    return Forecast.of(new Forecast.Facts(expected, admitted, unknown, five, 110, 10, HOURS, NOW));
  }

  @Test
  void a_forecast_is_a_range_that_holds_the_pace_and_chance() {
    // 400 in five minutes, give or take 40: 72 to 88 a minute for 1 100 people at most.
    Forecast forecast = forecast(2_000, 900, 0, 400);
    assertThat(forecast.from()).isEqualTo(NOW.plusSeconds(750));
    assertThat(forecast.until()).isEqualTo(NOW.plusSeconds(917));
    // As many may be in that nobody heard of: it may end sooner, and no later.
    Forecast unsure = forecast(2_000, 900, 300, 400);
    assertThat(unsure.from()).isEqualTo(NOW.plusSeconds(546));
    assertThat(unsure.until()).isEqualTo(forecast.until());
  }

  @Test
  void no_forecast_is_faster_than_the_gates_are_rated() {
    assertThat(forecast(2_000, 900, 0, 2_000).from()).isEqualTo(NOW.plusSeconds(600));
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 0, 400, does not know",
    "0, 0, 400, no tickets",
    "900, 900, 400, is in",
    "2000, 900, 9, fewer than 10",
    "800000, 0, 400, more than 12 hours"
  })
  void a_forecast_that_cannot_be_made_says_why(
      long expected, long admitted, long five, String why) {
    Forecast forecast = forecast(expected, admitted, 0, five);
    assertThat(forecast.from()).isNull();
    assertThat(forecast.until()).isNull();
    assertThat(forecast.why()).contains(why);
  }

  @Test
  void no_live_gate_means_no_forecast() {
    assertThat(Forecast.of(new Forecast.Facts(2_000, 900, 0, 400, 0, 0, HOURS, NOW)).why())
        .contains("no gate is live");
  }

  @Test
  void before_doors_and_after_last_entry_nobody_is_told_when_all_are_in() {
    var later = new Unknowns.Hours(NOW.plusSeconds(1), NOW.plusSeconds(60));
    var earlier = new Unknowns.Hours(NOW.minusSeconds(60), NOW.minusSeconds(1));
    assertThat(Forecast.of(new Forecast.Facts(2_000, 0, 0, 400, 110, 10, later, NOW)).why())
        .isEqualTo("doors are not open yet");
    assertThat(Forecast.of(new Forecast.Facts(2_000, 900, 0, 400, 110, 10, earlier, NOW)).why())
        .isEqualTo("last entry is over");
  }

  private static EventFacts event(boolean unlimited, int entries) {
    return new EventFacts(
        1,
        "Match",
        1,
        "Stadium",
        java.time.ZoneId.of("UTC"),
        HOURS.from(),
        HOURS.until(),
        unlimited,
        entries,
        Map.of());
  }

  @Test
  void no_more_can_be_unknown_than_tickets_that_ever_were_can_pay_for() {
    assertThat(event(false, 1).atMost(350, 1_000, 900)).isEqualTo(100);
    assertThat(event(false, 2).atMost(350, 1_000, 1_900)).isEqualTo(100);
    assertThat(event(false, 1).atMost(350, 1_000, 1_001)).isZero();
    assertThat(event(true, 1).atMost(350, 1_000, 900)).isEqualTo(350);
    assertThat(event(true, 1).atMost(350, 0, 0)).isZero();
    assertThat(event(false, 1).atMost(350, -1, 900)).isEqualTo(350);
  }
}
