package org.stile.center.register;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.stile.center.audit.Audit;
import org.stile.center.events.MastersDue;
import org.stile.center.web.Caller;
import org.stile.center.web.Problem;

/** What an organizer does to single tickets; gates hear of it with the next master, at once. */
@ApplicationScoped
public class TicketStates {
  private final Audit audit;
  private final MastersDue due;
  private final InstantSource clock;

  public TicketStates(Audit audit, MastersDue due, InstantSource clock) {
    this.audit = audit;
    this.due = due;
    this.clock = clock;
  }

  /** What can be done to a ticket. */
  public enum Change {
    /** It admits nobody until it is reinstated. */
    SUSPEND("VALID", "SUSPENDED"),
    REINSTATE("SUSPENDED", "VALID"),
    /** It never admits again. The seat stays with its grant until that ends. */
    REVOKE("VALID,SUSPENDED", "REVOKED"),
    /** As {@link #REVOKE}, also if it was; its seat leaves the grant and can be sold again. */
    PUT_BACK("VALID,SUSPENDED,REVOKED", "REVOKED");

    private final String from;
    private final String to;

    Change(String from, String to) {
      this.from = from;
      this.to = to;
    }

    /** The status it leads to. */
    public String to() {
      return to;
    }
  }

  /**
   * Changes a ticket's status.
   *
   * @param reason for the audit log and the register.
   * @throws Problem 404 if the caller's organizer has no such ticket, 409 if its status does not
   *     allow that, or its seat is no longer its grant's.
   */
  public void change(
      Handle handle, Caller caller, long event, int index, Change change, String reason) {
    Ticket ticket = ticket(handle, caller, event, index);
    int changed =
        handle
            .createUpdate(
                """
                UPDATE ticket SET status = :to, changed_at = :now
                WHERE event_id = :event AND ticket_index = :index AND status = ANY(:from)
                """)
            .bind("to", change.to)
            .bind("now", clock.instant())
            .bind("event", event)
            .bind("index", index)
            .bindArray("from", String.class, (Object[]) change.from.split(","))
            .execute();
    if (changed == 0) {
      throw Problem.conflict(
          "ticket-status",
          "Ticket " + index + " is " + ticket.status + "; that cannot be done to it.");
    }
    if (change.to.equals("REVOKED")) {
      TicketRows.takenBack(handle, event, List.of(ticket.seat));
    }
    if (change == Change.PUT_BACK
        && !TicketRows.putBack(handle, event, ticket.request, ticket.seat, clock.instant())) {
      throw Problem.conflict(
          "seat-put-back", "The seat of ticket " + index + " was put back or sold again already.");
    }
    due.note(handle, event);
    audit.record(
        handle,
        caller.actor(),
        OptionalLong.of(caller.organizer()),
        OptionalLong.of(ticket.seller),
        "ticket." + change.name().toLowerCase(java.util.Locale.ROOT),
        "ticket:" + event + "/" + index,
        Map.of("reason", reason, "seat", ticket.seat));
  }

  private record Ticket(int seat, String status, long seller, long request) {}

  private static Ticket ticket(Handle handle, Caller caller, long event, int index) {
    return handle
        .createQuery(
            """
            SELECT t.seat, t.status, r.seller_id, r.id
            FROM event e JOIN ticket t ON t.event_id = e.id
            JOIN request r ON r.event_id = t.event_id AND r.id = t.request_id
            WHERE e.organizer_id = :organizer AND e.id = :event AND t.ticket_index = :index
            FOR UPDATE OF r, t
            """)
        .bind("organizer", caller.organizer())
        .bind("event", event)
        .bind("index", index)
        .map(
            (row, _) -> new Ticket(row.getInt(1), row.getString(2), row.getLong(3), row.getLong(4)))
        .findOne()
        .orElseThrow(() -> Problem.notFound("ticket"));
  }
}
