package org.stile.center.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.TestClock;
import org.stile.core.journal.JournalRow;
import org.stile.core.sync.UpMessage.Rows;

/** Journals that were copied, and rows that do not chain: what comes of them in the database. */
@CenterTest
class ForkedLogTest extends TwoGates {
  @Inject TestClock clock;

  @Test
  void rows_whose_last_hash_is_not_theirs_are_kept_aside() {
    one.admit(ground.event(), 7, GateJournal.OPEN);
    Rows honest = one.message(1, 4);
    take(one, new Rows(honest.logId(), honest.hashBefore(), honest.rows(), honest.hashBefore()));
    assertThat(highWater(one)).isZero();
    assertThat(states()).isEmpty();
    assertThat(incidents()).containsExactly("CHAIN_BROKEN");
    assertThat(quarantined()).isEqualTo(1);
    take(one, honest);
    assertThat(highWater(one)).isEqualTo(4);
  }

  @Test
  void rows_that_do_not_begin_as_the_log_must_are_no_fork_and_not_acknowledged() {
    // A true copy of a journal begins with the same hash; only this one thing differs.
    var forged = new GateJournal(ground.gates().get(1), one.logId, one.bootId);
    forged.admit(ground.event(), 9, GateJournal.OPEN);
    one.admit(ground.event(), 7, GateJournal.OPEN);
    take(one, forged.message(1, 4));
    assertThat(highWater(one)).isZero();
    assertThat(states()).isEmpty();
    assertThat(incidents()).containsExactly("CHAIN_BROKEN");
    take(one, one.message(1, 4));
    assertThat(highWater(one)).isEqualTo(4);
    assertThat(states()).containsExactly("7 ENTRY 1 PASSED");
  }

  @Test
  void other_rows_under_the_same_numbers_are_a_fork_and_counted_once_too() {
    var twin = new GateJournal(one.gate, one.logId, one.bootId);
    one.admit(ground.event(), 7, GateJournal.OPEN);
    one.admit(ground.event(), 8, GateJournal.OPEN);
    twin.admit(ground.event(), 9, GateJournal.OPEN);
    twin.admit(ground.event(), 10, GateJournal.OPEN);
    twin.admit(ground.event(), 11, GateJournal.OPEN);
    take(one, one.message(1, 8));
    take(twin, twin.message(1, 8)); // As far as there is.
    take(twin, twin.message(1, 4)); // In the middle.
    take(twin, twin.message(9, 12)); // What would follow.
    take(twin, twin.message(5, 12)); // And overlap.
    take(one, one.message(3, 8));
    assertThat(highWater(one)).isEqualTo(8);
    assertThat(states())
        .containsExactlyInAnyOrder(
            "7 ENTRY 1 PASSED",
            "8 ENTRY 1 PASSED",
            "9 ENTRY 1 PASSED",
            "10 ENTRY 1 PASSED",
            "11 ENTRY 1 PASSED");
    assertThat(incidents()).containsExactly("LOG_FORKED");
    assertThat(quarantined()).isZero();
  }

  @Test
  void a_journal_restored_from_a_copy_goes_on_in_a_line_of_its_own() {
    one.admit(ground.event(), 7, GateJournal.OPEN);
    take(one, one.message(1, 4));
    GateJournal restored = one.copy();
    one.admit(ground.event(), 8, GateJournal.OPEN);
    take(one, one.message(5, 8));
    restored.admit(ground.event(), 9, GateJournal.OPEN);
    take(restored, restored.message(5, 6));
    take(restored, restored.message(5, 8));
    restored.admit(ground.event(), 10, GateJournal.OPEN);
    take(restored, restored.message(9, 12));
    one.admit(ground.event(), 11, GateJournal.OPEN);
    take(one, one.message(9, 12));
    assertThat(states())
        .containsExactlyInAnyOrder(
            "7 ENTRY 1 PASSED",
            "8 ENTRY 1 PASSED",
            "9 ENTRY 1 PASSED",
            "10 ENTRY 1 PASSED",
            "11 ENTRY 1 PASSED");
    assertThat(incidents()).containsExactly("LOG_FORKED");
  }

  @Test
  void where_a_restored_journal_differs_is_found_when_all_of_it_comes() {
    one.admit(ground.event(), 7, GateJournal.OPEN);
    GateJournal restored = one.copy();
    one.admit(ground.event(), 8, GateJournal.OPEN);
    take(one, one.message(1, 8));
    restored.admit(ground.event(), 9, GateJournal.OPEN);
    restored.admit(ground.event(), 10, GateJournal.OPEN);
    take(restored, restored.message(9, 12));
    assertThat(states()).hasSize(2);
    take(restored, restored.message(1, 12));
    assertThat(states())
        .containsExactlyInAnyOrder(
            "7 ENTRY 1 PASSED", "8 ENTRY 1 PASSED", "9 ENTRY 1 PASSED", "10 ENTRY 1 PASSED");
    assertThat(incidents()).containsExactly("LOG_FORKED");
  }

  @Test
  void rows_from_before_a_fork_and_behind_it_may_come_again() {
    one.admit(ground.event(), 7, GateJournal.OPEN);
    GateJournal restored = one.copy();
    one.admit(ground.event(), 8, GateJournal.OPEN);
    take(one, one.message(1, 8));
    restored.admit(ground.event(), 9, GateJournal.OPEN);
    take(restored, restored.message(1, 8));
    take(restored, restored.message(1, 8));
    GateJournal again = restored.copy();
    restored.admit(ground.event(), 10, GateJournal.OPEN);
    take(restored, restored.message(1, 12));
    again.admit(ground.event(), 11, GateJournal.OPEN);
    take(again, again.message(1, 12));
    take(one, one.message(1, 8));
    assertThat(states())
        .containsExactlyInAnyOrder(
            "7 ENTRY 1 PASSED",
            "8 ENTRY 1 PASSED",
            "9 ENTRY 1 PASSED",
            "10 ENTRY 1 PASSED",
            "11 ENTRY 1 PASSED");
    assertThat(incidents()).containsExactly("LOG_FORKED");
  }

  @Test
  void a_log_has_only_so_many_lines() {
    one.note("HELLO", GateJournal.OPEN);
    take(one, one.message(1, 1));
    for (int i = 0; i < Intake.FORKS_MAX + 3; i++) {
      var other = new GateJournal(one.gate, one.logId, one.bootId);
      other.note("OTHER-" + i, GateJournal.OPEN);
      take(other, other.message(1, 1));
    }
    assertThat(quarantined()).isEqualTo(3);
    assertThat(incidents()).containsExactly("LOG_FORKED");
  }

  @Test
  void rows_that_do_not_chain_in_the_journal_are_kept_uncounted_and_the_log_goes_on() {
    one.admit(ground.event(), 7, GateJournal.OPEN);
    one.admit(ground.event(), 8, GateJournal.OPEN);
    take(one, one.message(1, 2));
    Rows honest = one.message(3, 4);
    GateJournal changed = one.copy();
    Rows broken =
        new Rows(
            honest.logId(),
            honest.hashBefore(),
            List.of(numbered(honest.rows().get(1), 3), numbered(honest.rows().get(0), 4)),
            honest.hashAfter());
    take(changed, broken, broken);
    take(changed, broken);
    assertThat(highWater(one)).isEqualTo(2);
    clock.advance(Intake.BROKEN_FOR.plusSeconds(1));
    take(changed, broken);
    assertThat(highWater(one)).isEqualTo(4);
    take(one, one.message(5, 8));
    take(changed, broken);
    assertThat(highWater(one)).isEqualTo(8);
    assertThat(states()).containsExactly("7 ENTRY 1 STAMPED", "8 ENTRY 1 PASSED");
    assertThat(incidents()).containsExactly("CHAIN_BROKEN");
  }

  private static JournalRow numbered(JournalRow row, long sequence) {
    return new JournalRow(sequence, row.entry(), row.bootId(), row.monotonicNanos(), row.hash());
  }
}
