package org.stile.center.ingest;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.stile.center.broker.GateName;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.id.GateId;
import org.stile.core.journal.JournalRow;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.UpMessage.Rows;

/** SQL over quarantine, and over the lines that what lies there belongs to. */
final class QuarantineTable {
  private static final String SELECT =
      """
      SELECT q.id, q.venue_id, q.gate, q.kind, q.message, q.at, q.judged_at, q.verdict, q.reason,
        coalesce(a.display_name, q.judged_by) AS judged_by
      FROM quarantine AS q LEFT JOIN account AS a ON 'account:' || a.id = q.judged_by
      WHERE q.venue_id = :venue
      """;

  private QuarantineTable() {}

  /**
   * A message that was set aside.
   *
   * @param judged what staff said of it; empty: nothing yet.
   */
  record Held(
      long id, GateName gate, String kind, Bytes message, Instant at, Optional<Judged> judged) {
    /** Its rows; empty: it is no message of rows. */
    Optional<Rows> rows() {
      try {
        return SyncCodec.up(message) instanceof Rows rows ? Optional.of(rows) : Optional.empty();
      } catch (WireException e) {
        return Optional.empty();
      }
    }
  }

  /** Who said what of it. */
  record Judged(Instant at, String by, Quarantine.Verdict verdict, String reason) {}

  /** What was set aside of a venue's gates: what nobody judged first, then the newest. */
  static List<Held> list(Handle handle, long venue, int countMax) {
    return handle
        .createQuery(
            SELECT + " ORDER BY q.judged_at IS NOT NULL, q.judged_at DESC, q.id DESC LIMIT :max")
        .bind("venue", venue)
        .bind("max", countMax)
        .map((row, _) -> held(row))
        .list();
  }

  /** How much nobody judged. */
  static long open(Handle handle, long venue) {
    return handle
        .createQuery(
            "SELECT count(*) FROM quarantine WHERE venue_id = :venue AND judged_at IS NULL")
        .bind("venue", venue)
        .mapTo(long.class)
        .one();
  }

  /** One; empty: there is none of that venue. */
  static Optional<Held> find(Handle handle, long venue, long id, boolean lock) {
    return handle
        .createQuery(SELECT + " AND q.id = :id" + (lock ? " FOR UPDATE OF q" : ""))
        .bind("venue", venue)
        .bind("id", id)
        .map((row, _) -> held(row))
        .findOne();
  }

  private static Held held(ResultSet row) throws SQLException {
    var judgedAt = row.getTimestamp("judged_at");
    return new Held(
        row.getLong("id"),
        new GateName(row.getLong("venue_id"), new GateId(row.getString("gate"))),
        row.getString("kind"),
        Bytes.copyOf(row.getBytes("message")),
        row.getTimestamp("at").toInstant(),
        judgedAt == null
            ? Optional.empty()
            : Optional.of(
                new Judged(
                    judgedAt.toInstant(),
                    row.getString("judged_by"),
                    Quarantine.Verdict.valueOf(row.getString("verdict")),
                    row.getString("reason"))));
  }

  static void judge(
      Handle handle, long id, Quarantine.Verdict verdict, String by, String reason, Instant now) {
    handle
        .createUpdate(
            """
            UPDATE quarantine SET judged_at = :now, judged_by = :by, verdict = :verdict,
              reason = :reason
            WHERE id = :id
            """)
        .bind("id", id)
        .bind("verdict", verdict.name())
        .bind("by", by)
        .bind("reason", reason)
        .bind("now", now)
        .execute();
  }

  /** The lines of logs, whosever they are, in one order for all. */
  static List<LogHead> lines(Handle handle, List<Bytes> logIds, boolean lock) {
    return handle
        .createQuery(
            "SELECT "
                + LogTables.HEAD
                + " FROM gate_log WHERE log_id = ANY (:logs) OR fork_of = ANY (:logs) ORDER BY log_id"
                + (lock ? " FOR UPDATE" : ""))
        .bind("logs", logIds.stream().map(Bytes::toArray).toArray(byte[][]::new))
        .map((row, _) -> LogTables.head(row))
        .list();
  }

  /** Whether these very bytes stand in the line, in their place. */
  static boolean stands(Handle handle, LogHead line, long first, Bytes message) {
    return handle
        .createQuery(
            """
            SELECT EXISTS (SELECT FROM journal_segment
                           WHERE log = :log AND first = :first AND message = :message)
            """)
        .bind("log", line.id)
        .bind("first", first)
        .bind("message", message.toArray())
        .mapTo(boolean.class)
        .one();
  }

  /** Rows of the line in this range, by their numbers. A message holds at most 100 rows. */
  static Map<Long, JournalRow> rows(Handle handle, LogHead line, long first, long last) {
    Map<Long, JournalRow> rows = new HashMap<>();
    messages(
            handle
                .createQuery(
                    """
                    SELECT message FROM journal_segment
                    WHERE log = :log AND first > :first - 100 AND first <= :last AND last >= :first
                    """)
                .bind("log", line.id)
                .bind("first", first)
                .bind("last", last))
        .forEach(message -> message.rows().forEach(row -> rows.put(row.sequence(), row)));
    return rows;
  }

  /** Rows of the line after that one, in their order. */
  static List<JournalRow> after(Handle handle, LogHead line, long last, int messagesMax) {
    return messages(
            handle
                .createQuery(
                    """
                    SELECT message FROM journal_segment
                    WHERE log = :log AND first > :last ORDER BY first LIMIT :max
                    """)
                .bind("log", line.id)
                .bind("last", last)
                .bind("max", messagesMax))
        .stream()
        .flatMap(message -> message.rows().stream())
        .toList();
  }

  private static List<Rows> messages(org.jdbi.v3.core.statement.Query query) {
    return query.mapTo(byte[].class).stream()
        .map(Bytes::copyOf)
        .map(QuarantineTable::read)
        .toList();
  }

  private static Rows read(Bytes message) {
    try {
      return (Rows) SyncCodec.up(message);
    } catch (WireException e) {
      throw new IllegalStateException("a kept message cannot be read", e);
    }
  }

  /** A line of its own for rows that fit into none; the same one for the same id. Locked. */
  static LogHead ownLine(Handle handle, GateName gate, Bytes logId, Rows rows, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO gate_log (log_id, venue_id, gate, high_water, hash, root, root_hash, first_at,
              last_at)
            VALUES (:id, :venue, :gate, :root, :hash, :root, :hash, :now, :now)
            ON CONFLICT (log_id) DO NOTHING
            """)
        .bind("id", logId.toArray())
        .bind("venue", gate.venue())
        .bind("gate", gate.gate().value())
        .bind("root", rows.rows().getFirst().sequence() - 1)
        .bind("hash", rows.hashBefore().toArray())
        .bind("now", now)
        .execute();
    return lines(handle, List.of(logId), true).getFirst();
  }

  /** At a unit: what staff counted here is not the center's to have from here. */
  static void keepHere(Handle handle, LogHead line) {
    handle
        .createUpdate("UPDATE gate_log SET forwarded = high_water WHERE id = :id")
        .bind("id", line.id)
        .execute();
  }
}
