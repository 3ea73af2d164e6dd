package org.stile.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.stile.cache.JournalException.Fault;
import org.stile.cache.JournalVerifier.Finding;

/** Makes a journal, or finds out whether the one that is there can be used. */
final class JournalFile {
  /** "STLJ": how a journal is known from any other SQLite file (PRAGMA application_id). */
  static final int APPLICATION_ID = 0x53_54_4C_4A;

  static final int SCHEMA_VERSION = 1;

  /**
   * So many rows at the end are checked against the chain before anything is added to it; the
   * database's own check covers the structure of the rest, and {@link JournalVerifier} all of it.
   */
  private static final int TAIL_CHECKED = 1_000;

  /** Damaged journals kept in one folder; a gate that makes more has a dying card. */
  private static final int SET_ASIDE_MAX = 99;

  private JournalFile() {}

  /**
   * Leaves in {@code setup.file()} a whole journal of its gate; a damaged one makes room.
   *
   * @return the damaged one, if there was one.
   */
  static Optional<SetAside> prepare(SqliteJournal.Setup setup) throws JournalException {
    try {
      try {
        makeOrCheck(setup);
        return Optional.empty();
      } catch (SQLException e) {
        if (!Sqlite.isDamage(e)) {
          throw e;
        }
        return Optional.of(replace(setup, String.valueOf(e.getMessage())));
      } catch (JournalException e) {
        if (!(e.fault() instanceof Fault.Damaged damaged)) {
          throw e;
        }
        return Optional.of(replace(setup, damaged.detail()));
      }
    } catch (SQLException e) {
      throw Faults.exception(e);
    } catch (JournalException e) {
      throw e;
    } catch (IOException e) {
      throw new JournalException(new Fault.NotDurable(setup.file() + ": " + e), e);
    }
  }

  private static void makeOrCheck(SqliteJournal.Setup setup)
      throws SQLException, JournalException, IOException {
    Path file = setup.file();
    refuseOrphanedLog(file);
    try (Connection connection = Sqlite.writer(file)) {
      if (Sqlite.number(connection, "SELECT count(*) FROM sqlite_schema") == 0) {
        create(connection, setup);
        return;
      }
      checkStructure(connection, setup);
    }
    try (var reader = JournalReader.open(file)) {
      checkContents(reader, setup);
    }
  }

  /** SQLite would throw the rows of a write-ahead log away whose database is gone. */
  private static void refuseOrphanedLog(Path file) throws IOException, JournalException {
    Path log = beside(file, "-wal");
    boolean noDatabase = !Files.exists(file) || Files.size(file) == 0;
    if (noDatabase && Files.exists(log) && Files.size(log) > 0) {
      throw new JournalException(new Fault.Damaged(file + " is gone, its write-ahead log is not"));
    }
  }

  private static void create(Connection connection, SqliteJournal.Setup setup) throws SQLException {
    byte[] logId = new byte[JournalIdentity.LOG_ID_LENGTH];
    setup.random().nextBytes(logId);
    Sqlite.execute(connection, "BEGIN IMMEDIATE");
    try (var statement = connection.createStatement()) {
      statement.executeUpdate(Sqlite.script("journal.sql"));
      statement.execute("PRAGMA application_id = " + APPLICATION_ID);
      statement.execute("PRAGMA user_version = " + SCHEMA_VERSION);
    }
    try (var insert =
        connection.prepareStatement("INSERT INTO log (one, log_id, gate) VALUES (1, ?, ?)")) {
      insert.setBytes(1, logId);
      insert.setString(2, setup.gate().value());
      insert.executeUpdate();
    }
    Sqlite.execute(connection, "COMMIT");
  }

  private static void checkStructure(Connection connection, SqliteJournal.Setup setup)
      throws SQLException, JournalException {
    Path file = setup.file();
    if (Sqlite.number(connection, "PRAGMA application_id") != APPLICATION_ID) {
      throw new JournalException(new Fault.NotOurs(file + " is a database, but no journal"));
    }
    long version = Sqlite.number(connection, "PRAGMA user_version");
    if (version != SCHEMA_VERSION) {
      throw new JournalException(
          new Fault.NotOurs(
              file + " has schema " + version + "; this program knows " + SCHEMA_VERSION));
    }
    String found = Sqlite.text(connection, "PRAGMA integrity_check(1)");
    if (!found.equals("ok")) {
      throw new JournalException(new Fault.Damaged(file + ": " + found));
    }
  }

  private static void checkContents(JournalReader reader, SqliteJournal.Setup setup)
      throws JournalException {
    Path file = setup.file();
    if (!reader.gate().equals(setup.gate())) {
      throw new JournalException(
          new Fault.NotOurs(
              file + " is the journal of gate " + reader.gate() + ", not of " + setup.gate()));
    }
    switch (JournalVerifier.verifyTail(reader, TAIL_CHECKED)) {
      case Finding.Whole _ -> {}
      case Finding.Broken broken ->
          throw new JournalException(
              new Fault.Damaged(file + ": row " + broken.sequence() + ": " + broken.why()));
    }
    long last = reader.lastSequence();
    long acknowledged = setup.uploads().acknowledged(reader.logId());
    if (acknowledged > last) {
      // Rows added now would have numbers the center knows already, and would be taken for those.
      throw new JournalException(
          new Fault.Damaged(
              file + " ends with row " + last + ", but the center has " + acknowledged));
    }
  }

  private static SetAside replace(SqliteJournal.Setup setup, String damage)
      throws IOException, SQLException, JournalException {
    Path aside = setAside(setup.file());
    makeOrCheck(setup);
    try (Connection connection = Sqlite.writer(setup.file())) {
      return new SetAside(aside, damage, Salvage.of(aside).bequeath(connection));
    }
  }

  private static Path setAside(Path file) throws IOException, JournalException {
    for (int i = 1; i <= SET_ASIDE_MAX; i++) {
      Path aside = beside(file, ".damaged-" + i);
      if (Files.exists(aside) || Files.exists(beside(aside, "-wal"))) {
        continue;
      }
      // The log first: a database without it is old, a log without its database is noticed.
      for (String suffix : new String[] {"-wal", "-shm", ""}) {
        if (Files.exists(beside(file, suffix))) {
          Files.move(beside(file, suffix), beside(aside, suffix));
        }
      }
      syncFolder(file);
      return aside;
    }
    throw new JournalException(
        new Fault.Damaged(file + ", and " + SET_ASIDE_MAX + " before it: replace the card"));
  }

  /** A rename is durable when its folder is. */
  private static void syncFolder(Path file) throws IOException {
    try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent())) {
      folder.force(true);
    }
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }
}
