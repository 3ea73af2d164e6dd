package org.stile.center.settlement;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.jdbi.v3.core.Handle;
import org.stile.center.broker.Incidents;
import org.stile.center.settlement.Settlement.GateLine;
import org.stile.center.settlement.Settlement.Incident;

/** What a settlement is drawn up from. States of passages: {@code PassageRow.code}. */
final class SettlementSql {
  /** Rows held in memory at a time, of an event of 100 000 tickets. */
  private static final int FETCH = 5_000;

  private SettlementSql() {}

  /**
   * The event of the caller's organizer.
   *
   * @param cancelled an event nobody comes to is over as soon as it is cancelled.
   */
  record Found(Settlement.Event event, long venue, Instant doorsOpen, boolean cancelled) {}

  static Optional<Found> event(Handle handle, long organizer, long event) {
    return handle
        .createQuery(
            """
            SELECT e.id, e.name, v.name AS venue, v.time_zone, e.starts_at, e.last_entry,
                   e.venue_id, e.doors_open, e.state = 'CANCELLED' AS cancelled
            FROM event e JOIN venue v ON v.id = e.venue_id
            WHERE e.id = :event AND e.organizer_id = :organizer
            """)
        .bind("event", event)
        .bind("organizer", organizer)
        .map(
            (row, _) ->
                new Found(
                    new Settlement.Event(
                        row.getLong("id"),
                        row.getString("name"),
                        row.getString("venue"),
                        row.getString("time_zone"),
                        instant(row, "starts_at").orElseThrow(),
                        instant(row, "last_entry").orElseThrow()),
                    row.getLong("venue_id"),
                    instant(row, "doors_open").orElseThrow(),
                    row.getBoolean("cancelled")))
        .findOne();
  }

  /**
   * Every ticket of the event that was issued or walked.
   *
   * @param zoneOf the zone of a seat, by the seat plan.
   */
  static void tickets(
      Handle handle, long event, IntUnaryOperator zoneOf, Consumer<TicketFacts> take) {
    try (var rows =
        handle
            .createQuery(
                """
                WITH walked AS (
                  SELECT p.ticket_index,
                    count(*) FILTER (WHERE p.direction = 0 AND p.state = 4) AS entries,
                    count(*) FILTER (WHERE p.direction = 1 AND p.state = 4) AS exits,
                    count(*) FILTER (WHERE p.direction = 0 AND p.state IN (1, 2)) AS pending,
                    min(p.at) FILTER (WHERE p.direction = 0 AND p.state = 4) AS first_at,
                    (array_agg(l.gate ORDER BY p.at, p.log, p.sequence)
                      FILTER (WHERE p.direction = 0 AND p.state = 4))[1] AS first_gate,
                    min(p.seat_type) AS type, min(p.zone) AS zone
                  FROM passage p JOIN gate_log l ON l.id = p.log
                  WHERE p.event_id = :event GROUP BY p.ticket_index),
                sold AS (
                  SELECT t.ticket_index, t.seat, t.status, s.type, r.seller_id
                  FROM ticket t
                  JOIN seat s ON s.event_id = t.event_id AND s.seat = t.seat
                  JOIN request r ON r.event_id = t.event_id AND r.id = t.request_id
                  WHERE t.event_id = :event)
                SELECT sold.ticket_index IS NOT NULL AS issued,
                  coalesce(sold.status = 'REVOKED', false) AS revoked,
                  coalesce(sold.seller_id, 0) AS seller, sold.seat,
                  coalesce(sold.type, walked.type) AS type, walked.zone,
                  coalesce(walked.entries, 0) AS entries, coalesce(walked.exits, 0) AS exits,
                  coalesce(walked.pending, 0) AS pending, walked.first_at, walked.first_gate
                FROM sold FULL JOIN walked ON walked.ticket_index = sold.ticket_index
                """)
            .setFetchSize(FETCH)
            .bind("event", event)
            .map((row, _) -> ticket(row, zoneOf))
            .iterator()) {
      rows.forEachRemaining(take);
    }
  }

  private static TicketFacts ticket(ResultSet row, IntUnaryOperator zoneOf) throws SQLException {
    boolean issued = row.getBoolean("issued");
    return new TicketFacts(
        issued,
        row.getBoolean("revoked"),
        row.getLong("seller"),
        row.getInt("type"),
        issued ? zoneOf.applyAsInt(row.getInt("seat")) : row.getInt("zone"),
        row.getLong("entries"),
        row.getLong("exits"),
        row.getLong("pending"),
        instant(row, "first_at"),
        Optional.ofNullable(row.getString("first_gate")).orElse(""));
  }

  /** What was walked at each gate; its arrivals are not counted here. */
  static Map<String, GateLine> walkedAt(Handle handle, long event) {
    Map<String, GateLine> gates = new TreeMap<>();
    handle
        .createQuery(
            """
            SELECT l.gate, count(*) FILTER (WHERE p.direction = 0 AND p.state = 4) AS entries,
              count(*) FILTER (WHERE p.direction = 1 AND p.state = 4) AS exits,
              count(*) FILTER (WHERE p.direction = 0 AND p.state IN (1, 2)) AS pending,
              count(*) FILTER (WHERE p.direction = 0 AND p.state = 4 AND p.doubted) AS doubted
            FROM passage p JOIN gate_log l ON l.id = p.log
            WHERE p.event_id = :event GROUP BY l.gate
            """)
        .bind("event", event)
        .map(
            (row, _) ->
                new GateLine(
                    row.getString(1),
                    0,
                    row.getLong("entries"),
                    row.getLong("exits"),
                    row.getLong("pending"),
                    row.getLong("doubted")))
        .forEach(gate -> gates.put(gate.gate(), gate));
    return gates;
  }

  /**
   * What is known of how much a gate has told.
   *
   * @param seen whether anything was ever heard of it.
   * @param missing rows it said it has and that are not here.
   * @param aside messages of it that were set aside and nobody judged.
   * @param heard up to when it is known how many rows it has; of several journals that speak at
   *     once, the one of which least is known.
   */
  record GateWord(String gate, boolean seen, long missing, long aside, Optional<Instant> heard) {}

  /**
   * Rows that the venue's unit says are at it and not here. What one said that is away may have
   * come another way since: then its gates say what is missing.
   */
  static long atTheUnit(Handle handle, long venue) {
    return handle
        .createQuery("SELECT waiting FROM venue_unit WHERE venue_id = :venue AND online")
        .bind("venue", venue)
        .mapTo(Long.class)
        .findOne()
        .orElse(0L);
  }

  /**
   * Of all gates the venue has, and of those that told something and are no longer there. How many
   * rows there are is known by the gate's own health, or by a row of its own that its clock says
   * was written then; that rows of it come from elsewhere says nothing of those that do not. Asked
   * are the journal it writes now, and any other that spoke since this one began.
   *
   * @param doorsOpen a journal that spoke before that, and not since, is no part of the event.
   */
  static List<GateWord> gates(Handle handle, long venue, Instant doorsOpen) {
    return handle
        .createQuery(
            """
            SELECT names.gate, count(l.id) > 0 OR count(s.gate) > 0 AS seen,
              coalesce(sum(greatest(l.told - l.high_water, 0)), 0) AS missing,
              (SELECT count(*) FROM quarantine AS q
               WHERE q.venue_id = :venue AND q.gate = names.gate AND q.judged_at IS NULL
                 AND q.kind <> 'MALFORMED') AS aside,
              min(greatest(l.heard_at,
                    CASE WHEN abs(coalesce(s.clock_off_ms, 0)) <= :off THEN l.wrote_at END))
                FILTER (WHERE l.id = newest.id
                  OR (l.root_hash IS NULL AND l.heard_at >= :doors AND l.heard_at > newest.first_at))
                AS heard
            FROM (SELECT name AS gate FROM gate WHERE venue_id = :venue
                  UNION SELECT gate FROM gate_log WHERE venue_id = :venue) AS names
            LEFT JOIN gate_log l ON l.venue_id = :venue AND l.gate = names.gate
            LEFT JOIN gate_status s ON s.venue_id = :venue AND s.gate = names.gate
            LEFT JOIN LATERAL (
              SELECT k.id, k.first_at FROM gate_log AS k
              WHERE k.venue_id = :venue AND k.gate = names.gate AND k.root_hash IS NULL
              ORDER BY k.id = s.log DESC NULLS LAST, k.first_at DESC, k.id DESC LIMIT 1) AS newest
              ON true
            GROUP BY names.gate ORDER BY names.gate
            """)
        .bind("venue", venue)
        .bind("doors", doorsOpen)
        .bind("off", Incidents.CLOCK_OFF_MAX.toMillis())
        .map(
            (row, _) ->
                new GateWord(
                    row.getString("gate"),
                    row.getBoolean("seen"),
                    row.getLong("missing"),
                    row.getLong("aside"),
                    instant(row, "heard")))
        .list();
  }

  static Map<String, Long> refused(Handle handle, long event) {
    Map<String, Long> refused = new TreeMap<>();
    handle
        .createQuery(
            """
            SELECT code, count(*) FROM gate_note WHERE event_id = :event AND refusal GROUP BY code
            """)
        .bind("event", event)
        .map((row, _) -> Map.entry(row.getString(1), row.getLong(2)))
        .forEach(each -> refused.put(each.getKey(), each.getValue()));
    return refused;
  }

  /** Entries of a ticket that were walked more than once, by ticket and number. */
  static List<Settlement.Doubled> doubles(Handle handle, long event) {
    return handle
        .createQuery(
            """
            SELECT p.ticket_index, p.number, array_agg(l.gate ORDER BY p.at, p.log, p.sequence)
            FROM passage p JOIN gate_log l ON l.id = p.log
            WHERE p.event_id = :event AND p.direction = 0 AND p.state = 4
            GROUP BY p.ticket_index, p.number HAVING count(*) > 1
            ORDER BY p.ticket_index, p.number
            """)
        .bind("event", event)
        .map(
            (row, _) ->
                new Settlement.Doubled(
                    row.getInt(1),
                    row.getInt(2),
                    Arrays.asList((String[]) row.getArray(3).getArray())))
        .list();
  }

  static List<Incident> incidents(Handle handle, long event) {
    return handle
        .createQuery(
            """
            SELECT gate, kind, about, detail, times, last_at FROM gate_incident
            WHERE event_id = :event ORDER BY last_at DESC, id DESC LIMIT :max
            """)
        .bind("event", event)
        .bind("max", Settlement.LISTED_MAX)
        .map(
            (row, _) ->
                new Incident(
                    row.getString("gate"),
                    row.getString("kind"),
                    row.getString("about"),
                    row.getString("detail"),
                    row.getLong("times"),
                    instant(row, "last_at").orElseThrow()))
        .list();
  }

  /** Names of sellers that handle the event or sold a ticket of it. */
  static Map<Long, String> sellers(Handle handle, long event) {
    return names(
        handle,
        event,
        """
        SELECT id, name FROM seller WHERE id IN
          (SELECT seller_id FROM event_seller WHERE event_id = :event
           UNION SELECT seller_id FROM request WHERE event_id = :event)
        """);
  }

  static Map<Long, String> zones(Handle handle, long event) {
    return names(
        handle,
        event,
        """
        SELECT z.number, z.name FROM zone z JOIN event e ON e.venue_id = z.venue_id
        WHERE e.id = :event
        """);
  }

  private static Map<Long, String> names(Handle handle, long event, String sql) {
    Map<Long, String> names = new TreeMap<>();
    handle
        .createQuery(sql)
        .bind("event", event)
        .map((row, _) -> Map.entry(row.getLong(1), row.getString(2)))
        .forEach(each -> names.put(each.getKey(), each.getValue()));
    return names;
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
  }
}
