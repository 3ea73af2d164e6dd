package org.stile.center.board;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.stile.center.board.GateCounts.Liveness;
import org.stile.center.web.Problem;

/** Counts the passages of an event. */
@ApplicationScoped
public class Counting {
  private static final Duration PACE = Duration.ofMinutes(5);

  private final InstantSource clock;

  public Counting(InstantSource clock) {
    this.clock = clock;
  }

  /** The counts of an event as rows have come. */
  public Counts of(Handle handle, long event) {
    Instant now = clock.instant();
    var groups = new Groups();
    groups.read(handle, event);
    long expected = expected(handle, event);
    EventFacts facts =
        EventTables.event(handle, event).orElseThrow(() -> Problem.notFound("event"));
    Map<String, Long> paces = paces(handle, event);
    List<GateCounts> gates = new ArrayList<>();
    long upTo = 0;
    long rows = 0;
    long silent = 0;
    for (GateFacts gate : BoardTables.gates(handle, facts, now)) {
      Tally tally = groups.gates.getOrDefault(gate.name(), Tally.NONE);
      Liveness state = gate.liveness(now);
      gates.add(
          new GateCounts(gate.name(), state, tally, gate.contact(), gate.rows(), gate.master()));
      long pace = paces.getOrDefault(gate.name(), 0L);
      upTo += Unknowns.upTo(gate, tally.pending(), pace, facts.hours(), now);
      rows += gate.rows() + gate.rowsLost();
      boolean hidden =
          state == Liveness.NEVER_SEEN ? gate.enrolled() : state != Liveness.CLOCK_SUSPECT;
      silent += state != Liveness.LIVE && hidden ? 1 : 0;
    }
    // At a unit all are of no seller: it cannot tell tickets of another center from others.
    long foreign = groups.sellers.getOrDefault(0L, Tally.NONE).admitted();
    boolean all = foreign == groups.total.admitted();
    upTo = facts.atMost(upTo, issued(handle, event), groups.total.admitted() - (all ? 0 : foreign));
    return new Counts(
        event,
        now,
        expected,
        groups.total,
        doubled(handle, event),
        refused(handle, event),
        gates,
        groups.zones,
        groups.types,
        groups.sellers,
        entered(handle, event, now.minus(Duration.ofMinutes(1)), now),
        entered(handle, event, now.minus(PACE), now),
        new Counts.Unknown(upTo, silent, rows));
  }

  /** Tallies over the passages, each by another thing. One thread. */
  private static final class Groups {
    private final Map<String, Tally> gates = new HashMap<>();
    private final Map<Long, Tally> zones = new TreeMap<>();
    private final Map<Long, Tally> types = new TreeMap<>();
    private final Map<Long, Tally> sellers = new TreeMap<>();
    private Tally total = Tally.NONE;

    void read(Handle handle, long event) {
      handle
          .createQuery(
              """
              SELECT gate, zone, type, seller,
                GROUPING(gate) = 0 AS by_gate, GROUPING(zone) = 0 AS by_zone,
                GROUPING(type) = 0 AS by_type, GROUPING(seller) = 0 AS by_seller,
                count(*) FILTER (WHERE direction = 0 AND state = 4) AS admitted,
                count(*) FILTER (WHERE direction = 1 AND state = 4) AS went,
                count(*) FILTER (WHERE direction = 0 AND state IN (1, 2)) AS pending
              FROM (
                SELECT gate_log.gate, passage.zone, passage.seat_type AS type,
                  coalesce(request.seller_id, 0) AS seller, direction, passage.state
                FROM passage JOIN gate_log ON gate_log.id = passage.log
                LEFT JOIN ticket USING (event_id, ticket_index)
                LEFT JOIN request ON request.event_id = passage.event_id AND request.id = ticket.request_id
                WHERE passage.event_id = :event) AS walked
              GROUP BY GROUPING SETS ((), (gate), (zone), (type), (seller))
              """)
          .bind("event", event)
          .map((row, _) -> take(row))
          .list();
    }

    private boolean take(ResultSet row) throws SQLException {
      var tally = new Tally(row.getLong("admitted"), row.getLong("went"), row.getLong("pending"));
      if (row.getBoolean("by_gate")) {
        gates.put(row.getString("gate"), tally);
      } else if (row.getBoolean("by_zone")) {
        zones.put(row.getLong("zone"), tally);
      } else if (row.getBoolean("by_type")) {
        types.put(row.getLong("type"), tally);
      } else if (row.getBoolean("by_seller")) {
        sellers.put(row.getLong("seller"), tally);
      } else {
        total = tally;
      }
      return true;
    }
  }

  private static long expected(Handle handle, long event) {
    return handle
        .createQuery(
            """
            SELECT coalesce(
              (SELECT told_expected FROM event WHERE id = :event),
              (SELECT count(*) FROM ticket WHERE event_id = :event AND status = 'VALID'))
            """)
        .bind("event", event)
        .mapTo(long.class)
        .one();
  }

  /** Tickets that ever were; negative: a unit was not told. */
  private static long issued(Handle handle, long event) {
    return handle
        .createQuery(
            """
            SELECT CASE WHEN told_expected IS NOT NULL
              THEN coalesce(CAST(told_parts ->> 'issued' AS bigint), -1)
              ELSE (SELECT count(*) FROM ticket WHERE event_id = :event) END
            FROM event WHERE id = :event
            """)
        .bind("event", event)
        .mapTo(long.class)
        .one();
  }

  private static long doubled(Handle handle, long event) {
    return handle
        .createQuery(
            """
            SELECT count(*) FROM (
              SELECT FROM passage WHERE event_id = :event AND direction = 0 AND state = 4
              GROUP BY ticket_index, number HAVING count(*) > 1) AS doubled
            """)
        .bind("event", event)
        .mapTo(long.class)
        .one();
  }

  private static Map<String, Long> refused(Handle handle, long event) {
    Map<String, Long> refused = new TreeMap<>();
    handle
        .createQuery(
            """
            SELECT code, count(*) FROM gate_note WHERE event_id = :event AND refusal GROUP BY code
            """)
        .bind("event", event)
        .map((row, _) -> refused.put(row.getString(1), row.getLong(2)))
        .list();
    return refused;
  }

  private static long entered(Handle handle, long event, Instant after, Instant until) {
    return handle
        .createQuery(
            """
            SELECT count(*) FROM passage
            WHERE event_id = :event AND direction = 0 AND state = 4 AND at > :after AND at <= :until
            """)
        .bind("event", event)
        .bind("after", after)
        .bind("until", until)
        .mapTo(long.class)
        .one();
  }

  /** Entries of each gate in the five minutes before it was last heard of. */
  private static Map<String, Long> paces(Handle handle, long event) {
    Map<String, Long> paces = new HashMap<>();
    handle
        .createQuery(
            """
            SELECT l.gate, count(*) FROM passage AS p JOIN gate_log AS l ON l.id = p.log
            JOIN gate_status AS s ON s.venue_id = l.venue_id AND s.gate = l.gate
            WHERE p.event_id = :event AND p.direction = 0 AND p.state = 4
              AND p.at > s.last_contact - interval '5 minutes'
            GROUP BY l.gate
            """)
        .bind("event", event)
        .map((row, _) -> paces.put(row.getString(1), row.getLong(2)))
        .list();
    return paces;
  }
}
