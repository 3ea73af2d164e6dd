package org.stile.cache;

import java.sql.SQLException;
import org.stile.cache.JournalException.Fault;
import org.stile.core.journal.JournalEntry;

/** What SQLite's errors mean for the gate. */
final class Faults {
  private Faults() {}

  /** A whole batch, or a read, did not succeed. */
  static Fault of(SQLException e) {
    String detail = String.valueOf(e.getMessage());
    if (Sqlite.isFull(e)) {
      return new Fault.DiskFull(detail);
    }
    return Sqlite.isDamage(e) ? new Fault.Damaged(detail) : new Fault.NotDurable(detail);
  }

  /**
   * The schema refused one row; the others of its batch go on.
   *
   * @throws SQLException what was given, if it was something else.
   */
  static Fault ofRow(JournalEntry entry, SQLException e) throws SQLException {
    if (!Sqlite.isConstraint(e)) {
      throw e;
    }
    return switch (entry) {
      case JournalEntry.Granted granted ->
          new Fault.Taken(granted.direction() + " " + granted.number() + " of " + granted.ticket());
      case JournalEntry.Progress progress ->
          new Fault.NotDurable("row " + progress.about() + " is no grant");
      case JournalEntry.Refused _, JournalEntry.Incident _ ->
          new Fault.NotDurable(String.valueOf(e.getMessage()));
    };
  }

  static JournalException exception(SQLException e) {
    return new JournalException(of(e), e);
  }
}
