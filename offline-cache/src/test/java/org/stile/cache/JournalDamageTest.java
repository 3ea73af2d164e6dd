package org.stile.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stile.cache.Entries.ticket;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.cache.Journal.Receipt;
import org.stile.cache.JournalException.Fault;
import org.stile.cache.JournalVerifier.Finding.Whole;
import org.stile.core.admission.TicketLedger.Passage;
import org.stile.core.admission.TicketLedger.Source;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.journal.JournalEntry.Outcome;

/** Files as a dying card, a bad day or a curious hand leaves them. */
class JournalDamageTest {
  private static final int TICKETS = 400;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("journal.db");
  }

  @Test
  void a_journal_with_a_damaged_header_makes_room_and_keeps_its_bytes() throws Exception {
    fill();
    byte[] damaged = overwrite(0, 16);
    try (var journal = Journals.open(file)) {
      SetAside aside = journal.setAside().orElseThrow();
      assertThat(aside.file()).isEqualTo(folder.resolve("journal.db.damaged-1"));
      assertThat(aside.inherited()).isZero();
      assertThat(aside.file()).hasBinaryContent(damaged);
      assertThat(journal.last()).isEmpty();
      assertThat(journal.append(Entries.granted(1)).get().sequence()).isEqualTo(1);
    }
  }

  @Test
  void who_was_let_in_is_known_after_a_page_in_the_middle_was_lost() throws Exception {
    var logId = fill();
    long middle = Files.size(file) / 2 / 4096 * 4096;
    overwrite(middle, 4096);
    try (var journal = Journals.open(file)) {
      SetAside aside = journal.setAside().orElseThrow();
      assertThat(journal.logId()).isNotEqualTo(logId);
      assertThat(aside.inherited()).isBetween(TICKETS * 3 / 4, TICKETS);
      assertThat(journal.ledgerOf(ticket(0)).passages())
          .containsExactly(
              new Passage(
                  org.stile.core.admission.Direction.ENTRY,
                  1,
                  Journals.GATE,
                  1,
                  Entries.at(1).now(),
                  State.PASSED,
                  Source.OTHER_GATE,
                  0));
      assertThat(journal.ledgerOf(ticket(TICKETS - 1)).passages()).hasSize(1);
    }
  }

  @Test
  void a_row_that_makes_no_sense_does_not_hide_the_others() throws Exception {
    fill();
    try (var connection = Sqlite.writer(file)) {
      Sqlite.execute(connection, "DROP TRIGGER rows_do_not_change");
      Sqlite.execute(connection, "PRAGMA ignore_check_constraints = ON");
      Sqlite.execute(connection, "UPDATE journal_row SET outcome = NULL WHERE sequence = 2");
      Sqlite.execute(connection, "UPDATE journal_row SET outcome = 'FLEW' WHERE sequence = 4");
      Sqlite.execute(connection, "UPDATE journal_row SET direction = NULL WHERE sequence = 5");
    }
    try (var journal = Journals.open(file)) {
      assertThat(journal.setAside().orElseThrow().inherited()).isEqualTo(TICKETS - 1);
      assertThat(journal.ledgerOf(ticket(0)).passages())
          .extracting(Passage::state)
          .containsExactly(State.GRANTED);
      assertThat(journal.ledgerOf(ticket(3)).passages())
          .extracting(Passage::state)
          .containsExactly(State.PASSED);
    }
  }

  @Test
  void what_was_inherited_is_inherited_again() throws Exception {
    fill();
    overwrite(Files.size(file) / 2 / 4096 * 4096, 4096);
    int first;
    try (var journal = Journals.open(file)) {
      first = journal.setAside().orElseThrow().inherited();
      Entries.appendAll(journal, 50, i -> Entries.granted(TICKETS + i));
    }
    tamperWithARow();
    try (var journal = Journals.open(file)) {
      SetAside aside = journal.setAside().orElseThrow();
      assertThat(aside.file()).isEqualTo(folder.resolve("journal.db.damaged-2"));
      assertThat(aside.inherited()).isEqualTo(first + 50);
      assertThat(journal.ledgerOf(ticket(0)).passages()).hasSize(1);
      assertThat(journal.ledgerOf(ticket(TICKETS + 49)).passages()).hasSize(1);
    }
  }

  @Test
  void a_row_that_does_not_fit_the_chain_is_damage_too() throws Exception {
    fill();
    tamperWithARow();
    try (var journal = Journals.open(file)) {
      assertThat(journal.setAside().orElseThrow().damage()).contains("do not belong together");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP TRIGGER rows_do_not_change",
        "DROP INDEX grant_once",
        "ALTER TABLE journal_row ADD COLUMN note TEXT",
      })
  void a_journal_that_would_promise_less_than_it_was_made_for_is_damaged(String change)
      throws Exception {
    fill();
    try (var connection = Sqlite.writer(file)) {
      Sqlite.execute(connection, change);
    }
    try (var journal = Journals.open(file)) {
      assertThat(journal.setAside().orElseThrow().damage()).contains("not as they were made");
      assertThat(journal.setAside().orElseThrow().inherited()).isEqualTo(TICKETS);
    }
  }

  @Test
  void a_journal_that_lost_rows_the_center_has_is_not_continued() throws Exception {
    var logId = fill();
    var setup = Journals.setup(file);
    Uploads all = log -> log.equals(logId) ? 2 * TICKETS : 0;
    SqliteJournal.open(with(setup, all)).close();
    Uploads more = log -> log.equals(logId) ? 2 * TICKETS + 1 : 0;
    try (var journal = SqliteJournal.open(with(setup, more))) {
      assertThat(journal.setAside().orElseThrow().damage())
          .endsWith("ends with row 800, but the center has 801");
      assertThat(journal.setAside().orElseThrow().inherited()).isEqualTo(TICKETS);
    }
  }

  @Test
  void a_write_ahead_log_whose_database_is_gone_is_kept() throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere")).resolve("journal.db");
    try (var journal = Journals.open(elsewhere)) {
      journal.append(Entries.granted(1)).get();
      copy(elsewhere, file, "-wal");
    }
    byte[] log = Files.readAllBytes(folder.resolve("journal.db-wal"));
    try (var journal = Journals.open(file)) {
      assertThat(journal.setAside()).isPresent();
      assertThat(folder.resolve("journal.db.damaged-1-wal")).hasBinaryContent(log);
    }
  }

  @Test
  void a_write_ahead_log_cut_off_anywhere_leaves_the_rows_before_the_cut() throws Exception {
    Path live = Files.createDirectory(folder.resolve("live")).resolve("journal.db");
    List<Receipt> receipts = new ArrayList<>();
    try (var journal = Journals.open(live)) {
      for (int i = 0; i < 20; i++) {
        receipts.add(journal.append(Entries.granted(i)).get());
      }
      copy(live, folder.resolve("cut.db"), "");
      copy(live, folder.resolve("cut.db"), "-wal");
    }
    byte[] log = Files.readAllBytes(folder.resolve("cut.db-wal"));
    var ends = new HashSet<Optional<Receipt>>();
    for (int length = log.length; length > 0; length -= 17_777) {
      Files.copy(folder.resolve("cut.db"), file, StandardCopyOption.REPLACE_EXISTING);
      Files.write(folder.resolve("journal.db-wal"), java.util.Arrays.copyOf(log, length));
      try (var journal = Journals.open(file)) {
        assertThat(journal.setAside()).isEmpty();
        ends.add(journal.last());
        journal.last().ifPresent(last -> assertThat(receipts).contains(last));
        long next = journal.last().map(Receipt::sequence).orElse(0L) + 1;
        assertThat(journal.append(Entries.granted(999)).get().sequence()).isEqualTo(next);
      }
      assertWhole(file);
    }
    assertThat(ends).hasSizeGreaterThan(5);
  }

  @Test
  void whatever_bytes_are_changed_a_gate_can_go_on_and_every_row_is_somewhere() throws Exception {
    long seed = Long.getLong("stile.seed", new Random().nextLong());
    var random = new Random(seed);
    fill();
    byte[] good = Files.readAllBytes(file);
    int rounds = Boolean.getBoolean("stile.long") ? 1_000 : 25;
    for (int round = 0; round < rounds; round++) {
      Path here = Files.createDirectory(folder.resolve("round-" + round)).resolve("journal.db");
      byte[] bad = good.clone();
      int run = 1 << random.nextInt(10);
      int from = random.nextInt(bad.length - run);
      for (int i = from; i < from + run; i++) {
        bad[i] ^= (byte) (1 + random.nextInt(255));
      }
      Files.write(here, bad);
      try (var journal = Journals.open(here)) {
        journal.append(Entries.granted(5_000)).get();
        assertThat(journal.ledgerOf(ticket(5_000)).passages()).hasSize(1);
        journal.setAside().ifPresent(aside -> assertThat(aside.file()).hasBinaryContent(bad));
      } catch (JournalException e) {
        assertThat(e.fault())
            .as("seed %d, round %d", seed, round)
            .isInstanceOf(Fault.NotOurs.class);
        assertThat(here).hasBinaryContent(bad);
      } catch (AssertionError | ExecutionException e) {
        throw new AssertionError("seed " + seed + ", round " + round + ", byte " + from, e);
      }
    }
  }

  @Test
  void a_constraint_whose_words_are_damaged_is_damage_and_a_new_journal_begins() throws Exception {
    fill();
    var latin = java.nio.charset.StandardCharsets.ISO_8859_1; // A char a byte.
    String good = new String(Files.readAllBytes(file), latin);
    // No such function: SQLite calls that an error, not damage.
    byte[] bad = good.replace("length(", "xength(").getBytes(latin);
    assertThat(bad).as("a constraint calls a function").isNotEqualTo(good.getBytes(latin));
    Files.write(file, bad);
    try (var journal = Journals.open(file)) {
      assertThat(journal.setAside())
          .hasValueSatisfying(aside -> assertThat(aside.file()).hasBinaryContent(bad));
      journal.append(Entries.granted(5_000)).get();
    }
  }

  @Test
  void rows_that_no_gate_writes_are_named_and_not_believed() throws Exception {
    fill();
    try (var connection = Sqlite.writer(file)) {
      Sqlite.execute(connection, "DROP TRIGGER rows_do_not_change");
      Sqlite.execute(connection, "PRAGMA ignore_check_constraints = ON");
      Sqlite.execute(connection, "UPDATE journal_row SET trust = 'SURE' WHERE sequence = 3");
    }
    try (var reader = JournalReader.open(file)) {
      assertThat(reader.rowsAfter(0, 2)).hasSize(2);
      assertThatThrownBy(() -> reader.rowsAfter(0, 3))
          .isInstanceOfSatisfying(
              JournalException.class,
              e -> assertThat(((Fault.Damaged) e.fault()).detail()).startsWith("row 3: "));
    }
  }

  private org.stile.core.Bytes fill() throws Exception {
    try (var journal = Journals.open(file)) {
      Entries.appendAll(
          journal,
          2 * TICKETS,
          i -> i % 2 == 0 ? Entries.granted(i / 2) : Entries.progress(i, Outcome.PASSED));
      return journal.logId();
    }
  }

  /** Leaves no trace but in the row. */
  private void tamperWithARow() throws Exception {
    try (var connection = Sqlite.writer(file)) {
      String trigger =
          Sqlite.text(
              connection, "SELECT sql FROM sqlite_schema WHERE name = 'rows_do_not_change'");
      Sqlite.execute(connection, "DROP TRIGGER rows_do_not_change");
      Sqlite.execute(connection, "UPDATE journal_row SET lane = 9 WHERE sequence = 7");
      Sqlite.execute(connection, trigger);
    }
  }

  private byte[] overwrite(long from, int length) throws IOException {
    try (var raw = new RandomAccessFile(file.toFile(), "rw")) {
      byte[] noise = new byte[length];
      new Random(1).nextBytes(noise);
      raw.seek(from);
      raw.write(noise);
    }
    return Files.readAllBytes(file);
  }

  private static SqliteJournal.Setup with(SqliteJournal.Setup setup, Uploads uploads) {
    return new SqliteJournal.Setup(
        setup.file(), setup.gate(), setup.peers(), uploads, setup.monotonicNanos(), setup.random());
  }

  private static void copy(Path from, Path to, String suffix) throws IOException {
    Files.copy(
        from.resolveSibling(from.getFileName() + suffix),
        to.resolveSibling(to.getFileName() + suffix));
  }

  private static void assertWhole(Path file) throws JournalException {
    try (var reader = JournalReader.open(file)) {
      assertThat(JournalVerifier.verify(reader, Optional.empty())).isInstanceOf(Whole.class);
    }
  }
}
