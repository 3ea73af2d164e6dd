package org.stile.cache;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import org.stile.cache.Journal.Receipt;
import org.stile.core.Bytes;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalRow;
import org.stile.core.journal.RowBytes;

/** The journal's writing end: one connection, confined to the writer's thread. */
final class JournalTable implements AutoCloseable {
  private final Connection connection;
  private final Bytes genesis;
  private PreparedStatement insert;
  private Optional<Receipt> last;

  JournalTable(Connection connection, Bytes genesis) throws SQLException {
    this.connection = connection;
    this.genesis = genesis;
    insert = connection.prepareStatement(RowColumns.INSERT);
    last = lastCommitted();
  }

  static JournalTable open(Path file) throws SQLException {
    Connection connection = Sqlite.writer(file);
    try {
      // The writer checkpoints when it has nothing else to do, never within a tap's commit.
      Sqlite.execute(connection, "PRAGMA wal_autocheckpoint = 0");
      return new JournalTable(connection, JournalIdentity.read(connection).genesis());
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  Optional<Receipt> last() {
    return last;
  }

  void begin() throws SQLException {
    Sqlite.execute(connection, "BEGIN IMMEDIATE");
  }

  /** Adds the next row; nothing of it is durable before {@link #commit}. */
  Receipt insert(JournalEntry entry, Bytes bootId, long monotonicNanos) throws SQLException {
    long sequence = last.map(Receipt::sequence).orElse(0L) + 1;
    var unhashed = new JournalRow(sequence, entry, bootId, monotonicNanos, Bytes.EMPTY);
    Bytes hash = RowBytes.hash(last.map(Receipt::hash).orElse(genesis), unhashed);
    RowColumns.bind(insert, new JournalRow(sequence, entry, bootId, monotonicNanos, hash));
    insert.executeUpdate();
    var receipt = new Receipt(sequence, hash);
    last = Optional.of(receipt);
    return receipt;
  }

  void commit() throws SQLException {
    Sqlite.execute(connection, "COMMIT");
  }

  /** Takes back what was not committed, and looks again where the journal ends. */
  void rollback() throws SQLException {
    try {
      Sqlite.execute(connection, "ROLLBACK");
    } catch (SQLException alreadyUndone) {
      // After some errors SQLite has rolled back by itself; then there is nothing to take back.
    }
    insert.close(); // After a failed step the driver has finalized it.
    insert = connection.prepareStatement(RowColumns.INSERT);
    last = lastCommitted();
  }

  /** Moves what is in the write-ahead log into the database, as far as no reader is in the way. */
  void checkpoint() throws SQLException {
    Sqlite.execute(connection, "PRAGMA wal_checkpoint(PASSIVE)");
  }

  private Optional<Receipt> lastCommitted() throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT sequence, hash FROM journal_row ORDER BY sequence DESC LIMIT 1")) {
      return row.next()
          ? Optional.of(new Receipt(row.getLong(1), Bytes.copyOf(row.getBytes(2))))
          : Optional.empty();
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
