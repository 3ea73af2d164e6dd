package org.stile.gate.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.cache.Journal;
import org.stile.cache.JournalException;
import org.stile.cache.PeerPassages;
import org.stile.cache.SqliteJournal;
import org.stile.cache.Uploads;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.TicketLedger;
import org.stile.core.id.ChipId;
import org.stile.core.id.GateId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalRow;

class RowsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final ClockReading NOW =
      new ClockReading(Instant.parse("2026-06-06T17:00:00Z"), ClockReading.Trust.TRUSTED);

  @TempDir Path folder;
  private final LinkedBlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
  private SqliteJournal real;
  private FullDisk journal;
  private Rows rows;

  @BeforeEach
  void open() throws JournalException {
    real =
        SqliteJournal.open(
            new SqliteJournal.Setup(
                folder.resolve("journal.db"),
                new GateId("n1"),
                PeerPassages.NONE,
                Uploads.NONE,
                System::nanoTime,
                new SecureRandom()));
    journal = new FullDisk(real);
    rows = new Rows(journal, failures::add);
  }

  @AfterEach
  void close() {
    real.close();
  }

  private static JournalEntry incident(String kind) {
    return new JournalEntry.Incident(0, NOW, kind, "");
  }

  private static JournalEntry refused(String code) {
    return new JournalEntry.Refused(0, NOW, Optional.empty(), Optional.empty(), code, "");
  }

  private List<String> written() throws JournalException {
    return real.rowsAfter(0, 1_000).stream()
        .map(
            row ->
                switch (row.entry()) {
                  case JournalEntry.Incident incident -> incident.kind();
                  case JournalEntry.Refused refused -> refused.code();
                  case JournalEntry.Granted _, JournalEntry.Progress _ -> "";
                })
        .toList();
  }

  @Test
  void what_was_written_can_be_waited_for() throws Exception {
    rows.awaitWritten(SECOND);
    for (int i = 0; i < 20; i++) {
      rows.write(incident("A" + i));
    }
    rows.awaitWritten(10 * SECOND);
    assertThat(written()).hasSize(20).startsWith("A0").endsWith("A19");
    assertThat(failures).isEmpty();
  }

  @Test
  void rows_that_found_no_room_are_written_in_order_once_there_is_some() throws Exception {
    journal.full = true;
    rows.write(refused("B0"));
    rows.write(incident("B1"));
    assertThat(failures).hasSize(2).hasOnlyElementsOfType(JournalException.class);
    assertThatThrownBy(() -> rows.awaitWritten(SECOND)).isInstanceOf(JournalException.class);
    assertThatThrownBy(() -> rows.catchUp(SECOND)).isInstanceOf(JournalException.class);
    journal.full = false;
    rows.catchUp(10 * SECOND);
    rows.catchUp(10 * SECOND);
    assertThat(written()).containsExactly("B0", "B1");
  }

  @Test
  void what_is_owed_is_bounded_and_incidents_are_given_up_first() throws Exception {
    journal.full = true;
    rows.write(refused("FIRST"));
    for (int i = 0; i < Rows.OWED_MAX; i++) {
      rows.write(incident("NOISE"));
    }
    for (int i = 1; i < Rows.OWED_MAX + 3; i++) {
      rows.write(refused("R" + i));
    }
    journal.full = false;
    rows.catchUp(10 * SECOND);
    assertThat(written()).hasSize(Rows.OWED_MAX).doesNotContain("NOISE");
    assertThat(written()).endsWith("R" + (Rows.OWED_MAX + 2));
  }

  @Test
  void a_disk_that_never_answers_is_waited_for_no_longer_than_told() {
    long before = System.nanoTime();
    assertThatThrownBy(() -> Rows.await(new CompletableFuture<>(), SECOND / 50))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("not durable within 20 ms");
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(SECOND / 50);
  }

  /** The real journal, on a disk that can be full. */
  private static final class FullDisk implements Journal {
    private final Journal journal;
    private boolean full;

    FullDisk(Journal journal) {
      this.journal = journal;
    }

    @Override
    public CompletableFuture<Receipt> append(JournalEntry entry) {
      return full
          ? CompletableFuture.failedFuture(
              new JournalException(new JournalException.Fault.DiskFull("told so")))
          : journal.append(entry);
    }

    @Override
    public TicketLedger ledgerOf(TicketId ticket) throws JournalException {
      return journal.ledgerOf(ticket);
    }

    @Override
    public List<Unsettled> unsettled(ChipId chip) throws JournalException {
      return journal.unsettled(chip);
    }

    @Override
    public List<JournalRow> rowsAfter(long sequence, int limit) throws JournalException {
      return journal.rowsAfter(sequence, limit);
    }

    @Override
    public Optional<Receipt> last() {
      return journal.last();
    }

    @Override
    public void close() {
      journal.close();
    }
  }
}
