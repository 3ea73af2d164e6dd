package org.stile.center.register;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.stile.center.seating.SeatPlans;
import org.stile.center.web.Caller;
import org.stile.center.web.Problem;
import org.stile.core.master.SeatMap;

/**
 * The ticket register: every seat of an event with its grant and its ticket. An organizer sees all
 * of its events; a seller, of the events it handles, its own seats.
 */
@ApplicationScoped
public class Register {
  /** A seat's state, from its own row, its grant's and its ticket's. */
  private static final String ENTRY =
      """
      SELECT s.seat, s.type, sl.name AS seller, s.request_id, r.chip, t.ticket_index, t.changed_at,
        CASE WHEN t.status IN ('SUSPENDED', 'REVOKED') THEN t.status
             WHEN r.state IS NOT NULL THEN r.state
             WHEN s.blocked THEN 'BLOCKED'
             WHEN s.seller_id IS NOT NULL THEN 'ALLOTTED'
             ELSE 'FREE' END AS state
      FROM seat s
      LEFT JOIN seller sl ON sl.id = s.seller_id
      LEFT JOIN request r ON r.event_id = s.event_id AND r.id = s.request_id
      LEFT JOIN ticket t ON t.event_id = s.event_id AND t.request_id = s.request_id
        AND t.seat = s.seat
      WHERE s.event_id = :event AND (:seller = 0 OR s.seller_id = :seller)
      """;

  private final SeatPlans plans;

  public Register(SeatPlans plans) {
    this.plans = plans;
  }

  /**
   * An event as the register shows it.
   *
   * @param zone of its venue.
   * @param seller the only seller whose seats are seen; empty: all.
   */
  public record Event(long id, String name, ZoneId zone, OptionalLong seller) {}

  /** A ticket a seat has or had. */
  public record Ticket(
      int index, long request, String chip, String status, Instant issuedAt, Instant changedAt) {}

  /** An event whose register the caller may see. */
  Event event(Handle handle, Caller caller, long event) {
    boolean all = caller.organizerId().isPresent();
    return handle
        .createQuery(
            """
            SELECT e.name, v.time_zone FROM event e JOIN venue v ON v.id = e.venue_id
            WHERE e.id = :event AND (e.organizer_id = :organizer OR EXISTS (
              SELECT 1 FROM event_seller es WHERE es.event_id = e.id AND es.seller_id = :seller))
            """)
        .bind("event", event)
        .bind("organizer", all ? caller.organizer() : 0)
        .bind("seller", all ? 0 : caller.seller())
        .map(
            (row, _) ->
                new Event(
                    event,
                    row.getString(1),
                    ZoneId.of(row.getString(2)),
                    all ? OptionalLong.empty() : caller.sellerId()))
        .findOne()
        .orElseThrow(() -> Problem.notFound("event"));
  }

  /** The seats of its plan. */
  SeatMap seats(Handle handle, Event event) {
    return plans.ofEvent(handle, event.id).seatMap();
  }

  /** Seats in the order of the plan, at most {@link RegisterFilter#limit}. */
  List<RegisterEntry> page(Handle handle, Event event, SeatMap seats, RegisterFilter filter) {
    if (filter.nothing()) {
      return List.of();
    }
    return handle
        .createQuery(
            "SELECT * FROM ("
                + ENTRY
                + """
                  AND s.seat >= :from
                  AND (:anywhere OR EXISTS (
                    SELECT 1 FROM unnest(:firsts, :ends) AS w (first, past)
                    WHERE s.seat >= w.first AND s.seat < w.past))
                  AND (:anyone OR r.chip = :chip)
                ) entry
                WHERE :state = '' OR state = :state
                ORDER BY seat LIMIT :limit
                """)
        .bind("event", event.id)
        .bind("seller", event.seller.orElse(0))
        .bind("from", filter.from())
        .bind("anywhere", filter.ranges().isEmpty())
        .bindArray(
            "firsts", Integer.class, filter.ranges().stream().map(Places.Range::from).toList())
        .bindArray("ends", Integer.class, filter.ranges().stream().map(Places.Range::to).toList())
        .bind("anyone", filter.chip().isEmpty())
        .bind("chip", filter.chip().map(org.stile.core.Bytes::toArray).orElse(new byte[0]))
        .bind("state", filter.state().orElse(""))
        .bind("limit", filter.limit())
        .map((row, _) -> entry(row, seats))
        .list();
  }

  /** How many seats are in each state; states that no seat is in are there with 0. */
  Map<String, Long> counts(Handle handle, Event event) {
    var counts = new LinkedHashMap<String, Long>();
    RegisterFilter.STATES.forEach(state -> counts.put(state, 0L));
    handle
        .createQuery("SELECT state, count(*) FROM (" + ENTRY + ") entry GROUP BY state")
        .bind("event", event.id)
        .bind("seller", event.seller.orElse(0))
        .map((row, _) -> counts.put(row.getString(1), row.getLong(2)))
        .list();
    return counts;
  }

  /** Every ticket a seat has or had, the newest first; of a seller, its own. */
  List<Ticket> tickets(Handle handle, Event event, int seat) {
    return handle
        .createQuery(
            """
            SELECT t.ticket_index, t.request_id, t.chip, t.status, t.issued_at, t.changed_at
            FROM ticket t JOIN request r ON r.event_id = t.event_id AND r.id = t.request_id
            WHERE t.event_id = :event AND t.seat = :seat AND (:seller = 0 OR r.seller_id = :seller)
            ORDER BY t.issued_at DESC, t.ticket_index DESC
            """)
        .bind("event", event.id)
        .bind("seat", seat)
        .bind("seller", event.seller.orElse(0))
        .map(
            (row, _) ->
                new Ticket(
                    row.getInt(1),
                    row.getLong(2),
                    HexFormat.of().formatHex(row.getBytes(3)),
                    row.getString(4),
                    row.getTimestamp(5).toInstant(),
                    row.getTimestamp(6).toInstant()))
        .list();
  }

  private static RegisterEntry entry(ResultSet row, SeatMap seats) throws SQLException {
    int seat = row.getInt("seat");
    long request = row.getLong("request_id");
    boolean held = !row.wasNull();
    int ticket = row.getInt("ticket_index");
    boolean issued = !row.wasNull();
    return new RegisterEntry(
        seat,
        Places.of(seats, seat),
        row.getInt("type"),
        row.getString("state"),
        Optional.ofNullable(row.getString("seller")),
        held ? Optional.of(request) : Optional.empty(),
        Optional.ofNullable(row.getBytes("chip")).map(HexFormat.of()::formatHex),
        issued ? Optional.of(ticket) : Optional.empty(),
        Optional.ofNullable(row.getTimestamp("changed_at")).map(Timestamp::toInstant));
  }
}
