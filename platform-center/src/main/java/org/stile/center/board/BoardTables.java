package org.stile.center.board;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.stile.center.broker.Incidents;

/** What boards read of the database. Each statement sees what is committed when it begins. */
final class BoardTables {
  /** A transaction is seen among the active ones a moment after it has taken its time. */
  private static final Duration MARGIN = Duration.ofSeconds(1);

  private static final String WALK =
      """
      SELECT p.log, p.sequence, p.as_of, l.gate, p.zone, p.seat_type,
        coalesce(r.seller_id, 0) AS seller, p.direction, p.ticket_index, p.number,
        floor(extract(epoch FROM p.at))::bigint AS second, p.state, p.doubted
      FROM passage AS p JOIN gate_log AS l ON l.id = p.log
      LEFT JOIN ticket AS t ON t.event_id = p.event_id AND t.ticket_index = p.ticket_index
      LEFT JOIN request AS r ON r.event_id = t.event_id AND r.id = t.request_id
      WHERE p.event_id = :event
      """;

  private BoardTables() {}

  /**
   * A time by the database's clock; whatever commits from now on has changed after it. A
   * transaction's changes carry the time at which it began, so it is the beginning of the oldest
   * one that is still open. One that takes passages in never lasts for 90 s (socketTimeout);
   * somebody's backup may, and changes nothing.
   */
  static Instant horizon(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT greatest(now() - interval '90 seconds', least(now(), min(xact_start)))
            FROM pg_stat_activity
            WHERE datname = current_database() AND xact_start IS NOT NULL
            """)
        .map((row, _) -> row.getTimestamp(1).toInstant())
        .one()
        .minus(MARGIN);
  }

  /** All passages of an event. */
  static List<Walk> walks(Handle handle, long event) {
    return handle.createQuery(WALK).bind("event", event).map((row, _) -> walk(row)).list();
  }

  /** Those that changed since. */
  static List<Walk> walks(Handle handle, long event, Instant since) {
    return handle
        .createQuery(WALK + " AND p.changed_at >= :since")
        .bind("event", event)
        .bind("since", since)
        .map((row, _) -> walk(row))
        .list();
  }

  private static Walk walk(ResultSet row) throws SQLException {
    return new Walk(
        row.getLong("log"),
        row.getLong("sequence"),
        row.getLong("as_of"),
        row.getString("gate"),
        row.getLong("zone"),
        row.getLong("seat_type"),
        row.getLong("seller"),
        row.getInt("direction") == 0,
        row.getInt("ticket_index"),
        row.getInt("number"),
        row.getLong("second"),
        row.getInt("state"),
        row.getBoolean("doubted"));
  }

  /**
   * The gates of a venue as they are. Gate by gate: a plan for the whole venue, made before the
   * planner has counted a new venue's rows, walked all logs again for each gate, for a minute.
   */
  static List<GateFacts> gates(Handle handle, EventFacts event, Instant now) {
    return handle
        .createQuery(
            """
            SELECT g.name, g.zones, g.rated_per_minute, s.last_contact, s.clock_off_ms,
              coalesce(s.online, false) AND NOT EXISTS (
                SELECT FROM unit_gate AS through JOIN venue_unit AS unit USING (venue_id)
                WHERE through.venue_id = g.venue_id AND through.gate = g.name
                  AND through.boot_id = s.boot_id AND NOT unit.online) AS online, l.rows, l.lost, l.rows_at,
              coalesce(s.clock_trust = 'UNTRUSTED', false)
                OR abs(coalesce(s.clock_off_ms, 0)) > :off AS suspect,
              h.version AS master, v.created_at AS master_at,
              EXISTS (SELECT FROM gate_certificate AS c
                      WHERE c.venue_id = g.venue_id AND c.gate = g.name AND c.revoked_at IS NULL
                        AND c.not_after > :now) AS enrolled,
              s.log, s.reader_faults, s.disk_free, s.temperature, s.under_voltage,
              s.gate_runs
            FROM gate AS g
            LEFT JOIN gate_status AS s ON s.venue_id = g.venue_id AND s.gate = g.name
            LEFT JOIN LATERAL (
              SELECT CAST(s.masters ->> CAST(:event AS text) AS bigint) AS version) AS h ON true
            LEFT JOIN master_version AS v ON v.event_id = :event AND v.version = h.version
            LEFT JOIN LATERAL (
              SELECT max(k.last_at) AS rows_at,
                sum(greatest(k.told - k.high_water, 0) + k.apart) FILTER (WHERE k.id = s.log) AS rows,
                sum(greatest(k.told - k.high_water, 0))
                  FILTER (WHERE k.id IS DISTINCT FROM s.log) AS lost
              FROM gate_log AS k WHERE k.venue_id = g.venue_id AND k.gate = g.name) AS l ON true
            WHERE g.venue_id = :venue ORDER BY g.name
            """)
        .bind("venue", event.venue())
        .bind("event", event.event())
        .bind("off", Incidents.CLOCK_OFF_MAX.toMillis())
        .bind("now", now)
        .map((row, _) -> gate(row))
        .list();
  }

  private static GateFacts gate(ResultSet row) throws SQLException {
    return new GateFacts(
        row.getString("name"),
        new HashSet<>(Arrays.asList((Integer[]) row.getArray("zones").getArray())),
        row.getInt("rated_per_minute"),
        instant(row.getTimestamp("last_contact")),
        row.getBoolean("online"),
        row.getLong("rows"),
        row.getLong("lost"),
        instant(row.getTimestamp("rows_at")),
        row.getBoolean("suspect"),
        row.getLong("clock_off_ms"),
        Optional.ofNullable((Long) row.getObject("master")),
        instant(row.getTimestamp("master_at")),
        row.getBoolean("enrolled"),
        number(row, "log"),
        computer(row));
  }

  private static Optional<Instant> instant(@Nullable Timestamp time) {
    return Optional.ofNullable(time).map(Timestamp::toInstant);
  }

  private static OptionalLong number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static BoardView.Computer computer(ResultSet row) throws SQLException {
    return new BoardView.Computer(
        row.getLong("reader_faults"),
        (Long) row.getObject("disk_free"),
        (Integer) row.getObject("temperature"),
        (Boolean) row.getObject("under_voltage"),
        (Boolean) row.getObject("gate_runs"));
  }

  /** What gates tell so long before doors open and after last entry is taken to be of the event. */
  private static final Duration AROUND = Duration.ofHours(6);

  /** How far the logs of a venue are here, by the database's numbers of them. */
  static Map<Long, Long> highWaters(Handle handle, long venue) {
    Map<Long, Long> waters = new HashMap<>();
    handle
        .createQuery("SELECT id, high_water FROM gate_log WHERE venue_id = :venue")
        .bind("venue", venue)
        .map((row, _) -> waters.put(row.getLong(1), row.getLong(2)))
        .list();
    return waters;
  }

  /**
   * Refusals, or what gates told of themselves, of one kind.
   *
   * @param read a ticket of the event was found on the chip.
   */
  record Notes(boolean refusal, String code, boolean read, long count) {}

  /** Rows of a log: those after one, up to and with another. */
  record Span(long log, long after, long until) {}

  /**
   * What gates noted in these rows that is of the event, or of none and in its hours. Rows of a log
   * commit in their order: up to its high water all are there.
   */
  static List<Notes> notes(Handle handle, EventFacts event, List<Span> spans) {
    return handle
        .createQuery(
            """
            SELECT n.refusal, n.code, n.event_id IS NOT NULL AS read, count(*) AS count
            FROM unnest(:logs, :afters, :untils) AS k (log, after, until)
            JOIN gate_note AS n
              ON n.log = k.log AND n.sequence > k.after AND n.sequence <= k.until
            WHERE coalesce(n.event_id = :event, n.at BETWEEN :from AND :to)
            GROUP BY 1, 2, 3
            """)
        .bind("event", event.event())
        .bind("from", event.from().minus(AROUND))
        .bind("to", event.until().plus(AROUND))
        .bind("logs", spans.stream().mapToLong(Span::log).toArray())
        .bind("afters", spans.stream().mapToLong(Span::after).toArray())
        .bind("untils", spans.stream().mapToLong(Span::until).toArray())
        .map(
            (row, _) ->
                new Notes(
                    row.getBoolean("refusal"),
                    row.getString("code"),
                    row.getBoolean("read"),
                    row.getLong("count")))
        .list();
  }

  /** What lanes said of themselves in these rows, in the order of each log. */
  static List<LaneStates.Said> lanes(Handle handle, List<Span> spans) {
    return handle
        .createQuery(
            """
            SELECT n.log, n.lane, n.code, n.at
            FROM unnest(:logs, :afters, :untils) AS k (log, after, until)
            JOIN gate_note AS n
              ON n.log = k.log AND n.sequence > k.after AND n.sequence <= k.until
            WHERE NOT n.refusal AND n.code = ANY (:kinds)
            ORDER BY n.log, n.sequence
            """)
        .bind("kinds", LaneStates.KINDS.toArray(String[]::new))
        .bind("logs", spans.stream().mapToLong(Span::log).toArray())
        .bind("afters", spans.stream().mapToLong(Span::after).toArray())
        .bind("untils", spans.stream().mapToLong(Span::until).toArray())
        .map(
            (row, _) ->
                new LaneStates.Said(
                    row.getLong(1),
                    row.getInt(2),
                    row.getString(3),
                    row.getTimestamp(4).toInstant()))
        .list();
  }

  /**
   * Incidents of the event or its venue that nobody has acknowledged as often as they came, and
   * that did not settle by themselves.
   */
  static long openIncidents(Handle handle, EventFacts event) {
    return handle
        .createQuery(
            """
            SELECT count(*) FROM gate_incident
            WHERE venue_id = :venue AND (event_id = :event OR event_id IS NULL)
              AND times > acknowledged_times AND settled_at IS NULL
            """)
        .bind("venue", event.venue())
        .bind("event", event.event())
        .mapTo(long.class)
        .one();
  }

  /**
   * From the scan to the commit, in seconds.
   *
   * @param median of the passages of the last minute; NaN: there were none.
   */
  record Lag(double median, double worst) {}

  /** How long rows took that came in the last minute; gates' clocks are believed. */
  static Lag lag(Handle handle, long event) {
    return handle
        .createQuery(
            """
            SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY lag) AS median, max(lag) AS worst
            FROM (SELECT greatest(0, extract(epoch FROM changed_at - at)::float8) AS lag
                  FROM passage
                  WHERE event_id = :event AND changed_at > now() - interval '1 minute') AS taken
            """)
        .bind("event", event)
        .map(
            (row, _) -> {
              double median = row.getDouble("median");
              return row.wasNull()
                  ? new Lag(Double.NaN, Double.NaN)
                  : new Lag(median, row.getDouble("worst"));
            })
        .one();
  }

  static Troubles.Newest newestMaster(Handle handle, long event) {
    return handle
        .createQuery(
            """
            SELECT version, created_at FROM master_version
            WHERE event_id = :event ORDER BY version DESC LIMIT 1
            """)
        .bind("event", event)
        .map((row, _) -> new Troubles.Newest(row.getLong(1), row.getTimestamp(2).toInstant()))
        .findOne()
        .orElse(Troubles.Newest.NONE);
  }
}
