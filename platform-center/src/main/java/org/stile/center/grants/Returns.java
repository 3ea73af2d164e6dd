package org.stile.center.grants;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.stile.center.audit.Audit;
import org.stile.center.web.Caller;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;

/** What a seller gives back to the organizer: seats of its allotment that it has not sold. */
@ApplicationScoped
public class Returns {
  private final Grants grants;
  private final Audit audit;

  public Returns(Grants grants, Audit audit) {
    this.grants = grants;
    this.audit = audit;
  }

  /**
   * Gives back exactly these seats, or none.
   *
   * @param seats at least one, ascending, of an event that the caller's seller handles.
   * @throws Problem 409 seats-lost if some are not the seller's, or held or sold; it names them.
   */
  void giveBack(Handle handle, Caller caller, long event, List<Integer> seats) {
    Map<Integer, String> objections = objections(handle, caller.seller(), event, seats);
    if (!objections.isEmpty()) {
      var errors = new FieldErrors();
      objections.forEach((seat, why) -> errors.add("" + seat, why));
      throw Problem.conflict(
          "seats-lost",
          "Some of these seats are not yours to give back; nothing was changed.",
          errors.list());
    }
    handle
        .createUpdate(
            "UPDATE seat SET seller_id = NULL WHERE event_id = :event AND seat = ANY (:seats)")
        .bind("event", event)
        .bindArray("seats", Integer.class, seats)
        .execute();
    audit.record(
        handle,
        caller.actor(),
        grants.organizer(handle, event),
        OptionalLong.of(caller.seller()),
        "allotment.return",
        "event:" + event,
        Map.of("seats", seats.size(), "which", seats));
  }

  /** What is against each, which is locked; says nothing of other sellers. */
  private static Map<Integer, String> objections(
      Handle handle, long seller, long event, List<Integer> seats) {
    var states = new HashMap<Integer, String>();
    handle
        .createQuery(
            """
            SELECT seat, request_id FROM seat
            WHERE event_id = :event AND seat = ANY (:seats) AND seller_id = :seller
            ORDER BY seat FOR UPDATE
            """)
        .bind("event", event)
        .bindArray("seats", Integer.class, seats)
        .bind("seller", seller)
        .map(
            (row, _) ->
                Map.entry(
                    row.getInt(1),
                    row.getObject(2) == null ? "" : "is held or sold by request " + row.getLong(2)))
        .forEach(seat -> states.put(seat.getKey(), seat.getValue()));
    var objections = new java.util.TreeMap<Integer, String>();
    for (int seat : seats) {
      String why = states.getOrDefault(seat, "is not of your allotment");
      if (!why.isEmpty()) {
        objections.put(seat, why);
      }
    }
    return objections;
  }
}
