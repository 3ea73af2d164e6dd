package org.stile.cache;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What a file of ours is made as and known by.
 *
 * @param name of what it holds, for messages.
 * @param applicationId how it is told from any other SQLite file (PRAGMA application_id).
 * @param version that this program writes and reads.
 * @param script that makes it, a resource of this module.
 */
record Schema(String name, int applicationId, int version, String script) {
  static final Schema JOURNAL = new Schema("journal", 0x53_54_4C_4A, 1, "journal.sql"); // "STLJ"
  static final Schema MASTER = new Schema("master", 0x53_54_4C_4D, 1, "master.sql"); // "STLM"

  private static final String ALL_OF_IT =
      "SELECT group_concat(sql, ';' ORDER BY name) FROM sqlite_schema";

  static boolean isEmpty(Connection connection) throws SQLException {
    return Sqlite.number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
  }

  /** Makes it; the caller's transaction makes it appear at once. */
  void create(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.executeUpdate(Sqlite.script(script));
      statement.execute("PRAGMA application_id = " + applicationId);
      statement.execute("PRAGMA user_version = " + version);
    }
  }

  /** Why this program must leave the file alone, if it must. */
  Optional<String> objection(Connection connection, Path file) throws SQLException {
    if (Sqlite.number(connection, "PRAGMA application_id") != applicationId) {
      return Optional.of(file + " is a database, but no " + name);
    }
    long found = Sqlite.number(connection, "PRAGMA user_version");
    return found == version
        ? Optional.empty()
        : Optional.of(file + " has schema " + found + "; this program knows " + version);
  }

  /**
   * What is wrong with it: whether every table, index and trigger is there as it was made (without
   * them it would promise less), and the database's own check, indexes and constraints included.
   */
  Optional<String> damage(Connection connection, Path file) throws SQLException {
    // First: the database's own check runs the constraints, whose words may be what is damaged.
    if (!Sqlite.text(connection, ALL_OF_IT).equals(asMade())) {
      return Optional.of(file + ": its tables, indexes or triggers are not as they were made");
    }
    String found = Sqlite.text(connection, "PRAGMA integrity_check(1)");
    return found.equals("ok") ? Optional.empty() : Optional.of(file + ": " + found);
  }

  private String asMade() throws SQLException {
    try (Connection memory = Sqlite.inMemory()) {
      create(memory);
      return Sqlite.text(memory, ALL_OF_IT);
    }
  }
}
