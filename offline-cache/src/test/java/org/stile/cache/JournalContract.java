package org.stile.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stile.cache.Entries.CHIP;
import static org.stile.cache.Entries.granted;
import static org.stile.cache.Entries.incident;
import static org.stile.cache.Entries.progress;
import static org.stile.cache.Entries.refused;
import static org.stile.cache.Entries.ticket;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.cache.Journal.Receipt;
import org.stile.cache.Journal.Unsettled;
import org.stile.cache.JournalException.Fault;
import org.stile.core.Bytes;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.Direction;
import org.stile.core.admission.TicketLedger;
import org.stile.core.admission.TicketLedger.Passage;
import org.stile.core.admission.TicketLedger.Source;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.id.ChipId;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalEntry.Outcome;
import org.stile.core.journal.JournalRow;

/** What every journal keeps its word on. */
abstract class JournalContract {
  private Journal journal;

  /** A new and empty one, of gate "north-1". */
  abstract Journal open() throws IOException;

  @BeforeEach
  void openOne() throws IOException {
    journal = open();
  }

  @AfterEach
  void closeIt() {
    journal.close();
  }

  @Test
  void a_new_journal_knows_nothing() throws Exception {
    assertThat(journal.last()).isEmpty();
    assertThat(journal.rowsAfter(0, 10)).isEmpty();
    assertThat(journal.ledgerOf(ticket(1))).isEqualTo(TicketLedger.EMPTY);
    assertThat(journal.unsettled(CHIP)).isEmpty();
  }

  @Test
  void rows_come_back_as_they_were_written_numbered_from_one() throws Exception {
    List<JournalEntry> entries =
        List.of(
            incident("début \uD83C\uDFDF"),
            granted(1),
            progress(2, Outcome.STAMPED),
            refused("C03-NO-TICKET"),
            new JournalEntry.Refused(
                2, Entries.at(9), Optional.empty(), Optional.empty(), "C01-FOREIGN-CHIP", ""));
    for (JournalEntry entry : entries) {
      append(entry);
    }
    List<JournalRow> rows = journal.rowsAfter(0, 10);
    assertThat(rows).extracting(JournalRow::entry).containsExactlyElementsOf(entries);
    assertThat(rows).extracting(JournalRow::sequence).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(journal.rowsAfter(3, 1)).containsExactly(rows.get(3));
    assertThat(journal.last()).contains(new Receipt(5, rows.get(4).hash()));
  }

  @Test
  void a_number_of_a_ticket_is_granted_once() throws Exception {
    append(granted(1));
    assertThat(faultOf(granted(1))).isEqualTo(new Fault.Taken("ENTRY 1 of E7001/1"));
    assertThat(journal.rowsAfter(0, 10)).hasSize(1);
    append(granted(ticket(1), Direction.ENTRY, 2, CHIP));
    append(granted(ticket(1), Direction.EXIT, 1, CHIP));
    append(granted(2));
    assertThat(journal.last().orElseThrow().sequence()).isEqualTo(4);
  }

  @Test
  void a_taken_row_does_not_keep_its_neighbours_from_being_written() throws Exception {
    append(granted(0));
    var receipts = new ArrayList<CompletableFuture<Receipt>>();
    for (int i = 1; i <= 100; i++) {
      receipts.add(journal.append(granted(i)));
      receipts.add(journal.append(granted(0)));
    }
    for (int i = 0; i < 100; i++) {
      assertThat(receipts.get(2 * i).get().sequence()).isEqualTo(i + 2);
      assertThat(faultOf(receipts.get(2 * i + 1))).isInstanceOf(Fault.Taken.class);
    }
    assertThat(journal.rowsAfter(0, 1_000)).hasSize(101);
  }

  @Test
  void a_grant_is_in_the_ledger_as_soon_as_it_is_durable() throws Exception {
    for (int i = 0; i < 200; i++) {
      long sequence = append(granted(i)).sequence();
      assertThat(journal.ledgerOf(ticket(i)).passages())
          .containsExactly(
              new Passage(
                  Direction.ENTRY,
                  1,
                  Journals.GATE,
                  1,
                  Entries.at(1).now(),
                  State.GRANTED,
                  Source.THIS_GATE,
                  sequence));
    }
  }

  @Test
  void the_ledger_tells_how_far_each_passage_came_in_the_order_of_the_journal() throws Exception {
    long in = append(granted(1)).sequence();
    long out = append(granted(ticket(1), Direction.EXIT, 1, CHIP)).sequence();
    append(progress(in, Outcome.STAMPED));
    append(progress(out, Outcome.STAMP_UNKNOWN));
    append(progress(in, Outcome.OPENED));
    append(progress(in, Outcome.PASSED));
    append(granted(ticket(1), Direction.ENTRY, 2, CHIP));
    assertThat(journal.ledgerOf(ticket(1)).passages())
        .extracting(Passage::direction, Passage::number, Passage::state)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Direction.ENTRY, 1, State.PASSED),
            org.assertj.core.groups.Tuple.tuple(Direction.EXIT, 1, State.GRANTED),
            org.assertj.core.groups.Tuple.tuple(Direction.ENTRY, 2, State.GRANTED));
  }

  @Test
  void a_grant_is_unsettled_until_it_is_known_what_the_chip_carries() throws Exception {
    var other = new ChipId(Bytes.hex("04AABBCCDDEEFF"));
    var first = granted(1);
    long about = append(first).sequence();
    append(granted(ticket(2), Direction.ENTRY, 1, other));
    assertThat(journal.unsettled(CHIP)).containsExactly(new Unsettled(about, first));
    append(progress(about, Outcome.STAMP_UNKNOWN));
    assertThat(journal.unsettled(CHIP)).containsExactly(new Unsettled(about, first));
    append(progress(about, Outcome.NOT_STAMPED));
    assertThat(journal.unsettled(CHIP)).isEmpty();
    append(progress(about, Outcome.STAMP_UNKNOWN)); // Taken up again, and torn again.
    assertThat(journal.unsettled(CHIP)).containsExactly(new Unsettled(about, first));
    append(progress(about, Outcome.STAMPED));
    assertThat(journal.unsettled(CHIP)).isEmpty();
    assertThat(journal.unsettled(other)).hasSize(1);
  }

  @Test
  void progress_is_about_a_grant_and_nothing_else() throws Exception {
    append(incident("start"));
    assertThat(faultOf(progress(1, Outcome.PASSED)))
        .isEqualTo(new Fault.NotDurable("row 1 is no grant"));
    assertThat(faultOf(progress(9, Outcome.PASSED)))
        .isEqualTo(new Fault.NotDurable("row 9 is no grant"));
    assertThat(journal.last().orElseThrow().sequence()).isEqualTo(1);
  }

  @Test
  void a_time_that_no_clock_shows_is_refused_and_the_journal_goes_on() throws Exception {
    var never = new ClockReading(Instant.MAX, ClockReading.Trust.TRUSTED);
    assertThat(faultOf(new JournalEntry.Incident(0, never, "STARTED", "")))
        .isInstanceOf(Fault.NotDurable.class);
    assertThat(append(granted(1)).sequence()).isEqualTo(1);
  }

  @Test
  void a_closed_journal_says_so_and_keeps_no_one_waiting() throws Exception {
    append(granted(1));
    journal.close();
    assertThat(faultOf(granted(2))).isEqualTo(new Fault.NotDurable("the journal is closed"));
  }

  private Receipt append(JournalEntry entry) throws Exception {
    return journal.append(entry).get();
  }

  private Fault faultOf(JournalEntry entry) throws InterruptedException {
    return faultOf(journal.append(entry));
  }

  private static Fault faultOf(CompletableFuture<Receipt> appended) throws InterruptedException {
    try {
      throw new AssertionError("appended: " + appended.get());
    } catch (ExecutionException e) {
      return ((JournalException) e.getCause()).fault();
    }
  }
}
