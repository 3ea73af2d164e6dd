package org.stile.core.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.stile.core.admission.Scene.entry;
import static org.stile.core.admission.Scene.exit;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stile.core.admission.Scene.Where;
import org.stile.core.admission.TicketLedger.Passage;
import org.stile.core.admission.TicketLedger.Source;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.id.GateId;
import org.stile.core.master.AdmissionRules.ReEntry;

class TicketLedgerTest {
  private static final Passage IN_1 = entry(1, State.PASSED, Where.THIS_LANE);
  private static final Passage OUT_1 = exit(1, State.PASSED, Where.ANOTHER_GATE);
  private static final Passage IN_2 = entry(2, State.PASSED, Where.THE_CHIP);
  private static final Passage OUT_2 = exit(2, State.PASSED, Where.ANOTHER_LANE);

  @Test
  void passages_told_in_any_order_are_put_in_the_order_of_their_numbers() {
    assertThat(ledger(OUT_2, IN_2, OUT_1, IN_1).passages())
        .containsExactly(IN_1, OUT_1, IN_2, OUT_2);
  }

  @Test
  void a_clock_that_is_wrong_changes_no_order() {
    Passage earlyByItsClock =
        new Passage(
            Direction.EXIT, 1, Scene.N4, 0, Instant.EPOCH, State.PASSED, Source.OTHER_GATE, 0);
    assertThat(ledger(earlyByItsClock, IN_1).standing())
        .isEqualTo(new Standing.Outside(earlyByItsClock));
  }

  @Test
  void nothing_known_is_never_came() {
    assertThat(TicketLedger.EMPTY.standing()).isEqualTo(new Standing.NeverCame());
    assertThat(TicketLedger.EMPTY.last()).isEmpty();
    assertThat(TicketLedger.EMPTY.nextNumber(Direction.ENTRY)).isEqualTo(1);
    assertThat(TicketLedger.EMPTY.nextNumber(Direction.EXIT)).isEqualTo(1);
    assertThat(TicketLedger.EMPTY.entriesUsed(ReEntry.FREE)).isZero();
    assertThat(TicketLedger.EMPTY.entriesUsed(ReEntry.COUNTED)).isZero();
  }

  @Test
  void a_withdrawn_passage_moves_nobody_and_keeps_its_number() {
    Passage withdrawn = exit(1, State.WITHDRAWN, Where.THIS_LANE);
    TicketLedger ledger = ledger(IN_1, withdrawn);
    assertThat(ledger.standing()).isEqualTo(new Standing.Inside(IN_1));
    assertThat(ledger.last()).contains(withdrawn);
    assertThat(ledger.nextNumber(Direction.EXIT)).isEqualTo(2);
    assertThat(ledger.nextNumber(Direction.ENTRY)).isEqualTo(2);
    assertThat(ledger(IN_1, withdrawn, OUT_2).nextNumber(Direction.ENTRY)).isEqualTo(3);
  }

  @Test
  void after_a_withdrawn_entry_the_exit_has_the_number_of_the_entry_it_ends() {
    Passage withdrawn = entry(1, State.WITHDRAWN, Where.THIS_LANE);
    assertThat(ledger(withdrawn, IN_2).nextNumber(Direction.EXIT)).isEqualTo(2);
    assertThat(ledger(withdrawn, IN_2, OUT_2).standing()).isEqualTo(new Standing.Outside(OUT_2));
    assertThat(ledger(withdrawn).standing()).isEqualTo(new Standing.NeverCame());
  }

  @Test
  void what_is_underway_remembers_where_the_holder_was() {
    Passage entering = entry(2, State.GRANTED, Where.THIS_LANE);
    Passage leaving = exit(1, State.STAMPED, Where.THIS_LANE);
    assertThat(ledger(entering).standing())
        .isEqualTo(new Standing.Underway(entering, new Standing.NeverCame()));
    assertThat(ledger(IN_1, OUT_1, entering).standing())
        .isEqualTo(new Standing.Underway(entering, new Standing.Outside(OUT_1)));
    assertThat(ledger(IN_1, leaving).standing())
        .isEqualTo(new Standing.Underway(leaving, new Standing.Inside(IN_1)));
  }

  @Test
  void an_entry_on_the_chip_counts_for_the_exit_that_follows_and_a_mere_grant_does_not() {
    Passage leaving = exit(1, State.STAMPED, Where.THIS_LANE);
    Passage stamped = entry(1, State.STAMPED, Where.ANOTHER_GATE);
    assertThat(ledger(stamped, leaving).standing())
        .isEqualTo(new Standing.Underway(leaving, new Standing.Inside(stamped)));
    assertThat(ledger(entry(1, State.GRANTED, Where.ANOTHER_GATE), leaving).standing())
        .isEqualTo(new Standing.Underway(leaving, new Standing.NeverCame()));
    Passage entering = entry(2, State.STAMPED, Where.THIS_LANE);
    assertThat(ledger(IN_1, leaving, entering).standing())
        .isEqualTo(new Standing.Underway(entering, new Standing.Outside(leaving)));
  }

  @Test
  void a_grant_that_never_reached_the_chip_is_void_once_the_holder_went_that_way() {
    Passage granted = entry(2, State.GRANTED, Where.THIS_LANE);
    Passage elsewhere = entry(1, State.STAMPED, Where.THE_CHIP);
    assertThat(ledger(elsewhere, granted).standing()).isEqualTo(new Standing.Inside(elsewhere));
    Passage stamped = entry(2, State.STAMPED, Where.THIS_LANE);
    assertThat(ledger(elsewhere, stamped).standing())
        .isEqualTo(new Standing.Underway(stamped, new Standing.Inside(elsewhere)));
    Passage leaving = exit(2, State.GRANTED, Where.THIS_LANE);
    assertThat(ledger(IN_1, OUT_1, leaving).standing()).isEqualTo(new Standing.Outside(OUT_1));
    assertThat(ledger(IN_1, OUT_1, granted, entry(3, State.GRANTED, Where.THIS_LANE)).standing())
        .isInstanceOf(Standing.Underway.class);
  }

  @Test
  void free_re_entry_uses_one_entry_however_often_one_comes_back() {
    assertThat(ledger(IN_1).entriesUsed(ReEntry.FREE)).isEqualTo(1);
    assertThat(ledger(IN_1, OUT_1, IN_2, OUT_2).entriesUsed(ReEntry.FREE)).isEqualTo(1);
    assertThat(ledger(IN_1, OUT_1, IN_2, OUT_2).entriesUsed(ReEntry.COUNTED)).isEqualTo(2);
    assertThat(ledger(IN_1, OUT_1, IN_2, OUT_2).entriesUsed(ReEntry.NONE)).isEqualTo(2);
  }

  @Test
  void free_re_entry_debits_the_first_coming_in_only() {
    assertThat(TicketLedger.EMPTY.isDebited(1, ReEntry.FREE)).isTrue();
    assertThat(ledger(IN_1, OUT_1).isDebited(1, ReEntry.FREE)).isTrue();
    assertThat(ledger(IN_1, OUT_1).isDebited(2, ReEntry.FREE)).isFalse();
    assertThat(ledger(OUT_1).isDebited(2, ReEntry.FREE)).isFalse();
    assertThat(ledger(IN_1, OUT_1).isDebited(2, ReEntry.COUNTED)).isTrue();
    assertThat(ledger(IN_1, OUT_1).isDebited(2, ReEntry.NONE)).isTrue();
  }

  @Test
  void free_re_entry_still_debits_after_the_first_try_was_withdrawn() {
    TicketLedger twice =
        ledger(
            entry(1, State.WITHDRAWN, Where.THIS_LANE), entry(2, State.WITHDRAWN, Where.THIS_LANE));
    assertThat(twice.isDebited(3, ReEntry.FREE)).isTrue();
    assertThat(twice.isDebited(4, ReEntry.FREE)).isFalse();
    assertThat(twice.entriesUsed(ReEntry.FREE)).isEqualTo(2);
    TicketLedger in = twice.with(List.of(entry(3, State.PASSED, Where.THIS_LANE)));
    assertThat(in.isDebited(3, ReEntry.FREE)).isTrue();
    assertThat(in.isDebited(4, ReEntry.FREE)).isFalse();
    assertThat(in.entriesUsed(ReEntry.FREE)).isEqualTo(3);
    TicketLedger gap =
        ledger(
            entry(1, State.WITHDRAWN, Where.THIS_LANE), entry(3, State.WITHDRAWN, Where.THIS_LANE));
    assertThat(gap.isDebited(2, ReEntry.FREE)).isTrue();
    assertThat(gap.isDebited(3, ReEntry.FREE)).isFalse();
  }

  @Test
  void an_exit_proves_that_an_entry_withdrawn_here_was_made_elsewhere() {
    TicketLedger ledger =
        ledger(entry(1, State.WITHDRAWN, Where.THIS_LANE), exit(1, State.STAMPED, Where.THE_CHIP));
    assertThat(ledger.isDebited(2, ReEntry.FREE)).isFalse();
    assertThat(ledger.entriesUsed(ReEntry.FREE)).isEqualTo(1);
  }

  @Test
  void a_passage_that_was_seen_wins_over_a_stamp_from_elsewhere() {
    Passage seen = entry(1, State.PASSED, Where.THIS_LANE);
    assertSettled(seen, seen, entry(1, State.STAMPED, Where.THE_CHIP));
  }

  @Test
  void a_stamp_wins_over_a_grant_from_elsewhere() {
    Passage stamp = entry(1, State.STAMPED, Where.THE_CHIP);
    for (State state : List.of(State.WITHDRAWN, State.GRANTED, State.NOT_PASSED)) {
      assertSettled(stamp, stamp, entry(1, state, Where.THIS_LANE));
    }
  }

  @Test
  void a_stamp_tells_a_grant_of_its_own_lane_that_it_is_stamped() {
    Passage stamp = stampAt(Where.THIS_LANE);
    Passage stamped = entry(1, State.STAMPED, Where.THIS_LANE);
    assertSettled(stamped, stamp, entry(1, State.GRANTED, Where.THIS_LANE));
    assertSettled(stamped, stamp, entry(1, State.WITHDRAWN, Where.THIS_LANE));
    assertSettled(stamped, stamp, stamped);
    Passage notPassed = entry(1, State.NOT_PASSED, Where.THIS_LANE);
    assertSettled(notPassed, stamp, notPassed);
    assertSettled(stamp, stamp, entry(1, State.GRANTED, Where.ANOTHER_LANE));
    assertSettled(stampAt(Where.ANOTHER_GATE), stampAt(Where.ANOTHER_GATE), notPassed);
  }

  @Test
  void a_stamp_sides_with_its_own_gate_even_if_another_says_it_came_further() {
    Passage theirs = entry(1, State.GRANTED, Where.ANOTHER_GATE);
    Passage ours = entry(1, State.NOT_PASSED, Where.THIS_LANE);
    assertSettled(
        entry(1, State.STAMPED, Where.ANOTHER_GATE), ours, theirs, stampAt(Where.ANOTHER_GATE));
  }

  @Test
  void a_withdrawn_stamp_says_nothing() {
    Passage granted = entry(1, State.GRANTED, Where.THIS_LANE);
    assertSettled(granted, granted, entry(1, State.WITHDRAWN, Where.THE_CHIP));
  }

  @Test
  void without_a_stamp_what_came_furthest_wins_and_then_what_this_gate_knows() {
    Passage ours = entry(1, State.GRANTED, Where.THIS_LANE);
    assertSettled(ours, ours, entry(1, State.GRANTED, Where.ANOTHER_GATE));
    Passage theirs = entry(1, State.STAMPED, Where.ANOTHER_GATE);
    assertSettled(theirs, theirs, ours);
  }

  @Test
  void of_two_gates_that_tell_the_same_the_answer_is_always_the_same() {
    Passage n3 = told(Scene.N3);
    Passage n4 = told(Scene.N4);
    assertSettled(n4, n3, n4);
    assertSettled(n4, n4, n3);
  }

  private static Passage told(GateId gate) {
    return new Passage(Direction.ENTRY, 1, gate, 1, Scene.NOW, State.GRANTED, Source.OTHER_GATE, 0);
  }

  private static void assertSettled(Passage expected, Passage... told) {
    assertThat(ledger(told).passages()).containsExactly(expected);
    assertThat(ledger(told).with(List.of(told)).passages()).containsExactly(expected);
    List<Passage> backwards = List.of(told).reversed();
    assertThat(new TicketLedger(backwards).passages()).containsExactly(expected);
  }

  @Test
  void a_passage_keeps_to_its_ranges() {
    assertThat(passage(1, 0, Source.CHIP, 0).number()).isEqualTo(1);
    assertThat(passage(255, 15, Source.THIS_GATE, 1).lane()).isEqualTo(15);
    assertThatIllegalArgumentException().isThrownBy(() -> passage(0, 0, Source.CHIP, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> passage(256, 0, Source.CHIP, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> passage(1, -1, Source.CHIP, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> passage(1, 16, Source.CHIP, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> passage(1, 0, Source.THIS_GATE, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> passage(1, 0, Source.OTHER_GATE, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> passage(1, 0, Source.CHIP, 1));
  }

  @Test
  void a_tap_keeps_to_the_lanes_there_are() {
    assertThat(Scene.usual().lane(0).tap().lane()).isZero();
    assertThat(Scene.usual().lane(15).tap().lane()).isEqualTo(15);
    assertThatIllegalArgumentException().isThrownBy(() -> Scene.usual().lane(16));
    assertThatIllegalArgumentException().isThrownBy(() -> Scene.usual().lane(-1));
  }

  private static Passage passage(int number, int lane, Source source, long sequence) {
    return new Passage(
        Direction.ENTRY, number, Scene.N3, lane, Scene.NOW, State.STAMPED, source, sequence);
  }

  private static Passage stampAt(Where where) {
    return new Passage(
        Direction.ENTRY, 1, where.gate, where.lane, Scene.NOW, State.STAMPED, Source.CHIP, 0);
  }

  private static TicketLedger ledger(Passage... passages) {
    return new TicketLedger(List.of(passages));
  }
}
