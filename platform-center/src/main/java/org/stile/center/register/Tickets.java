package org.stile.center.register;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.stile.center.audit.Audit;
import org.stile.center.events.MastersDue;
import org.stile.center.keys.Keyring;
import org.stile.center.masters.EventRecords;
import org.stile.center.register.TicketRows.Grant;
import org.stile.center.register.TicketRows.GrantedSeat;
import org.stile.center.register.TicketRows.Row;
import org.stile.center.seating.SeatPlans;
import org.stile.center.web.Caller;
import org.stile.center.web.Problem;
import org.stile.core.Bytes;
import org.stile.core.cose.Signer;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventHash;
import org.stile.core.id.TicketId;
import org.stile.core.master.IssuingKey;
import org.stile.core.master.SeatMap;
import org.stile.core.ticket.Ticket;
import org.stile.core.ticket.TicketCodec;

/** Signs the tickets of grants, and takes them back. Each in the caller's transaction. */
@ApplicationScoped
public class Tickets {
  private final Keyring keyring;
  private final EventRecords records;
  private final SeatPlans plans;
  private final Audit audit;
  private final MastersDue due;
  private final InstantSource clock;

  public Tickets(
      Keyring keyring,
      EventRecords records,
      SeatPlans plans,
      Audit audit,
      MastersDue due,
      InstantSource clock) {
    this.keyring = keyring;
    this.records = records;
    this.plans = plans;
    this.audit = audit;
    this.due = due;
    this.clock = clock;
  }

  /**
   * Issues the tickets of a grant of the caller's seller: one for each seat, for the grant's chip.
   * Asked again, it answers the same bytes, except that tickets whose key was taken out of service
   * are signed anew under the same number.
   *
   * @throws Problem 404 if there is no such request of this seller; 409 if it is not granted, its
   *     window has ended, or the event was cancelled.
   */
  public IssuedTickets issue(Handle handle, Caller caller, long event, long request) {
    Grant grant = grant(handle, caller, event, request);
    Bytes information =
        records
            .newest(handle, event)
            .orElseThrow(
                () ->
                    Problem.conflict(
                        "no-master-yet",
                        "The event's first master is not formed yet; ask again in a moment."));
    switch (grant.state()) {
      case "GRANTED" -> {
        begin(handle, grant);
        sign(handle, grant, information);
        audit.record(
            handle,
            caller.actor(),
            OptionalLong.of(grant.organizer()),
            OptionalLong.of(grant.seller()),
            "ticket.issue",
            "request:" + event + "/" + request,
            Map.of("tickets", grant.seats().size()));
      }
      case "ISSUED" -> signAnew(handle, grant, information);
      default ->
          throw Problem.conflict(
              "not-granted", "This request is " + grant.state() + ": only a grant can be issued.");
    }
    return answer(handle, grant, information);
  }

  /** The tickets of a request of the caller's seller, as they were issued; none before. */
  public IssuedTickets issued(Handle handle, Caller caller, long event, long request) {
    Grant grant = grant(handle, caller, event, request);
    return answer(handle, grant, records.newest(handle, event).orElse(Bytes.EMPTY));
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
    List<Integer> seats = TicketRows.revoke(handle, event, request, clock.instant());
    revoked(handle, actor, event, request, seats, reason);
    return seats.size();
  }

  /** The same for the tickets of some seats of a request. */
  public void revoke(
      Handle handle, String actor, long event, long request, List<Integer> seats, String reason) {
    var revoked = TicketRows.revoke(handle, event, request, seats, clock.instant());
    revoked(handle, actor, event, request, revoked, reason);
  }

  private void revoked(
      Handle handle, String actor, long event, long request, List<Integer> seats, String reason) {
    if (!seats.isEmpty()) {
      TicketRows.takenBack(handle, event, seats);
      due.note(handle, event);
      Grant grant = TicketRows.grant(handle, event, request).orElseThrow();
      audit.record(
          handle,
          actor,
          OptionalLong.of(grant.organizer()),
          OptionalLong.of(grant.seller()),
          "ticket.revoke",
          "request:" + event + "/" + request,
          Map.of("tickets", seats.size(), "seats", seats, "reason", reason));
    }
  }

  private static Grant grant(Handle handle, Caller caller, long event, long request) {
    long seller = caller.seller();
    return TicketRows.grant(handle, event, request)
        .filter(grant -> grant.seller() == seller)
        .orElseThrow(() -> Problem.notFound("request"));
  }

  /** Moves the request on; who comes second, or too late, does not. */
  private void begin(Handle handle, Grant grant) {
    if (grant.cancelled()) {
      throw Problem.conflict("event-cancelled", "The event was cancelled.");
    }
    if (TicketRows.chipIsBlocked(handle, grant)) {
      throw Problem.conflict("chip-blocked", "The organizer has blocked this chip.");
    }
    if (!TicketRows.markIssued(handle, grant, clock.instant())) {
      throw Problem.conflict(
          "window-ended",
          "The time to issue this grant has ended; its seats go back. Ask for a new grant.");
    }
  }

  private void sign(Handle handle, Grant grant, Bytes information) {
    Signer signer = keyring.issuing(handle);
    List<GrantedSeat> seats = TicketRows.seats(handle, grant);
    if (seats.size() != grant.seats().size()) {
      throw new IllegalStateException("request " + grant.request() + " lost seats it holds");
    }
    for (GrantedSeat seat : seats) {
      int index = seat.reissued() ? freshIndex(handle, grant.event()) : seat.seat();
      Instant now = now();
      Bytes signed = sign(grant, information, index, seat.seat(), seat.type(), now, signer);
      TicketRows.insert(handle, grant, index, seat.seat(), signed, now);
    }
  }

  /** Signs again what a key out of service signed: gates no longer believe that. */
  private void signAnew(Handle handle, Grant grant, Bytes information) {
    List<Integer> believed = keyring.issuingKeys(handle).stream().map(IssuingKey::id).toList();
    for (Row row : TicketRows.of(handle, grant)) {
      if (!row.status().equals("REVOKED") && !believed.contains(row.keyId())) {
        Instant now = now();
        Signer signer = keyring.issuing(handle);
        Bytes signed = sign(grant, information, row.index(), row.seat(), row.type(), now, signer);
        TicketRows.replace(handle, grant, row.index(), signed, now);
      }
    }
  }

  private static Bytes sign(
      Grant grant,
      Bytes information,
      int index,
      int seat,
      int type,
      Instant issuedAt,
      Signer signer) {
    var ticket =
        new Ticket(
            EventHash.of(information),
            index,
            new ChipId(grant.chip()),
            seat,
            type,
            grant.entries(),
            issuedAt);
    return TicketCodec.sign(ticket, signer);
  }

  private static int freshIndex(Handle handle, long event) {
    int index = TicketRows.nextIndex(handle, event);
    if (index > TicketId.INDEX_MAX) {
      throw Problem.conflict(
          "no-more-tickets", "The event has used up all its ticket numbers; none can be issued.");
    }
    return index;
  }

  private IssuedTickets answer(Handle handle, Grant grant, Bytes information) {
    SeatMap seats = plans.ofEvent(handle, grant.event()).seatMap();
    return new IssuedTickets(
        grant.event(),
        grant.request(),
        grant.chip().hex(),
        information.hex(),
        information.isEmpty() ? "" : EventHash.of(information).value().hex(),
        TicketRows.of(handle, grant).stream()
            .map(
                row ->
                    new IssuedTickets.IssuedTicket(
                        row.index(),
                        row.seat(),
                        Places.of(seats, row.seat()),
                        row.type(),
                        grant.entries(),
                        row.status(),
                        row.issuedAt(),
                        row.signed().hex()))
            .toList());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }
}
