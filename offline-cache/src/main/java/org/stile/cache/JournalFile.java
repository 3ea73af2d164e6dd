package org.stile.cache;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.random.RandomGenerator;
import org.stile.cache.JournalException.Fault;
import org.stile.core.id.GateId;

/** Makes a journal, or finds out whether the one that is there can be used. */
final class JournalFile {
  /** "STLJ": how a journal is known from any other SQLite file (PRAGMA application_id). */
  static final int APPLICATION_ID = 0x53_54_4C_4A;

  static final int SCHEMA_VERSION = 1;

  private JournalFile() {}

  /**
   * Leaves in {@code file} a whole journal of {@code gate}.
   *
   * @throws SQLException if the file is damaged or cannot be read or written.
   */
  static void prepare(Path file, GateId gate, RandomGenerator random)
      throws SQLException, JournalException {
    try (Connection connection = Sqlite.writer(file)) {
      if (Sqlite.number(connection, "SELECT count(*) FROM sqlite_schema") == 0) {
        create(connection, gate, random);
      }
      check(connection, file, gate);
    }
  }

  private static void create(Connection connection, GateId gate, RandomGenerator random)
      throws SQLException {
    byte[] logId = new byte[JournalIdentity.LOG_ID_LENGTH];
    random.nextBytes(logId);
    Sqlite.execute(connection, "BEGIN IMMEDIATE");
    try (var statement = connection.createStatement()) {
      statement.executeUpdate(Sqlite.script("journal.sql"));
      statement.execute("PRAGMA application_id = " + APPLICATION_ID);
      statement.execute("PRAGMA user_version = " + SCHEMA_VERSION);
    }
    try (var insert =
        connection.prepareStatement("INSERT INTO log (one, log_id, gate) VALUES (1, ?, ?)")) {
      insert.setBytes(1, logId);
      insert.setString(2, gate.value());
      insert.executeUpdate();
    }
    Sqlite.execute(connection, "COMMIT");
  }

  private static void check(Connection connection, Path file, GateId gate)
      throws SQLException, JournalException {
    if (Sqlite.number(connection, "PRAGMA application_id") != APPLICATION_ID) {
      throw new JournalException(new Fault.NotOurs(file + " is a database, but no journal"));
    }
    long version = Sqlite.number(connection, "PRAGMA user_version");
    if (version != SCHEMA_VERSION) {
      throw new JournalException(
          new Fault.NotOurs(
              file + " has schema " + version + "; this program knows " + SCHEMA_VERSION));
    }
    String found = Sqlite.text(connection, "PRAGMA quick_check(1)");
    if (!found.equals("ok")) {
      throw new JournalException(new Fault.Damaged(file + ": " + found));
    }
    String owner = JournalIdentity.read(connection).gate();
    if (!owner.equals(gate.value())) {
      throw new JournalException(
          new Fault.NotOurs(file + " is the journal of gate " + owner + ", not of " + gate));
    }
  }
}
