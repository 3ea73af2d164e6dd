package org.stile.center.register;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.stile.center.db.Database;
import org.stile.center.web.Answer;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Scope;
import org.stile.center.web.Writes;

/** Tickets of a grant, issued by its seller (docs/reference/tickets-api.md). */
@Path("/api/v1/events/{event}/requests/{request}/tickets")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class TicketsResource {
  private final Database database;
  private final Tickets tickets;
  private final Writes writes;
  private final CurrentCaller callers;

  public TicketsResource(Database database, Tickets tickets, Writes writes, CurrentCaller callers) {
    this.database = database;
    this.tickets = tickets;
    this.writes = writes;
    this.callers = callers;
  }

  /** Issues the tickets of a grant, or answers them again. */
  @POST
  @RolesAllowed(Scope.TICKETS_ISSUE)
  public Response issue(@PathParam("event") long event, @PathParam("request") long request) {
    return writes.once(
        "issue", handle -> Answer.ok(tickets.issue(handle, callers.get(), event, request)));
  }

  /** The tickets of a request as they were issued. */
  @GET
  @RolesAllowed(Scope.TICKETS_ISSUE)
  public IssuedTickets issued(@PathParam("event") long event, @PathParam("request") long request) {
    return database.write(handle -> tickets.issued(handle, callers.get(), event, request));
  }
}
