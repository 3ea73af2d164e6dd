package org.stile.center.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.stile.center.broker.Fleet;
import org.stile.center.testing.CenterTest;
import org.stile.core.admission.Direction;
import org.stile.core.journal.JournalEntry.Outcome;
import org.stile.core.sync.UpMessage.Rows;

/** What comes of rows, honest and not, in the database; the broker has its own tests. */
@CenterTest
class IntakeTest extends TwoGates {
  @Test
  void an_admission_that_comes_three_times_is_there_once() {
    one.admit(ground.event(), 7, GateJournal.OPEN);
    for (int i = 0; i < 3; i++) {
      take(one, one.message(1, 4));
    }
    take(one, one.message(2, 4), one.message(1, 1), one.message(3, 3));
    assertThat(highWater(one)).isEqualTo(4);
    assertThat(states()).containsExactly("7 ENTRY 1 PASSED");
    assertThat(incidents()).isEmpty();
  }

  @Test
  void rows_in_any_order_enter_in_theirs() {
    for (int ticket = 0; ticket < 40; ticket++) {
      one.admit(ground.event(), ticket, GateJournal.OPEN);
    }
    List<Rows> messages = new ArrayList<>(one.messages(7));
    Collections.shuffle(messages, random);
    for (Rows message : messages) {
      take(one, message);
      assertThat(highWater(one)).as("gapless prefix").isEqualTo(passable(one));
    }
    assertThat(highWater(one)).isEqualTo(160);
    assertThat(states()).hasSize(40).allMatch(state -> state.endsWith("PASSED"));
    assertThat(incidents()).isEmpty();
  }

  @Test
  void a_message_that_overlaps_what_is_there_brings_only_its_rest() {
    one.admit(ground.event(), 1, GateJournal.OPEN);
    take(one, one.message(1, 3));
    one.admit(ground.event(), 2, GateJournal.OPEN);
    take(one, one.message(2, 8));
    assertThat(highWater(one)).isEqualTo(8);
    assertThat(states()).containsExactlyInAnyOrder("1 ENTRY 1 PASSED", "2 ENTRY 1 PASSED");
    take(one, one.message(4, 6));
    assertThat(incidents()).isEmpty();
  }

  @Test
  void what_happens_between_commit_and_acknowledgement_doubles_nothing() {
    one.admit(ground.event(), 7, GateJournal.OPEN);
    Batches.Message dies =
        one.delivered(
            one.message(1, 4),
            () -> {
              throw new IllegalStateException("killed before it could acknowledge");
            });
    assertThatThrownBy(() -> batches.take(List.of(dies))).isInstanceOf(IllegalStateException.class);
    var acknowledged = new AtomicInteger();
    batches.take(List.of(one.delivered(one.message(1, 4), acknowledged::incrementAndGet)));
    assertThat(acknowledged).hasValue(1);
    assertThat(states()).containsExactly("7 ENTRY 1 PASSED");
  }

  @Test
  void nothing_is_acknowledged_when_the_transaction_fails() {
    one.admit(ground.event(), 7, GateJournal.OPEN);
    var acknowledged = new AtomicInteger();
    database.change(handle -> handle.execute("ALTER TABLE passage RENAME TO passage_gone"));
    try {
      assertThatThrownBy(
              () ->
                  batches.take(
                      List.of(one.delivered(one.message(1, 4), acknowledged::incrementAndGet))))
          .isNotNull();
    } finally {
      database.change(handle -> handle.execute("ALTER TABLE passage_gone RENAME TO passage"));
    }
    assertThat(acknowledged).hasValue(0);
    assertThat(highWater(one)).isZero();
    take(one, one.message(1, 4));
    assertThat(states()).containsExactly("7 ENTRY 1 PASSED");
  }

  @Test
  void four_threads_that_fight_over_the_same_messages_lose_and_double_nothing() throws Exception {
    for (int ticket = 0; ticket < 100; ticket++) {
      (ticket % 2 == 0 ? one : other).admit(ground.event(), ticket, GateJournal.OPEN);
    }
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (int copy = 0; copy < 2; copy++) {
      for (GateJournal journal : List.of(one, other)) {
        for (Rows message : journal.messages(9)) {
          tasks.add(
              () -> {
                take(journal, message);
                return true;
              });
        }
      }
    }
    Collections.shuffle(tasks, random);
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (var done : threads.invokeAll(tasks)) {
        done.get();
      }
    }
    assertThat(highWater(one)).isEqualTo(200);
    assertThat(highWater(other)).isEqualTo(200);
    assertThat(states()).hasSize(100).allMatch(state -> state.endsWith("PASSED"));
    assertThat(incidents()).isEmpty();
  }

  @Test
  void an_entry_granted_at_two_gates_is_kept_twice_and_named() {
    one.admit(ground.event(), 7, GateJournal.OPEN);
    other.admit(ground.event(), 7, GateJournal.OPEN.plusSeconds(9));
    take(one, one.message(1, 4));
    take(other, other.message(1, 4));
    take(other, other.message(1, 4));
    assertThat(states()).containsExactly("7 ENTRY 1 PASSED", "7 ENTRY 1 PASSED");
    assertThat(incidents()).containsExactly("DOUBLE_ADMISSION");
  }

  @Test
  void an_entry_and_an_exit_and_the_next_entry_are_no_double_admission() {
    one.admit(ground.event(), 7, GateJournal.OPEN);
    long out = other.grant(ground.event(), 7, Direction.EXIT, 1, GateJournal.OPEN.plusSeconds(60));
    other.progress(out, Outcome.PASSED, GateJournal.OPEN.plusSeconds(61));
    one.grant(ground.event(), 7, Direction.ENTRY, 2, GateJournal.OPEN.plusSeconds(90));
    take(one, one.message(1, 5));
    take(other, other.message(1, 2));
    assertThat(states())
        .containsExactlyInAnyOrder("7 ENTRY 1 PASSED", "7 EXIT 1 PASSED", "7 ENTRY 2 GRANTED");
    assertThat(incidents()).isEmpty();
  }

  @Test
  void rows_of_another_gates_log_are_kept_aside() {
    one.admit(ground.event(), 7, GateJournal.OPEN);
    take(one, one.message(1, 2));
    batches.take(List.of(GateJournal.delivered(other.gate, one.message(3, 4), () -> {})));
    assertThat(highWater(one)).isEqualTo(2);
    assertThat(incidents()).containsExactly("FOREIGN_LOG");
    assertThat(quarantined()).isEqualTo(1);
    take(one, one.message(3, 4));
    assertThat(states()).containsExactly("7 ENTRY 1 PASSED");
  }

  @Test
  void a_gap_that_grows_too_large_is_named_and_asked_for() {
    for (int ticket = 0; ticket < Intake.AHEAD_MAX + 10; ticket++) {
      one.note("HELLO", GateJournal.OPEN);
    }
    for (long row = 2; row <= one.last(); row++) {
      take(one, one.message(row, row));
    }
    assertThat(highWater(one)).isZero();
    assertThat(incidents()).containsExactly("GAP");
    take(one, one.message(1, 1));
    assertThat(highWater(one)).isEqualTo(Intake.AHEAD_MAX + 1L);
    take(one, one.message(Intake.AHEAD_MAX + 2L, one.last()));
    assertThat(highWater(one)).isEqualTo(one.last());
  }

  @Test
  void grants_for_an_event_of_another_venue_count_nowhere() {
    Fleet.Ground foreign = fleet.ground();
    one.admit(foreign.event(), 7, GateJournal.OPEN);
    one.admit(ground.event(), 8, GateJournal.OPEN);
    take(one, one.message(1, 8));
    assertThat(highWater(one)).isEqualTo(8);
    assertThat(states()).containsExactly("8 ENTRY 1 PASSED");
    assertThat(incidents()).containsExactly("FOREIGN_EVENT");
  }

  @Test
  void bytes_that_are_no_message_are_kept_aside_and_the_others_go_on() {
    one.admit(ground.event(), 7, GateJournal.OPEN);
    String topic = one.delivered(one.message(1, 4)).topic();
    batches.take(
        List.of(
            new Batches.Message(topic, new byte[] {1, 2, 3}, () -> {}),
            one.delivered(one.message(1, 4)),
            new Batches.Message("stile/1/999999/gate/x/up", new byte[] {1}, () -> {}),
            new Batches.Message("elsewhere", new byte[] {1}, () -> {})));
    assertThat(states()).containsExactly("7 ENTRY 1 PASSED");
    assertThat(incidents()).containsExactly("MALFORMED");
    assertThat(quarantined()).isEqualTo(1);
  }

  @Test
  void times_of_any_age_are_taken() {
    one.admit(ground.event(), 7, java.time.Instant.ofEpochMilli(Long.MIN_VALUE / 2));
    one.admit(ground.event(), 8, java.time.Instant.ofEpochMilli(Long.MAX_VALUE / 2));
    take(one, one.message(1, 8));
    assertThat(states()).hasSize(2);
  }

  @Test
  void a_refusal_and_a_note_are_kept_with_texts_as_they_are() {
    one.refuse(Optional.empty(), "NO_TICKET", GateJournal.OPEN);
    one.note("ARM-FORCED", GateJournal.OPEN);
    take(one, one.message(1, 2));
    List<String> codes =
        database.read(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT code FROM gate_note JOIN gate_log ON gate_log.id = log
                        WHERE log_id = :log ORDER BY sequence
                        """)
                    .bind("log", one.logId.toArray())
                    .mapTo(String.class)
                    .list());
    assertThat(codes).containsExactly("NO_TICKET", "ARM-FORCED");
  }

  @Test
  void a_new_card_whose_rows_came_before_its_hello_is_still_a_new_card() {
    var fresh = new GateJournal(one.gate, random);
    batches.take(List.of(one.delivered(one.hello())));
    fresh.admit(ground.event(), 7, GateJournal.OPEN);
    take(fresh, fresh.message(1, 4)); // From its venue's unit, or on a stick.
    batches.take(List.of(fresh.delivered(fresh.hello())));
    assertThat(incidents()).containsExactly("LOG_REPLACED");
  }

  @Test
  void a_new_card_in_an_old_gate_is_named_and_so_is_an_old_one_that_comes_back() {
    var fresh = new GateJournal(one.gate, random);
    one.admit(ground.event(), 7, GateJournal.OPEN);
    batches.take(List.of(one.delivered(one.hello())));
    batches.take(List.of(one.delivered(one.hello())));
    assertThat(incidents()).isEmpty();
    fresh.note("HELLO", GateJournal.OPEN);
    batches.take(List.of(fresh.delivered(fresh.hello())));
    assertThat(incidents()).containsExactly("LOG_REPLACED");
    assertThat(detail("LOG_REPLACED")).contains("4 rows of the old one are not here");
    batches.take(List.of(one.delivered(one.hello())));
    assertThat(incidents()).containsExactly("IDENTITY_SHARED", "LOG_REPLACED");
  }

  /** How far rows could be taken, from what was put aside. */
  private long passable(GateJournal journal) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT coalesce(max(last), 0) FROM journal_segment
                    JOIN gate_log ON gate_log.id = log WHERE log_id = :log
                    """)
                .bind("log", journal.logId.toArray())
                .mapTo(long.class)
                .one());
  }
}
