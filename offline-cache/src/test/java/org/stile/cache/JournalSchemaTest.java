package org.stile.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.core.journal.JournalEntry.Outcome;

/** What the file itself refuses, whoever writes to it: here, any tool that speaks SQL. */
class JournalSchemaTest {
  private static final String GRANT =
      "INSERT INTO journal_row (sequence, kind, lane, wall_ms, trust, boot_id, monotonic_ns, event,"
          + " ticket, chip, direction, number, slot, nonce, debits, seat_type, zone, clock_doubted,"
          + " hash) VALUES (4, 'GRANTED', 0, 0, 'HELD', zeroblob(16), 0, 7001, 2, zeroblob(7),"
          + " 'ENTRY', 1, 0, zeroblob(8), 1, 0, 0, 0, zeroblob(32))";

  @TempDir Path folder;
  private Connection anyTool;

  @BeforeEach
  void fillAJournal() throws Exception {
    Path file = folder.resolve("journal.db");
    try (var journal = Journals.open(file)) {
      journal.append(Entries.granted(1)).get();
      journal.append(Entries.progress(1, Outcome.PASSED)).get();
      journal.append(Entries.refused("C03-NO-TICKET")).get();
    }
    anyTool = Sqlite.writer(file);
  }

  @AfterEach
  void close() throws SQLException {
    anyTool.close();
  }

  @Test
  void commits_survive_a_power_cut_and_readers_never_write() throws SQLException {
    assertThat(Sqlite.text(anyTool, "PRAGMA journal_mode")).isEqualTo("wal");
    assertThat(Sqlite.number(anyTool, "PRAGMA synchronous")).isEqualTo(2); // FULL
    assertThat(Sqlite.number(anyTool, "PRAGMA foreign_keys")).isEqualTo(1);
    assertThat(Sqlite.number(anyTool, "PRAGMA busy_timeout")).isEqualTo(2_000);
    try (Connection reader = Sqlite.reader(folder.resolve("journal.db"))) {
      assertThatThrownBy(() -> Sqlite.execute(reader, GRANT)).hasMessageContaining("readonly");
    }
  }

  @Test
  void takes_the_row_that_the_refused_ones_differ_from_in_one_thing() throws SQLException {
    Sqlite.execute(anyTool, GRANT);
    assertThat(Sqlite.number(anyTool, "SELECT count(*) FROM journal_row")).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE journal_row SET lane = 2 WHERE sequence = 1",
        "DELETE FROM journal_row WHERE sequence = 3",
        "DELETE FROM journal_row",
        "UPDATE log SET gate = 'south-1'",
        "DELETE FROM log",
        "INSERT INTO log (one, log_id, gate) VALUES (2, zeroblob(16), 'south-1')",
      })
  void refuses_to_change_or_forget(String sql) throws SQLException {
    long before = Sqlite.number(anyTool, "SELECT count(*) FROM journal_row");
    assertThatThrownBy(() -> Sqlite.execute(anyTool, sql))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(Sqlite.isConstraint(e)).isTrue());
    assertThat(Sqlite.number(anyTool, "SELECT count(*) FROM journal_row")).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "VALUES (4 -> VALUES (5",
        "VALUES (4 -> VALUES (3",
        "VALUES (4 -> VALUES (NULL",
        "7001, 2, -> 7001, 1,",
        "7001, 2, -> NULL, 2,",
        "7001, 2, -> 7001, NULL,",
        "7001, 2, -> 7001, 1048576,",
        "7001, 2, -> 0, 2,",
        "'GRANTED' -> 'GIVEN'",
        "'GRANTED', 0, -> 'GRANTED', 16,",
        "'HELD' -> 'GUESSED'",
        "zeroblob(7) -> zeroblob(3)",
        "zeroblob(7) -> NULL",
        "zeroblob(8) -> zeroblob(9)",
        "zeroblob(8) -> NULL",
        "'ENTRY', 1 -> 'ENTRY', 0",
        "'ENTRY', 1 -> 'ENTRY', 256",
        "'ENTRY', 1 -> 'ENTRY', 'one'",
        "'ENTRY' -> 'OVER'",
        "zeroblob(16) -> zeroblob(15)",
        "zeroblob(32) -> zeroblob(31)",
        "INSERT INTO journal_row (sequence, -> INSERT INTO journal_row (detail, sequence,"
            + " |VALUES ( -> VALUES ('x', ",
        "INSERT INTO journal_row (sequence, -> INSERT INTO journal_row (about, sequence,"
            + " |VALUES ( -> VALUES (1, ",
      })
  void refuses_a_grant_that_is_wrong_in_one_thing(String changes) {
    String sql = GRANT;
    for (String change : changes.split(" \\|")) {
      String[] fromTo = change.split(" -> ");
      assertThat(sql).contains(fromTo[0]);
      sql = sql.replace(fromTo[0], fromTo[1]);
    }
    String wrong = sql;
    assertThatThrownBy(() -> Sqlite.execute(anyTool, wrong)).isInstanceOf(SQLException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"INSERT OR REPLACE", "INSERT OR IGNORE", "INSERT OR FAIL"})
  void a_second_grant_replaces_nothing(String insert) throws SQLException {
    String again = GRANT.replace("INSERT", insert).replace("7001, 2,", "7001, 1,");
    assertThatThrownBy(() -> Sqlite.execute(anyTool, again)).hasMessageContaining("granted before");
    String instead = GRANT.replace("INSERT", insert).replace("VALUES (4", "VALUES (1");
    assertThatThrownBy(() -> Sqlite.execute(anyTool, instead)).hasMessageContaining("sequence");
    assertThat(Sqlite.number(anyTool, "SELECT count(*) FROM journal_row")).isEqualTo(3);
  }
}
