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
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.stile.center.board.GateCounts.Liveness;

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
    List<GateCounts> gates = new ArrayList<>();
    double pace = 0;
    long rows = 0;
    for (Gate gate : gates(handle, event)) {
      GateCounts counts = gate.counts(groups.gates, now);
      gates.add(counts);
      rows += counts.rows();
      if (counts.liveness() != Liveness.LIVE) {
        pace += gate.missing(now);
      }
    }
    long silent = gates.stream().filter(gate -> gate.liveness() != Liveness.LIVE).count();
    long remaining = Math.max(0, expected - groups.total.admitted());
    long upTo = Math.min(remaining, Math.max((long) Math.ceil(pace), Math.min(rows, remaining)));
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

  /**
   * What is known of a gate.
   *
   * @param rows it said it has and that are not here.
   * @param pace entries in the five minutes before it was last heard of.
   */
  private record Gate(
      String name,
      Optional<Instant> contact,
      boolean online,
      long rows,
      boolean clockSuspect,
      Optional<Long> master,
      long pace) {
    GateCounts counts(Map<String, Tally> tallies, Instant now) {
      return new GateCounts(
          name,
          GateCounts.liveness(contact, online, rows, clockSuspect, now),
          tallies.getOrDefault(name, Tally.NONE),
          contact,
          rows,
          master);
    }

    /** Entries it may have seen since it was last heard of, at the pace it had. */
    double missing(Instant now) {
      return contact
          .map(last -> pace * (Duration.between(last, now).toMillis() / (double) PACE.toMillis()))
          .orElse(0.0);
    }
  }

  private static List<Gate> gates(Handle handle, long event) {
    return handle
        .createQuery(
            """
            SELECT gate.name, s.last_contact, coalesce(s.online, false) AS online,
              coalesce((SELECT sum(greatest(l.told - l.high_water, 0)) FROM gate_log AS l
                        WHERE l.venue_id = gate.venue_id AND l.gate = gate.name), 0) AS missing,
              coalesce(s.clock_trust = 'UNTRUSTED', false)
                OR abs(coalesce(s.clock_off_ms, 0)) > :off AS suspect,
              CAST(s.masters ->> CAST(event.id AS text) AS bigint) AS master,
              (SELECT count(*) FROM passage AS p JOIN gate_log AS l ON l.id = p.log
               WHERE p.event_id = event.id AND l.venue_id = gate.venue_id AND l.gate = gate.name
                 AND p.direction = 0 AND p.state = 4
                 AND p.at > s.last_contact - interval '5 minutes') AS pace
            FROM event JOIN gate ON gate.venue_id = event.venue_id
            LEFT JOIN gate_status AS s ON s.venue_id = gate.venue_id AND s.gate = gate.name
            WHERE event.id = :event ORDER BY gate.name
            """)
        .bind("event", event)
        .bind("off", GateCounts.CLOCK_OFF_MS_MAX)
        .map(
            (row, _) ->
                new Gate(
                    row.getString("name"),
                    Optional.ofNullable(row.getTimestamp("last_contact"))
                        .map(java.sql.Timestamp::toInstant),
                    row.getBoolean("online"),
                    row.getLong("missing"),
                    row.getBoolean("suspect"),
                    Optional.ofNullable((Long) row.getObject("master")),
                    row.getLong("pace")))
        .list();
  }
}
