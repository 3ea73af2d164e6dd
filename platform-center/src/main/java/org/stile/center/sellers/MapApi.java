package org.stile.center.sellers;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import org.stile.center.db.Database;
import org.stile.center.seating.SeatPlans;
import org.stile.center.sellers.OwnEvents.Event;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Problem;
import org.stile.center.web.Scope;
import org.stile.core.Bytes;

/** What the map screen draws. */
@Path("/api/v1/events/{event}/map")
@RunOnVirtualThread
@RolesAllowed(Scope.SEATS_READ)
public class MapApi {
  /** A stored plan never changes, so its document is asked for once. */
  private static final String FOR_GOOD = "private, max-age=31536000, immutable";

  private final Database database;
  private final CurrentCaller caller;
  private final OwnEvents events;
  private final SeatPlans plans;
  private final SeatStates states;

  MapApi(
      Database database,
      CurrentCaller caller,
      OwnEvents events,
      SeatPlans plans,
      SeatStates states) {
    this.database = database;
    this.caller = caller;
    this.events = events;
    this.plans = plans;
    this.states = states;
  }

  /** Where the seats of an event are, by the number of its plan. */
  @GET
  @Path("{plan}")
  @Produces(MediaType.APPLICATION_JSON)
  public Response map(
      @PathParam("event") long event, @PathParam("plan") long plan, @Context Request request) {
    var tag = new EntityTag("plan-" + plan + "-1");
    return database.read(
        handle -> {
          Event known = events.visible(handle, caller.get(), event);
          if (known.plan() != plan) {
            throw Problem.notFound("plan of this event");
          }
          var unchanged = request.evaluatePreconditions(tag);
          var answer =
              unchanged == null
                  ? Response.ok(MapDocument.of(plans.of(handle, plan))).tag(tag)
                  : unchanged;
          return answer.header("Cache-Control", FOR_GOOD).build();
        });
  }

  /** Whose each seat is, and which are taken or blocked. */
  @GET
  @Path("seats")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  public Response seats(@PathParam("event") long event, @Context Request request) {
    Bytes document =
        database.read(
            handle -> states.of(handle, caller.get(), events.visible(handle, caller.get(), event)));
    var tag = new EntityTag(document.sha256().slice(0, 16).hex());
    var unchanged = request.evaluatePreconditions(tag);
    var answer = unchanged == null ? Response.ok(document.toArray()).tag(tag) : unchanged;
    return answer.header("Cache-Control", "private, no-cache").build();
  }
}
