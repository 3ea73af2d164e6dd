package org.stile.gate.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stile.core.admission.Decision;
import org.stile.core.admission.Direction;
import org.stile.core.admission.Group;
import org.stile.core.admission.Refusal;
import org.stile.core.id.EventId;
import org.stile.core.id.TicketId;
import org.stile.core.master.Seat;
import org.stile.gate.lane.LaneState.Ended;

class LaneMachineTest {
  private static final TicketId TICKET = new TicketId(new EventId(1), 5);
  private static final Decision.Admit ADMIT =
      new Decision.Admit(
          TICKET,
          Direction.ENTRY,
          1,
          true,
          OptionalLong.empty(),
          Group.ALONE,
          new Seat(5, 0, "North", "N1", "1", "5", 0),
          false);
  private static final Decision.Refuse REFUSE =
      new Decision.Refuse(Optional.of(TICKET), new Refusal.Revoked());

  private static final Map<String, LaneState> STATES = new LinkedHashMap<>();
  private static final Map<String, LaneEvent> EVENTS = new LinkedHashMap<>();

  static {
    STATES.put("Idle", new LaneState.Idle(false));
    STATES.put("Lingering", new LaneState.Idle(true));
    STATES.put("Reading", new LaneState.Reading());
    STATES.put("Deciding", new LaneState.Deciding());
    STATES.put("Stamping", new LaneState.Stamping(ADMIT));
    STATES.put("Open", new LaneState.Open(9, ADMIT));
    STATES.put("Removing", new LaneState.Removing(Ended.REFUSED));
    STATES.put("OutOfOrder", new LaneState.OutOfOrder(Trouble.JOURNAL));
    STATES.put("FireActive", new LaneState.FireRelease(true, 0));
    STATES.put("FireCleared", new LaneState.FireRelease(false, 0));

    EVENTS.put("Waited", new LaneEvent.Waited());
    EVENTS.put("ChipFound", new LaneEvent.ChipFound());
    EVENTS.put("ChipGone", new LaneEvent.ChipGone());
    EVENTS.put("Repaired", new LaneEvent.Repaired());
    EVENTS.put("TicketsFound", new LaneEvent.TicketsFound());
    EVENTS.put("Admitted", new LaneEvent.Admitted(ADMIT));
    EVENTS.put("Refused", new LaneEvent.Refused(REFUSE));
    EVENTS.put("Stamped", new LaneEvent.Stamped(9, "0102"));
    EVENTS.put("AlreadyStamped", new LaneEvent.AlreadyStamped(9));
    EVENTS.put("NotStamped", new LaneEvent.NotStamped(9, REFUSE, "pulled"));
    EVENTS.put("StampUnknown", new LaneEvent.StampUnknown(9, REFUSE, "silence"));
    EVENTS.put("Withdrawn", new LaneEvent.Withdrawn(9, REFUSE));
    EVENTS.put("Opened", new LaneEvent.Opened());
    EVENTS.put("WalkedIn", new LaneEvent.WalkedThrough(Direction.ENTRY));
    EVENTS.put("WalkedOut", new LaneEvent.WalkedThrough(Direction.EXIT));
    EVENTS.put("NobodyWalked", new LaneEvent.NobodyWalked());
    EVENTS.put("Forced", new LaneEvent.Forced(Direction.ENTRY));
    EVENTS.put("FireActive", new LaneEvent.FireSensed(true));
    EVENTS.put("FireOver", new LaneEvent.FireSensed(false));
    EVENTS.put("FireReset", new LaneEvent.FireReset());
    EVENTS.put("JournalFailed", new LaneEvent.Failed(Trouble.JOURNAL, "disk full"));
    EVENTS.put("ArmFailed", new LaneEvent.Failed(Trouble.ARM, "no answer"));
  }

  /** One line of machine.txt for one event. */
  record Row(String state, String event, String next, String effects) {
    String pair() {
      return state + " + " + event;
    }
  }

  static List<Row> table() {
    try (var in = LaneMachineTest.class.getResourceAsStream("machine.txt")) {
      var rows = new ArrayList<Row>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] cells = line.split("\\|", -1);
          for (String event : cells[1].strip().split(" ")) {
            rows.add(new Row(cells[0].strip(), event, cells[2].strip(), cells[3].strip()));
          }
        }
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("table")
  void moves_as_the_table_says(Row row) {
    Step step = LaneMachine.on(STATES.get(row.state()), EVENTS.get(row.event()));
    String effects = step.effects().stream().map(Names::of).collect(Collectors.joining(" "));
    assertThat(Names.of(step.next()) + " | " + effects)
        .isEqualTo(row.next() + " | " + row.effects());
  }

  @Test
  void the_table_has_every_event_in_every_state_once() {
    var pairs =
        STATES.keySet().stream()
            .flatMap(state -> EVENTS.keySet().stream().map(event -> state + " + " + event))
            .toList();
    assertThat(table().stream().map(Row::pair)).containsExactlyInAnyOrderElementsOf(pairs);
  }

  @Test
  void the_table_has_every_kind_of_state_and_event_there_is() {
    assertThat(kinds(STATES.values())).isEqualTo(leaves(LaneState.class));
    assertThat(kinds(EVENTS.values())).isEqualTo(leaves(LaneEvent.class));
  }

  private static TreeSet<String> kinds(Iterable<?> samples) {
    var kinds = new TreeSet<String>();
    samples.forEach(sample -> kinds.add(sample.getClass().getSimpleName()));
    return kinds;
  }

  private static TreeSet<String> leaves(Class<?> sealed) {
    return Stream.of(sealed.getPermittedSubclasses())
        .flatMap(sub -> sub.isInterface() ? leaves(sub).stream() : Stream.of(sub.getSimpleName()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void the_arm_is_released_only_for_a_stamp_the_chip_vouched_for() {
    var releasing =
        table().stream().filter(row -> row.effects().contains("Release(")).map(Row::pair);
    assertThat(releasing)
        .containsExactlyInAnyOrder("Stamping + Stamped", "Stamping + AlreadyStamped");
  }

  @Test
  void law_7_a_fire_release_is_left_only_by_a_reset_after_the_wire_cleared() {
    for (var event : EVENTS.entrySet()) {
      Step step = LaneMachine.on(new LaneState.FireRelease(true, 3), event.getValue());
      assertThat(step.next()).as(event.getKey()).isInstanceOf(LaneState.FireRelease.class);
      assertThat(step.effects()).as(event.getKey()).doesNotContain(new Effect.Lock());
    }
    for (var event : EVENTS.entrySet()) {
      Step step = LaneMachine.on(new LaneState.FireRelease(false, 3), event.getValue());
      boolean reset = event.getKey().equals("FireReset");
      assertThat(step.next() instanceof LaneState.FireRelease).as(event.getKey()).isEqualTo(!reset);
      assertThat(step.effects().contains(new Effect.Lock())).as(event.getKey()).isEqualTo(reset);
    }
  }

  @Test
  void bodies_in_a_fire_release_are_counted_until_the_reset_and_never_wrap() {
    LaneState state = new LaneState.FireRelease(true, Integer.MAX_VALUE - 1);
    for (int i = 0; i < 3; i++) {
      state = LaneMachine.on(state, new LaneEvent.Forced(Direction.EXIT)).next();
    }
    assertThat(state).isEqualTo(new LaneState.FireRelease(true, Integer.MAX_VALUE));
    Step cleared = LaneMachine.on(state, new LaneEvent.FireSensed(false));
    Step reset = LaneMachine.on(cleared.next(), new LaneEvent.FireReset());
    assertThat(reset.effects())
        .contains(new Effect.Report(Incident.FIRE_RESET, Integer.MAX_VALUE + " walked through"));
  }

  @Test
  void a_chip_that_was_pulled_away_is_asked_for_again_and_others_are_refused() {
    var pulled = new Decision.Refuse(Optional.empty(), new Refusal.PulledAway());
    Step step = LaneMachine.on(new LaneState.Reading(), new LaneEvent.Refused(pulled));
    assertThat(step.effects().stream().map(Names::of)).contains("Play(AGAIN)");
  }

  @Test
  void the_panel_is_ready_at_once_after_a_trouble_but_keeps_an_answer_after_a_tap() {
    var gone = new LaneEvent.ChipGone();
    for (Ended ended : Ended.values()) {
      Step step = LaneMachine.on(new LaneState.Removing(ended), gone);
      assertThat(step.next()).isEqualTo(new LaneState.Idle(ended != Ended.NOTHING));
    }
  }

  /** The short names of machine.txt. */
  private static final class Names {
    static String of(LaneState state) {
      return switch (state) {
        case LaneState.Idle(boolean lingering) -> lingering ? "Lingering" : "Idle";
        case LaneState.Reading _ -> "Reading";
        case LaneState.Deciding _ -> "Deciding";
        case LaneState.Stamping _ -> "Stamping";
        case LaneState.Open _ -> "Open";
        case LaneState.Removing(Ended ended) -> "Removing(" + ended + ")";
        case LaneState.OutOfOrder(Trouble trouble) -> "OutOfOrder(" + trouble + ")";
        case LaneState.FireRelease(boolean active, int bodies) ->
            (active ? "FireActive" : "FireCleared") + (bodies > 0 ? "+" + bodies : "");
      };
    }

    static String of(Effect effect) {
      return switch (effect) {
        case Effect.Show(var notice) -> "Show(" + notice.getClass().getSimpleName() + ")";
        case Effect.Play(var sound) -> "Play(" + sound + ")";
        case Effect.Release(var direction) -> "Release(" + direction + ")";
        case Effect.Lock _ -> "Lock";
        case Effect.Progress(long about, var outcome, var _) -> {
          assertThat(about).isEqualTo(9);
          yield "Progress(" + outcome + ")";
        }
        case Effect.RecordRefusal _ -> "RecordRefusal";
        case Effect.Report(var kind, var _) -> "Report(" + kind + ")";
        case Effect.Answer(var _, boolean opened) -> "Answer(" + opened + ")";
        case Effect.LatchFire(boolean latched) -> "LatchFire(" + latched + ")";
      };
    }
  }
}
