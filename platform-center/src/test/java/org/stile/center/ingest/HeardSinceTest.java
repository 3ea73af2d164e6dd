package org.stile.center.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AbstractListAssert;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.broker.GateName;
import org.stile.center.settlement.Settlement.Missing;
import org.stile.center.settlement.Settlement.Why;
import org.stile.center.testing.CenterTest;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.id.GateId;
import org.stile.core.journal.JournalEntry.Incident;
import org.stile.core.sync.UpMessage;

/** What shows that a gate has no rows of an event which nobody knows of, and what does not. */
@CenterTest
class HeardSinceTest extends AfterAnEvent {
  private GateJournal far;

  @BeforeEach
  void one_gate_wrote_its_last_row_before_last_entry() {
    change("INSERT INTO gate (venue_id, name, zones) VALUES (?, 'z-far', '{0}')", ground.venue());
    far = journal();
    far.admit(ground.event(), 9, over.minusSeconds(300));
  }

  private GateJournal journal() {
    return new GateJournal(new GateName(ground.venue(), new GateId("z-far")), random);
  }

  private AbstractListAssert<?, List<? extends Tuple>, Tuple, ?> assertMissing() {
    return assertThat(settle().missing()).extracting(Missing::why, Missing::gate, Missing::rows);
  }

  private static Tuple notHeard() {
    return Tuple.tuple(Why.NOT_HEARD_SINCE, "z-far", 0L);
  }

  private static Tuple lacks(long rows) {
    return Tuple.tuple(Why.ROWS_MISSING, "z-far", rows);
  }

  private void send(UpMessage message) {
    batches.take(List.of(far.delivered(message)));
  }

  @Test
  void what_its_units_database_says_of_it_is_not_its_own_word() {
    take(far); // As the unit has them, which is back by now,
    greet(far); // and takes the gate to be connected.
    far.admit(ground.event(), 10, over.minusSeconds(60)); // What it did meanwhile nobody knows.
    assertMissing().containsExactly(notHeard());
    health(far, clock.instant());
    assertMissing().containsExactly(lacks(4));
    take(far);
    assertMissing().isEmpty();
  }

  @Test
  void its_word_counts_from_when_it_was_told_the_time_however_late_it_comes() {
    greet(far);
    take(far);
    health(far, over.minusMillis(1));
    assertMissing().containsExactly(notHeard());
    send(far.health(far.last(), 0, clock.instant(), Optional.empty()));
    assertMissing().containsExactly(notHeard());
    health(far, over);
    assertMissing().isEmpty();
    // An older one that comes after it takes nothing back.
    health(far, over.minusSeconds(60));
    assertMissing().isEmpty();
  }

  @Test
  void what_its_own_clock_says_changes_nothing() {
    greet(far);
    take(far);
    Instant years = clock.instant().plus(Duration.ofDays(3_000));
    send(far.health(far.last(), 0, years, Optional.of(over.minusSeconds(1))));
    assertMissing().containsExactly(notHeard());
    send(far.health(far.last(), 0, Instant.EPOCH, Optional.of(over)));
    assertMissing().isEmpty();
  }

  @Test
  void a_time_that_is_yet_to_come_is_taken_for_now() {
    greet(far);
    take(far);
    sold.over(clock.instant().plusSeconds(60));
    health(far, clock.instant().plusSeconds(120)); // A unit's clock that is ahead.
    assertMissing().contains(notHeard());
    sold.over(clock.instant());
    health(far, clock.instant().plusSeconds(120));
    assertMissing().doesNotContain(notHeard());
  }

  @Test
  void rows_it_speaks_of_before_its_hello_are_those_of_the_journal_it_names() {
    greet(far);
    take(far);
    GateJournal fresh = journal();
    fresh.admit(ground.event(), 10, over.minusSeconds(60));
    health(fresh, clock.instant());
    assertMissing().containsExactly(lacks(4));
    take(fresh);
    greet(fresh);
    assertMissing().isEmpty();
  }

  @Test
  void of_two_units_under_its_name_both_are_asked_and_a_card_that_was_swapped_before_is_not() {
    greet(far);
    take(far);
    health(far, over.minusSeconds(3_000));
    GateJournal other = journal();
    greet(other);
    change("UPDATE gate_log SET first_at = ? WHERE log_id = ?", at(2_000), other.logId.toArray());
    health(other, clock.instant());
    assertMissing().isEmpty(); // The one before it was left behind.
    health(far, over.minusSeconds(1_000));
    assertMissing().containsExactly(notHeard());
    health(far, over);
    assertMissing().isEmpty();
  }

  private java.sql.Timestamp at(long secondsBefore) {
    return java.sql.Timestamp.from(over.minusSeconds(secondsBefore));
  }

  @Test
  void what_was_carried_here_shows_it_by_a_row_of_after_last_entry() {
    carry(1, 4);
    assertMissing().containsExactly(notHeard());
    far.note("STOPPED", over);
    carry(5, 5);
    assertMissing().isEmpty();
  }

  private void carry(long from, long to) {
    batches.takeCarried(List.of(far.delivered(far.message(from, to))));
  }

  @Test
  void a_row_by_a_clock_that_cannot_be_right_shows_nothing() {
    carry(1, 4);
    far.append(new Incident(0, new ClockReading(over, Trust.UNTRUSTED), "STOPPED", ""));
    carry(5, 5);
    assertMissing().containsExactly(notHeard());
    far.note("STOPPED", clock.instant().plus(Duration.ofHours(1)));
    carry(6, 6);
    assertMissing().containsExactly(notHeard());
    far.append(new Incident(0, new ClockReading(over, Trust.HELD), "STOPPED", ""));
    carry(7, 7);
    assertMissing().isEmpty();
    // The same but for one thing: the center knows that the unit's clock is off.
    greet(far);
    Instant ahead = clock.instant().plusSeconds(3_600);
    send(far.health(7, 0, ahead, Optional.of(over.minusSeconds(1))));
    assertMissing().containsExactly(notHeard());
  }

  @Test
  void the_last_row_counts_and_not_the_latest_time() {
    far.note("STARTED", over.plusSeconds(60)); // Its clock was ahead, and was set.
    far.admit(ground.event(), 10, over.minusSeconds(30));
    carry(1, far.last());
    assertMissing().containsExactly(notHeard());
  }
}
