package org.stile.cache;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.stile.core.Bytes;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.Direction;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalEntry.Granted;
import org.stile.core.journal.JournalEntry.Incident;
import org.stile.core.journal.JournalEntry.Outcome;
import org.stile.core.journal.JournalEntry.Progress;
import org.stile.core.journal.JournalEntry.Refused;
import org.stile.core.journal.JournalRow;

/** Rows to columns of {@code journal_row} and back. */
final class RowColumns {
  /** Every column, in the order in which they are bound. */
  static final String ALL =
      "sequence, boot_id, monotonic_ns, hash, kind, lane, wall_ms, trust, event, ticket, chip,"
          + " direction, number, slot, nonce, debits, seat_type, zone, clock_doubted, about,"
          + " outcome, code, detail";

  static final String INSERT =
      "INSERT INTO journal_row (" + ALL + ") VALUES (" + "?, ".repeat(22) + "?)";

  private RowColumns() {}

  static void bind(PreparedStatement insert, JournalRow row) throws SQLException {
    insert.clearParameters();
    insert.setLong(1, row.sequence());
    insert.setBytes(2, row.bootId().toArray());
    insert.setLong(3, row.monotonicNanos());
    insert.setBytes(4, row.hash().toArray());
    insert.setInt(6, row.entry().lane());
    insert.setLong(7, row.entry().at().now().toEpochMilli());
    insert.setString(8, row.entry().at().trust().name());
    switch (row.entry()) {
      case Granted granted -> bind(insert, granted);
      case Progress progress -> {
        insert.setString(5, "PROGRESS");
        insert.setLong(20, progress.about());
        insert.setString(21, progress.outcome().name());
        insert.setString(23, progress.detail());
      }
      case Refused refused -> {
        insert.setString(5, "REFUSED");
        bind(insert, refused.ticket(), refused.chip());
        insert.setString(22, refused.code());
        insert.setString(23, refused.detail());
      }
      case Incident incident -> {
        insert.setString(5, "INCIDENT");
        insert.setString(22, incident.kind());
        insert.setString(23, incident.detail());
      }
    }
  }

  private static void bind(PreparedStatement insert, Granted granted) throws SQLException {
    insert.setString(5, "GRANTED");
    bind(insert, Optional.of(granted.ticket()), Optional.of(granted.chip()));
    insert.setString(12, granted.direction().name());
    insert.setInt(13, granted.number());
    insert.setInt(14, granted.slot());
    insert.setBytes(15, granted.nonce().toArray());
    insert.setBoolean(16, granted.debits());
    insert.setInt(17, granted.seatType());
    insert.setInt(18, granted.zone());
    insert.setBoolean(19, granted.clockDoubted());
  }

  private static void bind(
      PreparedStatement insert, Optional<TicketId> ticket, Optional<ChipId> chip)
      throws SQLException {
    if (ticket.isPresent()) {
      insert.setLong(9, ticket.get().event().value());
      insert.setInt(10, ticket.get().index());
    }
    if (chip.isPresent()) {
      insert.setBytes(11, chip.get().uid().toArray());
    } else {
      insert.setNull(11, Types.BLOB);
    }
  }

  /**
   * The row under the cursor; columns as {@link #ALL} names them.
   *
   * @throws IllegalArgumentException if it holds what no gate writes; says which row.
   */
  static JournalRow read(ResultSet row) throws SQLException {
    long sequence = row.getLong("sequence");
    try {
      return new JournalRow(
          sequence,
          entry(row),
          Bytes.copyOf(row.getBytes("boot_id")),
          row.getLong("monotonic_ns"),
          Bytes.copyOf(row.getBytes("hash")));
    } catch (IllegalArgumentException | NullPointerException | DateTimeException e) {
      throw new IllegalArgumentException("row " + sequence + ": " + e.getMessage(), e);
    }
  }

  private static JournalEntry entry(ResultSet row) throws SQLException {
    int lane = row.getInt("lane");
    var at =
        new ClockReading(
            Instant.ofEpochMilli(row.getLong("wall_ms")),
            ClockReading.Trust.valueOf(row.getString("trust")));
    String kind = row.getString("kind");
    return switch (kind) {
      case "GRANTED" -> granted(row, lane, at);
      case "PROGRESS" ->
          new Progress(
              lane,
              at,
              row.getLong("about"),
              Outcome.valueOf(row.getString("outcome")),
              row.getString("detail"));
      case "REFUSED" ->
          new Refused(
              lane,
              at,
              ticket(row),
              Optional.ofNullable(row.getBytes("chip")).map(uid -> new ChipId(Bytes.copyOf(uid))),
              row.getString("code"),
              row.getString("detail"));
      case "INCIDENT" -> new Incident(lane, at, row.getString("code"), row.getString("detail"));
      default -> throw new IllegalArgumentException("no kind of row: " + kind);
    };
  }

  static Granted granted(ResultSet row, int lane, ClockReading at) throws SQLException {
    return new Granted(
        lane,
        at,
        ticket(row).orElseThrow(() -> new IllegalArgumentException("a grant without a ticket")),
        Direction.valueOf(row.getString("direction")),
        row.getInt("number"),
        new ChipId(Bytes.copyOf(row.getBytes("chip"))),
        row.getInt("slot"),
        Bytes.copyOf(row.getBytes("nonce")),
        row.getBoolean("debits"),
        row.getInt("seat_type"),
        row.getInt("zone"),
        row.getBoolean("clock_doubted"));
  }

  private static Optional<TicketId> ticket(ResultSet row) throws SQLException {
    long event = row.getLong("event");
    if (row.wasNull()) {
      return Optional.empty();
    }
    return Optional.of(new TicketId(new EventId(event), row.getInt("ticket")));
  }
}
