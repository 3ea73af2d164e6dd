package org.stile.center.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stile.center.board.BoardView.Computer;

/** What a board says of gates that report and do not admit as they should. */
class TroublesTest {
  private static final Instant NOW = Instant.parse("2026-06-13T17:30:00Z");
  private static final Instant DOORS = NOW.minus(Duration.ofHours(1));
  private static final Instant LAST_ENTRY = NOW.plus(Duration.ofHours(2));
  private static final Computer WELL = new Computer(0, 8L << 30, 41, false, true);

  private static EventFacts event(Instant lastEntry) {
    return new EventFacts(
        1, "Match", 1, "Stadium", ZoneId.of("Europe/Berlin"), DOORS, lastEntry, false, 1, Map.of());
  }

  private static GateFacts gate(long silent, Optional<Long> master, Computer computer) {
    return new GateFacts(
        "n1",
        Set.of(1),
        11,
        Optional.of(NOW.minusSeconds(silent)),
        true,
        0,
        0,
        Optional.empty(),
        false,
        0,
        master,
        Optional.empty(),
        true,
        OptionalLong.of(7),
        computer);
  }

  private static List<String> said(GateFacts gate, LaneStates lanes, long newestAge) {
    var newest = new Troubles.Newest(4, NOW.minusSeconds(newestAge));
    return new Troubles(gate, lanes.of(7), newest, event(LAST_ENTRY), NOW).said();
  }

  private static LaneStates lanes(String... kinds) {
    var lanes = new LaneStates();
    for (String kind : kinds) {
      lanes.take(new LaneStates.Said(7, 0, kind, NOW.minusSeconds(300)));
    }
    return lanes;
  }

  @Test
  void a_gate_that_is_as_it_should_be_is_not_talked_about() {
    assertThat(said(gate(3, Optional.of(4L), WELL), lanes("STARTED"), 600)).isEmpty();
  }

  @Test
  void a_gate_whose_program_died_and_whose_agent_did_not_is_said_to_take_no_taps() {
    GateFacts died = gate(3, Optional.of(4L), new Computer(0, 8L << 30, 41, false, false));
    assertThat(said(died, lanes("STARTED"), 600))
        .containsExactly("the gate's program does not run: takes no taps");
    assertThat(said(died, lanes("STARTED", "STOPPED"), 600))
        .containsExactly("stopped since 19:25, takes no taps");
  }

  @ParameterizedTest
  @CsvSource({
    "READER-FAILED, out of order since 19:25: reader does not answer",
    "JOURNAL-FAILED, out of order since 19:25: journal cannot be written",
    "ARM-FAILED, out of order since 19:25: arm does not answer",
    "NO-EVENT, out of order since 19:25: no event it can admit to",
    "FIRE-RELEASE, 'FIRE RELEASE, arm open since 19:25'",
    "STOPPED, 'stopped since 19:25, takes no taps'"
  })
  void a_gate_that_reports_and_does_not_admit_says_why(String kind, String words) {
    GateFacts gate = gate(3, Optional.of(4L), WELL);
    assertThat(said(gate, lanes("STARTED", kind), 600)).containsExactly(words);
    String end = kind.startsWith("FIRE") ? "FIRE-RESET" : "BACK-IN-ORDER";
    assertThat(said(gate, lanes("STARTED", kind, end), 600)).isEmpty();
    assertThat(said(gate, lanes("STARTED", kind, "FORCED"), 600)).containsExactly(words);
  }

  @Test
  void an_arm_that_fire_opened_is_open_until_staff_reset_it_whatever_else_happens() {
    GateFacts gate = gate(3, Optional.of(4L), WELL);
    assertThat(said(gate, lanes("FIRE-RELEASE", "READER-FAILED", "STARTED"), 600))
        .containsExactly("FIRE RELEASE, arm open since 19:25");
    assertThat(said(gate, lanes("FIRE-RELEASE", "FIRE-CLEARED"), 600))
        .containsExactly("arm open: fire release is over and was not reset since 19:25");
  }

  @Test
  void of_two_lanes_the_one_that_is_out_of_order_is_named() {
    LaneStates lanes = lanes("STARTED");
    lanes.take(new LaneStates.Said(7, 1, "READER-FAILED", NOW.minus(Duration.ofDays(1))));
    lanes.take(new LaneStates.Said(7, 0, "BACK-IN-ORDER", NOW));
    lanes.take(new LaneStates.Said(8, 0, "ARM-FAILED", NOW)); // Another gate's.
    assertThat(said(gate(3, Optional.of(4L), WELL), lanes, 600))
        .containsExactly("lane 1 out of order since 2026-06-12: reader does not answer");
  }

  @Test
  void a_gate_without_the_master_or_with_an_old_one_says_what_that_means() {
    LaneStates well = lanes("STARTED");
    assertThat(said(gate(3, Optional.empty(), WELL), well, 61))
        .containsExactly("has no master of this event: lets nobody in");
    assertThat(said(gate(3, Optional.of(3L), WELL), well, 61))
        .containsExactly("knows nothing of what changed since master v3");
    // It is on its way; nobody hears of the gate; the event is over.
    assertThat(said(gate(3, Optional.of(3L), WELL), well, 59)).isEmpty();
    assertThat(said(gate(500, Optional.of(3L), WELL), well, 61)).isEmpty();
    var newest = new Troubles.Newest(4, NOW.minusSeconds(600));
    var over = event(NOW.minusSeconds(1));
    GateFacts gate = gate(3, Optional.of(3L), WELL);
    assertThat(new Troubles(gate, well.of(7), newest, over, NOW).said()).isEmpty();
    assertThat(new Troubles(gate, well.of(7), Troubles.Newest.NONE, event(LAST_ENTRY), NOW).said())
        .isEmpty();
  }

  @Test
  void a_computer_that_is_unwell_says_so_and_one_that_cannot_tell_does_not() {
    LaneStates well = lanes("STARTED");
    var unwell = new Computer(3, (100L << 20) - 1, 80, true, null);
    assertThat(said(gate(3, Optional.of(4L), unwell), well, 600))
        .containsExactly(
            "disk nearly full: 99 MB left", "hot: 80 °C", "too little voltage: see to its supply");
    var limits = new Computer(3, 100L << 20, 79, false, true);
    assertThat(said(gate(3, Optional.of(4L), limits), well, 600)).isEmpty();
    assertThat(said(gate(3, Optional.of(4L), Computer.UNKNOWN), well, 600)).isEmpty();
  }
}
