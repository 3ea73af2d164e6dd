package org.stile.cache;

import java.sql.Connection;
import java.sql.SQLException;
import org.stile.core.Bytes;
import org.stile.core.journal.RowBytes;

/**
 * Which journal a file is.
 *
 * @param logId 16 random bytes, new for every journal ever made.
 * @param gate whose it is.
 */
record JournalIdentity(Bytes logId, String gate) {
  static JournalIdentity read(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT log_id, gate FROM log")) {
      if (!row.next()) {
        throw new SQLException("the journal does not say which one it is");
      }
      return new JournalIdentity(Bytes.copyOf(row.getBytes(1)), row.getString(2));
    }
  }

  /** What stands before its first row. */
  Bytes genesis() {
    return RowBytes.genesis(logId, gate);
  }
}
