package org.stile.center.board;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.stile.center.seating.SeatPlan;
import org.stile.center.seating.SeatPlans;

/** What boards read of events, seats and tickets. */
@ApplicationScoped
class EventTables {
  private final SeatPlans plans;

  EventTables(SeatPlans plans) {
    this.plans = plans;
  }

  /** The event, its hours as the organizer has them now; empty: there is none. */
  Optional<EventFacts> event(Handle handle, long event) {
    Map<Integer, String> zones = new HashMap<>();
    handle
        .createQuery(
            """
            SELECT zone.number, zone.name FROM event JOIN zone USING (venue_id)
            WHERE event.id = :event
            """)
        .bind("event", event)
        .map((row, _) -> zones.put(row.getInt(1), row.getString(2)))
        .list();
    return handle
        .createQuery(
            """
            SELECT event.name, event.venue_id, venue.name AS venue, venue.time_zone,
              event.doors_open, event.last_entry, event.re_entry, event.entries, event.seat_plan_id,
              event.told_expected IS NOT NULL AS told
            FROM event JOIN venue ON venue.id = event.venue_id WHERE event.id = :event
            """)
        .bind("event", event)
        .map(
            (row, _) ->
                new EventFacts(
                    event,
                    row.getString("name"),
                    row.getLong("venue_id"),
                    row.getString("venue"),
                    ZoneId.of(row.getString("time_zone")),
                    row.getTimestamp("doors_open").toInstant(),
                    row.getTimestamp("last_entry").toInstant(),
                    unlimited(row.getString("re_entry"), row.getBoolean("told")),
                    row.getInt("entries"),
                    zones,
                    row.getBoolean("told")
                        ? Map.of() // At a venue's unit, which knows no seats.
                        : types(handle, row.getLong("seat_plan_id"))))
        .findOne();
  }

  /** Where tickets pay for several entries, a venue's unit does not know for how many. */
  private static boolean unlimited(String reEntry, boolean unit) {
    return reEntry.equals("FREE") || (unit && reEntry.equals("COUNTED"));
  }

  private Map<Integer, String> types(Handle handle, long plan) {
    Map<Integer, String> names = new HashMap<>();
    plans.of(handle, plan).types().forEach(type -> names.put(type.number(), type.name()));
    return names;
  }

  Map<Long, String> sellers(Handle handle, long event) {
    Map<Long, String> names = new HashMap<>();
    handle
        .createQuery(
            """
            SELECT id, name FROM seller
            WHERE id IN (SELECT seller_id FROM event_seller WHERE event_id = :event)
               OR id IN (SELECT seller_id FROM request WHERE event_id = :event)
            """)
        .bind("event", event)
        .map((row, _) -> names.put(row.getLong(1), row.getString(2)))
        .list();
    return names;
  }

  /**
   * Who is expected: a ticket that is good, wherever its seat is. A venue's unit has no tickets; it
   * knows how many there are.
   */
  Expected expected(Handle handle, long event) {
    Optional<Long> told =
        handle
            .createQuery("SELECT told_expected FROM event WHERE id = :event")
            .bind("event", event)
            .mapTo(Long.class)
            .findOne();
    if (told.isPresent()) {
      return Expected.inAll(told.get());
    }
    SeatPlan plan = plans.ofEvent(handle, event);
    int[] types = plan.seatTypes();
    int[] zones =
        plan.blocks().stream()
            .flatMapToInt(
                block -> java.util.stream.IntStream.generate(block::zone).limit(block.size()))
            .toArray();
    Map<Long, Long> byZone = new HashMap<>();
    Map<Long, Long> byType = new HashMap<>();
    Map<Long, Long> bySeller = new HashMap<>();
    handle
        .createQuery(
            """
            SELECT request.seller_id, array_agg(ticket.seat) FROM ticket
            JOIN request ON request.event_id = ticket.event_id AND request.id = ticket.request_id
            WHERE ticket.event_id = :event AND ticket.status = 'VALID' GROUP BY 1
            """)
        .bind("event", event)
        .map(
            (row, _) -> {
              Integer[] seats = (Integer[]) row.getArray(2).getArray();
              bySeller.put(row.getLong(1), (long) seats.length);
              Arrays.stream(seats)
                  .filter(seat -> seat < types.length)
                  .forEach(
                      seat -> {
                        byZone.merge((long) zones[seat], 1L, Long::sum);
                        byType.merge((long) types[seat], 1L, Long::sum);
                      });
              return seats.length;
            })
        .list();
    long all = bySeller.values().stream().mapToLong(Long::longValue).sum();
    return new Expected(all, byZone, byType, bySeller);
  }
}
