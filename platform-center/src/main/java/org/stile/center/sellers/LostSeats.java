package org.stile.center.sellers;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.stile.center.seating.SeatPlan;
import org.stile.center.seating.SeatPlans;
import org.stile.center.sellers.OwnEvents.Event;
import org.stile.center.web.Problem;
import org.stile.center.web.Problem.FieldError;

/** Names the seats a change could not have, and why. */
@ApplicationScoped
class LostSeats {
  private final SeatPlans plans;

  LostSeats(SeatPlans plans) {
    this.plans = plans;
  }

  /**
   * 409 seats-lost: each error is a seat index or "first-last", the seats' names and their state.
   */
  Problem problem(Handle handle, Event event, BitSet lost) {
    SeatPlan plan = plans.of(handle, event.plan());
    var names = new SeatNames(plan);
    var errors = new TreeMap<Integer, FieldError>();
    states(handle, event.id(), lost)
        .forEach(
            (state, seats) ->
                names
                    .of(seats)
                    .forEach(
                        named ->
                            errors.put(
                                named.seats().first(),
                                new FieldError(at(named.seats()), named.name() + ": " + state))));
    return Problem.conflict(
        "seats-lost",
        lost.cardinality()
            + (lost.cardinality() == 1 ? " seat is" : " seats are")
            + " no longer as you saw; nothing was changed. They are named here.",
        new ArrayList<>(errors.values()));
  }

  private static String at(SeatRange seats) {
    return seats.count() == 1
        ? String.valueOf(seats.first())
        : seats.first() + "-" + (seats.end() - 1);
  }

  private static Map<String, BitSet> states(Handle handle, long event, BitSet lost) {
    var states = new HashMap<String, BitSet>();
    List<Integer> known = new ArrayList<>();
    handle
        .createQuery(
            """
            SELECT s.seat, CASE
                WHEN s.request_id IS NOT NULL THEN 'held or sold by ' || x.name
                WHEN s.blocked THEN 'blocked'
                WHEN s.seller_id IS NOT NULL THEN 'allotted to ' || x.name
                ELSE 'allotted to nobody' END AS state
            FROM seat s LEFT JOIN seller x ON x.id = s.seller_id
            WHERE s.event_id = :event AND s.seat = ANY(:seats)
            """)
        .bind("event", event)
        .bindArray("seats", Integer.class, lost.stream().boxed().toArray())
        .map((row, _) -> Map.entry(row.getInt("seat"), row.getString("state")))
        .forEach(
            seat -> {
              known.add(seat.getKey());
              states.computeIfAbsent(seat.getValue(), _ -> new BitSet()).set(seat.getKey());
            });
    var missing = (BitSet) lost.clone();
    known.forEach(missing::clear);
    if (!missing.isEmpty()) {
      states.put("not part of the published event", missing);
    }
    return states;
  }
}
