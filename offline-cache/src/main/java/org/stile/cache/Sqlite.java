package org.stile.cache;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.JDBC;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What both files have in common: how they are opened and what SQLite's answers mean. */
final class Sqlite {
  /** Longest a statement waits for another process; readers never hold the file that long. */
  private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(2);

  private static final Duration BUSY_PAUSE = Duration.ofMillis(5);

  /** The write-ahead log is cut back to this after a checkpoint; bytes. */
  private static final int WAL_KEPT_MAX = 4 << 20;

  private Sqlite() {}

  /** A connection that may write; creates the file. */
  static Connection writer(Path file) throws SQLException {
    Connection connection = connect(file, false);
    try {
      toWriteAheadLog(connection);
      // A commit must survive a power cut; NORMAL lost the last ones in every trial.
      execute(connection, "PRAGMA synchronous = FULL");
      execute(connection, "PRAGMA foreign_keys = ON");
      execute(connection, "PRAGMA journal_size_limit = " + WAL_KEPT_MAX);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Of two that make a file at the same moment one is told at once that it is locked: SQLite does
   * not wait here (sqlite.org/wal.html, section 9). Nothing is held that could be waited for in
   * vain, and no gate does this between tap and arm.
   */
  private static void toWriteAheadLog(Connection connection) throws SQLException {
    long end = System.nanoTime() + BUSY_TIMEOUT.toNanos();
    while (true) {
      try {
        execute(connection, "PRAGMA journal_mode = WAL");
        return;
      } catch (SQLException e) {
        if (primaryCode(e) != SQLiteErrorCode.SQLITE_BUSY.code || System.nanoTime() > end) {
          throw e;
        }
        LockSupport.parkNanos(BUSY_PAUSE.toNanos());
      }
    }
  }

  /** A connection that only reads, and never makes the file. */
  static Connection reader(Path file) throws SQLException {
    return connect(file, true);
  }

  /** A database that is gone when it is closed. */
  static Connection inMemory() throws SQLException {
    return JDBC.createConnection("jdbc:sqlite::memory:", new Properties());
  }

  private static Connection connect(Path file, boolean readOnly) throws SQLException {
    var settings = new Properties();
    settings.setProperty("busy_timeout", Long.toString(BUSY_TIMEOUT.toMillis()));
    if (readOnly) {
      settings.setProperty("open_mode", "1"); // SQLITE_OPEN_READONLY
    }
    return JDBC.createConnection("jdbc:sqlite:" + file, settings);
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Frees the pages it keeps, up to 2 MB (sqlite.org/pragma.html, shrink_memory). */
  static void giveBack(Connection connection) throws SQLException {
    execute(connection, "PRAGMA shrink_memory");
  }

  /** The first column of the first row; fails if there is none. */
  static String text(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      if (!row.next()) {
        throw new SQLException("no answer to " + sql);
      }
      return row.getString(1);
    }
  }

  static long number(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      if (!row.next()) {
        throw new SQLException("no answer to " + sql);
      }
      return row.getLong(1);
    }
  }

  /** The script that makes a schema, from this module's resources. */
  static String script(String name) {
    try (InputStream script = Sqlite.class.getResourceAsStream(name)) {
      if (script == null) {
        throw new IllegalStateException("not packed into this module: " + name);
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a constraint of the schema said no; the statement alone was undone. */
  static boolean isConstraint(SQLException e) {
    return primaryCode(e) == SQLiteErrorCode.SQLITE_CONSTRAINT.code;
  }

  /**
   * Whether there is no room: for pages, or for the index of the write-ahead log that the first who
   * opens a file makes (sqlite.org/rescode.html, SQLITE_IOERR_SHMSIZE).
   */
  static boolean isFull(SQLException e) {
    return primaryCode(e) == SQLiteErrorCode.SQLITE_FULL.code
        || (e instanceof SQLiteException sqlite
            && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE);
  }

  static boolean isDamage(SQLException e) {
    int code = primaryCode(e);
    return code == SQLiteErrorCode.SQLITE_CORRUPT.code
        || code == SQLiteErrorCode.SQLITE_NOTADB.code;
  }

  private static int primaryCode(SQLException e) {
    // Extended result codes carry more in the higher bytes (sqlite.org/rescode.html).
    return e instanceof SQLiteException sqlite ? sqlite.getResultCode().code & 0xFF : -1;
  }
}
