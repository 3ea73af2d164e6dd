package org.stile.center.seating;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.web.Answer;
import org.stile.center.web.Caller;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Scope;
import org.stile.center.web.Writes;

/** Seat plans over the API. */
@Path("/api/v1/venues/{venue}/plans")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class PlanResource {
  private final Database database;
  private final CurrentCaller caller;
  private final Writes writes;
  private final PlanStore plans;
  private final PlanFiles files;

  public PlanResource(
      Database database, CurrentCaller caller, Writes writes, PlanStore plans, PlanFiles files) {
    this.database = database;
    this.caller = caller;
    this.writes = writes;
    this.plans = plans;
    this.files = files;
  }

  /** The plans of a venue, newest first. */
  @GET
  @RolesAllowed(Scope.VENUES_READ)
  public List<PlanStore.Entry> list(@PathParam("venue") long venue) {
    return database.read(
        handle -> {
          plans.demandVenue(handle, caller.get(), venue);
          return plans.ofVenue(handle, caller.get(), venue);
        });
  }

  /**
   * Imports a plan: our JSON, a pretix seating plan, or CSV, told apart by what they hold.
   *
   * @param name how the plan shall be called.
   * @param zone zone for seats of a pretix plan, which names none; the venue's first otherwise.
   */
  @POST
  @Consumes({MediaType.APPLICATION_JSON, "text/csv", MediaType.APPLICATION_OCTET_STREAM})
  @RolesAllowed(Scope.VENUES_WRITE)
  public Response add(
      @PathParam("venue") long venue,
      @QueryParam("name") @Nullable String name,
      @QueryParam("zone") @Nullable Integer zone,
      byte[] content) {
    Caller by = caller.get();
    writes.key();
    SeatPlan plan = files.read(by, venue, content, zone);
    return writes.once(
        content,
        handle -> {
          long id = plans.add(handle, by, venue, name == null ? "" : name, plan);
          return Answer.created(
              "/api/v1/venues/" + venue + "/plans/" + id, plans.entry(handle, by, venue, id));
        });
  }

  /** A plan in our own JSON; {@code ?as=csv} or {@code ?as=pretix.json} gives another format. */
  @GET
  @Path("/{plan}")
  @Produces(MediaType.WILDCARD)
  @RolesAllowed(Scope.VENUES_READ)
  public Response document(
      @PathParam("venue") long venue,
      @PathParam("plan") long plan,
      @QueryParam("as") @Nullable String as) {
    return files.download(caller.get(), venue, plan, as == null ? "json" : as);
  }

  /** Deletes a plan that no event uses. */
  @DELETE
  @Path("/{plan}")
  @RolesAllowed(Scope.VENUES_WRITE)
  public Response delete(@PathParam("venue") long venue, @PathParam("plan") long plan) {
    return writes.once(
        "",
        handle -> {
          plans.delete(handle, caller.get(), venue, plan);
          return Answer.ok(Map.of("deleted", plan));
        });
  }
}
