package org.stile.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.cache.Journal.Receipt;
import org.stile.cache.JournalVerifier.Finding;
import org.stile.cache.JournalVerifier.Finding.Broken;
import org.stile.cache.JournalVerifier.Finding.Whole;
import org.stile.core.Bytes;
import org.stile.core.journal.JournalEntry.Outcome;

class JournalVerifierTest {
  private static final String UNGUARD =
      "DROP TRIGGER rows_do_not_change; DROP TRIGGER rows_do_not_go; DROP TRIGGER"
          + " log_does_not_change; DROP TRIGGER rows_have_no_gap; PRAGMA ignore_check_constraints ="
          + " ON;";

  @TempDir static Path original;
  private static Receipt last;

  @TempDir Path folder;
  private Path file;

  @BeforeAll
  static void fillAJournal() throws Exception {
    try (var journal = Journals.open(original.resolve("journal.db"))) {
      Entries.appendAll(journal, 1_500, i -> Entries.incident("before " + i));
      journal.append(Entries.granted(1)).get(); // 1501
      journal.append(Entries.progress(1_501, Outcome.PASSED)).get();
      journal.append(Entries.refused("C03-NO-TICKET")).get();
      last = journal.append(Entries.granted(2)).get(); // 1504
    }
  }

  @BeforeEach
  void copyIt() throws Exception {
    file = Files.copy(original.resolve("journal.db"), folder.resolve("journal.db"));
  }

  @Test
  void an_untouched_journal_is_whole() throws Exception {
    assertThat(verify(Optional.empty())).isEqualTo(new Whole(Optional.of(last)));
    assertThat(verify(Optional.of(last))).isEqualTo(new Whole(Optional.of(last)));
  }

  @Test
  void an_empty_journal_is_whole() throws Exception {
    file = folder.resolve("new.db");
    Journals.open(file).close();
    assertThat(verify(Optional.empty())).isEqualTo(new Whole(Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lane = 3",
        "wall_ms = wall_ms + 1",
        "trust = 'UNTRUSTED'",
        "boot_id = zeroblob(16)",
        "monotonic_ns = monotonic_ns + 1",
        "event = 8",
        "ticket = 3",
        "chip = zeroblob(7)",
        "direction = 'EXIT'",
        "number = 2",
        "slot = 4",
        "nonce = zeroblob(8)",
        "debits = 0",
        "seat_type = 3",
        "zone = 8",
        "clock_doubted = 1",
        "hash = zeroblob(32)",
      })
  void names_a_grant_in_which_one_thing_was_changed(String change) throws Exception {
    tamper("UPDATE journal_row SET " + change + " WHERE sequence = 1501");
    assertThat(verify(Optional.empty()))
        .isEqualTo(new Broken(1_501, "row and hash do not belong together"));
  }

  @ParameterizedTest
  @CsvSource({
    "1502, about = 1504",
    "1502, outcome = 'NOT_PASSED'",
    "1502, detail = ''",
    "1503, code = 'C01'",
    "1503, detail = 'x'",
    "1503, ticket = 6",
    "1, detail = 'before 1'",
  })
  void names_another_row_in_which_one_thing_was_changed(long sequence, String change)
      throws Exception {
    tamper("UPDATE journal_row SET " + change + " WHERE sequence = " + sequence);
    assertThat(verify(Optional.empty()))
        .isEqualTo(new Broken(sequence, "row and hash do not belong together"));
  }

  @Test
  void names_the_first_missing_row() throws Exception {
    tamper("DELETE FROM journal_row WHERE sequence IN (700, 701)");
    assertThat(verify(Optional.empty())).isEqualTo(new Broken(700, "the row is missing"));
  }

  @Test
  void notices_rows_of_another_log() throws Exception {
    tamper("UPDATE log SET log_id = zeroblob(16)");
    assertThat(verify(Optional.empty()))
        .isEqualTo(new Broken(1, "row and hash do not belong together"));
  }

  @Test
  void a_cut_off_end_is_noticed_against_a_receipt_only() throws Exception {
    tamper("DELETE FROM journal_row WHERE sequence = 1504");
    assertThat(verify(Optional.empty())).isInstanceOf(Whole.class);
    assertThat(verify(Optional.of(last)))
        .isEqualTo(new Broken(1_504, "the journal ends before row " + last));
  }

  @Test
  void another_row_in_the_place_of_a_kept_one_is_noticed() throws Exception {
    var kept = new Receipt(1_504, Bytes.copyOf(new byte[32]));
    assertThat(verify(Optional.of(kept)))
        .isEqualTo(new Broken(1_504, "another row was here before: " + kept.hash()));
  }

  @Test
  void the_tail_alone_is_checked_at_every_start() throws Exception {
    tamper("UPDATE journal_row SET lane = 3 WHERE sequence = 503");
    try (var reader = JournalReader.open(file)) {
      assertThat(JournalVerifier.verifyTail(reader, 1_000)).isEqualTo(new Whole(Optional.of(last)));
      assertThat(JournalVerifier.verifyTail(reader, 1_002)).isInstanceOf(Broken.class);
      assertThat(JournalVerifier.verifyTail(reader, 5_000)).isInstanceOf(Broken.class);
    }
  }

  private void tamper(String sql) throws Exception {
    try (Connection connection = Sqlite.writer(file);
        var statement = connection.createStatement()) {
      statement.executeUpdate(UNGUARD);
      Sqlite.execute(connection, "PRAGMA foreign_keys = OFF");
      assertThat(statement.executeUpdate(sql)).isPositive();
    }
  }

  private Finding verify(Optional<Receipt> kept) throws JournalException {
    try (var reader = JournalReader.open(file)) {
      return JournalVerifier.verify(reader, kept);
    }
  }
}
