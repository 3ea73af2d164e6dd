package org.stile.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.cache.Journal.Receipt;
import org.stile.cache.JournalException.Fault;
import org.stile.cache.JournalVerifier.Finding.Whole;
import org.stile.core.Bytes;
import org.stile.core.journal.JournalEntry;

/** Disks that are full, or will not be written. */
class JournalDiskTest {
  private static final Bytes BOOT = Bytes.copyOf(new byte[16]);

  @TempDir Path folder;

  @Test
  void a_full_database_is_named_and_the_next_row_goes_in_when_there_is_room() throws Exception {
    Path file = folder.resolve("journal.db");
    Journals.open(file).close();
    try (Connection connection = Sqlite.writer(file)) {
      long pages = Sqlite.number(connection, "PRAGMA page_count");
      Sqlite.execute(connection, "PRAGMA max_page_count = " + (pages + 20));
      var writer =
          new JournalWriter(file, new JournalTable(connection, genesis(file)), BOOT, () -> 0L);
      writer.start();
      int written = 0;
      Optional<Fault> fault = Optional.empty();
      while (fault.isEmpty()) {
        fault = faultOf(writer, Entries.granted(written));
        written += fault.isEmpty() ? 1 : 0;
      }
      assertThat(fault.get()).isInstanceOf(Fault.DiskFull.class);
      assertThat(writer.last().orElseThrow().sequence()).isEqualTo(written);
      Sqlite.execute(connection, "PRAGMA max_page_count = 1000000");
      assertThat(writer.append(Entries.granted(written)).get().sequence()).isEqualTo(written + 1);
      writer.close();
    }
    assertWhole(file, 100);
  }

  @Test
  void a_full_disk_is_named_and_the_journal_works_again_once_there_is_room() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(600)) {
      Path file = disk.file("journal.db");
      Path ballast = disk.file("ballast");
      Files.write(ballast, new byte[150_000]);
      var acknowledged = new ArrayList<Receipt>();
      try (var journal = Journals.open(file)) {
        Optional<Fault> fault = Optional.empty();
        while (fault.isEmpty()) {
          var appended = journal.append(Entries.granted(acknowledged.size()));
          fault = faultOf(appended);
          if (fault.isEmpty()) {
            acknowledged.add(appended.get());
          }
        }
        assertThat(fault.get()).isInstanceOf(Fault.DiskFull.class);
        assertThat(journal.last()).contains(acknowledged.getLast());
        assertThat(journal.ledgerOf(Entries.ticket(0)).passages()).hasSize(1); // Still readable.
        assertThat(journal.ledgerOf(Entries.ticket(acknowledged.size())).passages()).isEmpty();

        Files.delete(ballast);
        acknowledged.add(journal.append(Entries.granted(acknowledged.size())).get());
      }
      try (var reader = JournalReader.open(file)) {
        assertThat(reader.rowsAfter(0, 10_000))
            .extracting(row -> new Receipt(row.sequence(), row.hash()))
            .containsExactlyElementsOf(acknowledged);
      }
      assertWhole(file, 10);
    }
  }

  @Test
  void a_disk_that_became_read_only_keeps_the_gate_shut_and_says_so() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(600)) {
      Path file = disk.file("journal.db");
      try (var journal = Journals.open(file)) {
        journal.append(Entries.granted(1)).get();
      }
      disk.makeReadOnly();
      assertThatThrownBy(() -> Journals.open(file))
          .isInstanceOfSatisfying(
              JournalException.class,
              e -> assertThat(e.fault().toString()).contains("Read-only file system"));
    }
  }

  @Test
  void no_more_rows_wait_than_the_limit() throws Exception {
    Path file = folder.resolve("journal.db");
    Journals.open(file).close();
    try (var table = JournalTable.open(file)) {
      var stuck = new JournalWriter(file, table, BOOT, () -> 0L); // Never started: a stuck disk.
      for (int i = 0; i < JournalWriter.WAITING_MAX; i++) {
        assertThat(stuck.append(Entries.granted(i))).isNotDone();
      }
      assertThat(faultOf(stuck, Entries.granted(0)))
          .contains(new Fault.NotDurable("1024 rows wait for the disk already"));
    }
  }

  private static Optional<Fault> faultOf(JournalWriter writer, JournalEntry entry)
      throws InterruptedException {
    return faultOf(writer.append(entry));
  }

  private static Optional<Fault> faultOf(java.util.concurrent.CompletableFuture<Receipt> appended)
      throws InterruptedException {
    try {
      appended.get();
      return Optional.empty();
    } catch (ExecutionException e) {
      return Optional.of(((JournalException) e.getCause()).fault());
    }
  }

  private static Bytes genesis(Path file) throws JournalException {
    try (var reader = JournalReader.open(file)) {
      return reader.genesis();
    }
  }

  private static void assertWhole(Path file, int atLeast) throws JournalException {
    try (var reader = JournalReader.open(file)) {
      assertThat(JournalVerifier.verify(reader, Optional.empty()))
          .isInstanceOfSatisfying(
              Whole.class,
              whole ->
                  assertThat(whole.last().orElseThrow().sequence())
                      .isGreaterThanOrEqualTo(atLeast));
    }
  }
}
