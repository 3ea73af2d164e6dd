package org.stile.center.ingest;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.stile.center.broker.GateName;
import org.stile.center.broker.Incidents;
import org.stile.core.Bytes;
import org.stile.core.id.GateId;
import org.stile.core.journal.RowBytes;

/** SQL over gate_log, journal_segment, journal_ahead and quarantine. */
final class LogTables {
  static final String HEAD =
      """
      id, log_id, venue_id, gate, high_water, hash, ahead, fork_of, root, root_hash, broken, broken_at,
      wrote_at, apart,
      fork_of IS NULL AND
      NOT EXISTS (SELECT FROM gate_status AS s
                  WHERE s.venue_id = gate_log.venue_id AND s.gate = gate_log.gate
                    AND s.log <> gate_log.id) AS current
      """;

  private LogTables() {}

  /** Locks the logs of these arrivals, in one order for all; those never heard of are begun. */
  static Map<Bytes, LogHead> lock(Handle handle, Collection<Arrival> arrivals, Instant now) {
    Map<Bytes, GateName> named = new LinkedHashMap<>();
    arrivals.forEach(arrival -> named.putIfAbsent(arrival.rows().logId(), arrival.gate()));
    Map<Bytes, LogHead> heads = locked(handle, named.keySet());
    if (heads.size() < named.size()) {
      named.keySet().removeAll(heads.keySet());
      named.entrySet().stream()
          .sorted(Map.Entry.comparingByKey(java.util.Comparator.comparing(Bytes::hex)))
          .forEach(entry -> begin(handle, entry.getKey(), entry.getValue(), now));
      heads.putAll(locked(handle, named.keySet()));
    }
    return heads;
  }

  /** Begins a log, unless it is known. */
  static void begin(Handle handle, Bytes logId, GateName gate, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO gate_log (log_id, venue_id, gate, hash, first_at, last_at)
            SELECT :log, :venue, :gate, :hash, CAST(:now AS timestamptz), CAST(:now AS timestamptz)
            WHERE EXISTS (SELECT FROM venue WHERE id = :venue)
            ON CONFLICT DO NOTHING
            """)
        .bind("log", logId.toArray())
        .bind("venue", gate.venue())
        .bind("gate", gate.gate().value())
        .bind("hash", RowBytes.genesis(logId, gate.gate().value()).toArray())
        .bind("now", now)
        .execute();
  }

  private static Map<Bytes, LogHead> locked(Handle handle, Collection<Bytes> logIds) {
    Map<Bytes, LogHead> heads = new LinkedHashMap<>();
    handle
        .createQuery(
            "SELECT "
                + HEAD
                + " FROM gate_log WHERE log_id = ANY (:logs) ORDER BY log_id FOR UPDATE")
        .bind("logs", logIds.stream().map(Bytes::toArray).toArray(byte[][]::new))
        .map((row, _) -> head(row))
        .forEach(head -> heads.put(head.logId, head));
    return heads;
  }

  static LogHead head(ResultSet row) throws SQLException {
    Bytes logId = Bytes.copyOf(row.getBytes("log_id"));
    var gate = new GateName(row.getLong("venue_id"), new GateId(row.getString("gate")));
    byte[] of = row.getBytes("fork_of");
    byte[] rootHash = row.getBytes("root_hash");
    var fork =
        new LogHead.Fork(
            of == null ? logId : Bytes.copyOf(of),
            row.getLong("root"),
            rootHash == null
                ? RowBytes.genesis(logId, gate.gate().value())
                : Bytes.copyOf(rootHash));
    var head =
        new LogHead(
            row.getLong("id"),
            logId,
            gate,
            row.getBoolean("current"),
            fork,
            row.getLong("high_water"),
            Bytes.copyOf(row.getBytes("hash")),
            row.getInt("ahead"));
    head.broken = row.getLong("broken");
    head.brokenAt = row.getTimestamp("broken_at").toInstant();
    head.wroteAt = row.getTimestamp("wrote_at").toInstant();
    head.apart = row.getLong("apart");
    return head;
  }

  /** The other lines of a log, oldest first, locked. */
  static List<LogHead> forks(Handle handle, LogHead log) {
    return handle
        .createQuery(
            "SELECT " + HEAD + " FROM gate_log WHERE fork_of = :log ORDER BY id FOR UPDATE")
        .bind("log", log.logId.toArray())
        .map((row, _) -> head(row))
        .list();
  }

  /** Begins another line of a log. */
  static LogHead fork(Handle handle, LogHead log, Bytes logId, LogHead.Fork from, Instant now) {
    long id =
        handle
            .createQuery(
                """
                INSERT INTO gate_log (log_id, venue_id, gate, high_water, hash, fork_of, root,
                  root_hash, first_at, last_at)
                VALUES (:id, :venue, :gate, :root, :hash, :log, :root, :hash, :now, :now)
                RETURNING id
                """)
            .bind("id", logId.toArray())
            .bind("venue", log.gate.venue())
            .bind("gate", log.gate.gate().value())
            .bind("root", from.root())
            .bind("hash", from.rootHash().toArray())
            .bind("log", log.logId.toArray())
            .bind("now", now)
            .mapTo(Long.class)
            .one();
    return new LogHead(id, logId, log.gate, false, from, from.root(), from.rootHash(), 0);
  }

  /** Writes how far the logs are now. */
  static void advance(Handle handle, Collection<LogHead> heads, Instant now) {
    handle
        .createUpdate(
            """
            UPDATE gate_log SET high_water = n.high_water, hash = n.hash, ahead = n.ahead,
              broken = n.broken, broken_at = timestamptz 'epoch' + n.broken_ms * interval '1 ms',
              wrote_at = timestamptz 'epoch' + n.wrote_ms * interval '1 ms',
              apart = n.apart, last_at = :now
            FROM unnest(:ids, :waters, :hashes, :aheads, :brokens, :brokenMs, :wroteMs, :aparts)
              AS n (id, high_water, hash, ahead, broken, broken_ms, wrote_ms, apart)
            WHERE gate_log.id = n.id
            """)
        .bind("ids", heads.stream().mapToLong(head -> head.id).toArray())
        .bind("waters", heads.stream().mapToLong(head -> head.highWater).toArray())
        .bind("hashes", heads.stream().map(head -> head.hash.toArray()).toArray(byte[][]::new))
        .bind("aheads", heads.stream().mapToInt(head -> head.ahead).toArray())
        .bind("brokens", heads.stream().mapToLong(head -> head.broken).toArray())
        .bind("brokenMs", heads.stream().mapToLong(head -> head.brokenAt.toEpochMilli()).toArray())
        .bind("wroteMs", heads.stream().mapToLong(head -> head.wroteAt.toEpochMilli()).toArray())
        .bind("aparts", heads.stream().mapToLong(head -> head.apart).toArray())
        .bind("now", now)
        .execute();
  }

  /** Keeps messages of rows that follow what is there. */
  static void keep(Handle handle, List<Segment> segments, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO journal_segment (log, first, last, message, at)
            SELECT n.log, n.first, n.last, n.message, CAST(:now AS timestamptz)
            FROM unnest(:logs, :firsts, :lasts, :messages) AS n (log, first, last, message)
            """)
        .bind("logs", segments.stream().mapToLong(Segment::log).toArray())
        .bind("firsts", segments.stream().mapToLong(Segment::first).toArray())
        .bind("lasts", segments.stream().mapToLong(Segment::last).toArray())
        .bind(
            "messages",
            segments.stream().map(each -> each.message().toArray()).toArray(byte[][]::new))
        .bind("now", now)
        .execute();
  }

  /** The kept message that holds a row. */
  static Optional<Bytes> holding(Handle handle, LogHead head, long sequence) {
    return handle
        .createQuery(
            """
            SELECT message FROM journal_segment
            WHERE log = :log AND first <= :sequence ORDER BY first DESC LIMIT 1
            """)
        .bind("log", head.id)
        .bind("sequence", sequence)
        .mapTo(byte[].class)
        .findOne()
        .map(Bytes::copyOf);
  }

  /** Puts a message aside until what belongs before it comes; whether it was not there yet. */
  static boolean putAside(Handle handle, LogHead head, Arrival arrival) {
    return handle
            .createUpdate(
                """
                INSERT INTO journal_ahead (log, first, message) VALUES (:log, :first, :message)
                ON CONFLICT DO NOTHING
                """)
            .bind("log", head.id)
            .bind("first", arrival.first())
            .bind("message", arrival.message().toArray())
            .execute()
        == 1;
  }

  /** Takes the messages of a log that were put aside and have their turn now. */
  static List<Bytes> takeDue(Handle handle, LogHead head) {
    List<Bytes> due = new ArrayList<>();
    handle
        .createQuery(
            """
            DELETE FROM journal_ahead
            WHERE (log, first) IN (SELECT log, first FROM journal_ahead
                                   WHERE log = :log AND first <= :next ORDER BY first)
            RETURNING message
            """)
        .bind("log", head.id)
        .bind("next", head.highWater + 1)
        .mapTo(byte[].class)
        .forEach(message -> due.add(Bytes.copyOf(message)));
    head.ahead -= due.size();
    return due;
  }

  /** How far the center has a log of that gate; empty: it does not know it. */
  static OptionalLong highWater(Handle handle, GateName gate, Bytes logId) {
    return handle
        .createQuery(
            """
            SELECT min(high_water) FROM gate_log
            WHERE (log_id = :log OR fork_of = :log) AND venue_id = :venue AND gate = :gate
            HAVING count(*) > 0
            """)
        .bind("log", logId.toArray())
        .bind("venue", gate.venue())
        .bind("gate", gate.gate().value())
        .mapTo(Long.class)
        .findOne()
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  /** Keeps what is not taken, byte for byte; whether it is new, so that an incident is due. */
  static boolean quarantine(
      Handle handle, GateName gate, Incidents.Kind kind, Bytes message, int countMax, Instant now) {
    return handle
            .createUpdate(
                """
                INSERT INTO quarantine (venue_id, gate, kind, sha256, message, at)
                SELECT :venue, :gate, :kind, :hash, :message, CAST(:now AS timestamptz)
                WHERE (SELECT count(*) FROM quarantine
                       WHERE venue_id = :venue AND gate = :gate AND judged_at IS NULL) < :max
                ON CONFLICT DO NOTHING
                """)
            .bind("venue", gate.venue())
            .bind("gate", gate.gate().value())
            .bind("kind", kind.name())
            .bind("hash", message.sha256().toArray())
            .bind("message", message.toArray())
            .bind("max", countMax)
            .bind("now", now)
            .execute()
        == 1;
  }

  /** Rows that are kept together, as one message. */
  record Segment(long log, long first, long last, Bytes message) {}
}
