package org.stile.center.grants;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.stile.center.db.Database;
import org.stile.center.web.Answer;
import org.stile.center.web.Caller;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Problem;
import org.stile.center.web.Scope;
import org.stile.center.web.Writes;

/** Who will hold the tickets of a request, as long as that is kept (docs/reference/requests.md). */
@Path("/api/v1/events/{event}/requests/{request}/holder")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class HolderResource {
  private final Database database;
  private final Grants grants;
  private final Holders holders;
  private final Writes writes;
  private final CurrentCaller callers;

  public HolderResource(
      Database database, Grants grants, Holders holders, Writes writes, CurrentCaller callers) {
    this.database = database;
    this.grants = grants;
    this.holders = holders;
    this.writes = writes;
    this.callers = callers;
  }

  /** The holder; 404 if none was named, or it was deleted. */
  @GET
  @RolesAllowed(Scope.REQUESTS_READ)
  public Response holder(@PathParam("event") long event, @PathParam("request") long request) {
    long seller = callers.get().seller();
    Holder holder =
        database.read(
            handle -> {
              grants.one(handle, seller, event, request);
              return holders
                  .of(handle, event, request)
                  .orElseThrow(() -> Problem.notFound("holder"));
            });
    return Response.ok(holder).header("Cache-Control", "no-store").build();
  }

  /** Deletes the holder; the grant stays. There being none is well too. */
  @DELETE
  @RolesAllowed(Scope.REQUESTS_WRITE)
  public Response forget(@PathParam("event") long event, @PathParam("request") long request) {
    Caller caller = callers.get();
    return writes.once(
        "forget",
        handle -> {
          holders.forget(
              handle, caller.actor(), grants.one(handle, caller.seller(), event, request));
          return Answer.ok(Map.of());
        });
  }
}
