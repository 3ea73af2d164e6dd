package org.stile.center.register;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.stile.center.db.Database;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Scope;

/** The button of a request's page that issues its tickets; the page then offers them. */
@Path("/sell/{event:[0-9]+}/requests/{request:[0-9]+}/issue")
@RunOnVirtualThread
public class IssuePage {
  private final Database database;
  private final Tickets tickets;
  private final CurrentCaller callers;

  public IssuePage(Database database, Tickets tickets, CurrentCaller callers) {
    this.database = database;
    this.tickets = tickets;
    this.callers = callers;
  }

  /** Issues the tickets of a grant; again, and nothing changes. */
  @POST
  @RolesAllowed(Scope.TICKETS_ISSUE)
  public Response issue(@PathParam("event") long event, @PathParam("request") long request) {
    var _ = database.write(handle -> tickets.issue(handle, callers.get(), event, request));
    return Response.seeOther(URI.create("/sell/" + event + "/requests/" + request)).build();
  }
}
