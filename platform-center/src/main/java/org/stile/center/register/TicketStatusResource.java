package org.stile.center.register;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stile.center.web.Answer;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Scope;
import org.stile.center.web.Texts;
import org.stile.center.web.Writes;

/** What an organizer does to one ticket (docs/reference/tickets-api.md). */
@Path("/api/v1/events/{event}/tickets/{ticket}/status")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class TicketStatusResource {
  /** A sentence, for whoever reads the audit log. */
  static final int REASON_BYTES_MAX = 200;

  private final TicketStates states;
  private final Writes writes;
  private final CurrentCaller callers;

  public TicketStatusResource(TicketStates states, Writes writes, CurrentCaller callers) {
    this.states = states;
    this.writes = writes;
    this.callers = callers;
  }

  /**
   * What to do to a ticket.
   *
   * @param change SUSPEND, REINSTATE, REVOKE or PUT_BACK.
   * @param reason a sentence for the audit log.
   */
  public record StatusChange(@Nullable String change, @Nullable String reason) {}

  /** What a ticket is now. */
  public record Status(long event, int ticket, String status) {}

  /** Suspends, reinstates or revokes one ticket, or puts its seat back. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Scope.TICKETS_REVOKE)
  public Response change(
      @PathParam("event") long event,
      @PathParam("ticket") int ticket,
      @Nullable StatusChange sent) {
    StatusChange body = Writes.sent(sent);
    var errors = new FieldErrors();
    TicketStates.Change change = parse(errors, body.change);
    String reason = Texts.name(errors, "reason", body.reason, 1, REASON_BYTES_MAX);
    errors.throwIfAny();
    return writes.once(
        body,
        handle -> {
          states.change(handle, callers.get(), event, ticket, change, reason);
          return Answer.ok(new Status(event, ticket, change.to()));
        });
  }

  /** The change of this name; any one, with an error noted, if there is none. */
  static TicketStates.Change parse(FieldErrors errors, @Nullable String name) {
    Optional<TicketStates.Change> known =
        Arrays.stream(TicketStates.Change.values())
            .filter(change -> change.name().equals(name))
            .findFirst();
    if (known.isEmpty()) {
      errors.add("change", "must be SUSPEND, REINSTATE, REVOKE or PUT_BACK");
    }
    return known.orElse(TicketStates.Change.SUSPEND);
  }
}
