package org.stile.center.register;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.stile.center.audit.Audit;
import org.stile.center.masters.MastersDue;

/** Signs the tickets of grants, and takes them back. */
@ApplicationScoped
public class Tickets {
  private final Audit audit;
  private final MastersDue due;
  private final InstantSource clock;

  public Tickets(Audit audit, MastersDue due, InstantSource clock) {
    this.audit = audit;
    this.due = due;
    this.clock = clock;
  }

  /**
   * Revokes every ticket of a request that is not yet: its seats may then be granted again, and
   * their next tickets get fresh numbers. Frees no seat: whoever ends the request does, in the same
   * transaction. Nothing happens if none was issued.
   *
   * @param actor as the audit log names who does it.
   * @param reason for the audit log.
   * @return how many tickets were revoked.
   */
  public int revoke(Handle handle, String actor, long event, long request, String reason) {
    List<Integer> seats =
        handle
            .createQuery(
                """
                UPDATE ticket SET status = 'REVOKED', changed_at = :now
                WHERE event_id = :event AND request_id = :request AND status <> 'REVOKED'
                RETURNING seat
                """)
            .bind("now", clock.instant())
            .bind("event", event)
            .bind("request", request)
            .mapTo(Integer.class)
            .list();
    if (!seats.isEmpty()) {
      takenBack(handle, event, seats);
      recordAt(handle, actor, event, "ticket.revoke", request, seats.size(), reason);
    }
    return seats.size();
  }

  private void takenBack(Handle handle, long event, List<Integer> seats) {
    handle
        .createUpdate(
            """
            UPDATE seat SET reissued = true WHERE event_id = :event AND seat = ANY(:seats)
            """)
        .bind("event", event)
        .bindArray("seats", Integer.class, seats)
        .execute();
    due.note(handle, event);
  }

  private void recordAt(
      Handle handle,
      String actor,
      long event,
      String action,
      long request,
      int tickets,
      String reason) {
    record Owners(long organizer, long seller) {}
    Owners owners =
        handle
            .createQuery(
                """
                SELECT e.organizer_id, r.seller_id FROM request r JOIN event e ON e.id = r.event_id
                WHERE r.event_id = :event AND r.id = :request
                """)
            .bind("event", event)
            .bind("request", request)
            .map((row, _) -> new Owners(row.getLong(1), row.getLong(2)))
            .one();
    audit.record(
        handle,
        actor,
        java.util.OptionalLong.of(owners.organizer),
        java.util.OptionalLong.of(owners.seller),
        action,
        "request:" + event + "/" + request,
        Map.of("tickets", tickets, "reason", reason));
  }
}
