package org.stile.center.events;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.web.Answer;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Problem;
import org.stile.center.web.Scope;
import org.stile.center.web.Writes;

/** Events over the API: an organizer's own, and for sellers those they sell. */
@Path("/api/v1/events")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class EventResource {
  private static final int LIMIT_MAX = 200;

  private final Database database;
  private final CurrentCaller caller;
  private final Writes writes;
  private final Catalogue catalogue;
  private final Events events;
  private final Publishing publishing;

  public EventResource(
      Database database,
      CurrentCaller caller,
      Writes writes,
      Catalogue catalogue,
      Events events,
      Publishing publishing) {
    this.database = database;
    this.caller = caller;
    this.writes = writes;
    this.catalogue = catalogue;
    this.events = events;
    this.publishing = publishing;
  }

  /**
   * The caller's events, by number.
   *
   * @param after only those with a larger number: "next" of the part before.
   * @param limit at most so many, range [1, 200].
   */
  @GET
  @RolesAllowed(Scope.EVENTS_READ)
  public Catalogue.Page list(
      @QueryParam("after") @DefaultValue("0") long after,
      @QueryParam("limit") @DefaultValue("50") int limit) {
    if (limit < 1 || limit > LIMIT_MAX) {
      throw Problem.invalid("limit", "must be from 1 to " + LIMIT_MAX);
    }
    return database.read(handle -> catalogue.page(handle, caller.get(), after, limit));
  }

  /** One event. */
  @GET
  @Path("/{event}")
  @RolesAllowed(Scope.EVENTS_READ)
  public Catalogue.Item one(@PathParam("event") long event) {
    return database.read(handle -> item(handle, event));
  }

  /** Makes the draft of an event. */
  @POST
  @RolesAllowed(Scope.EVENTS_WRITE)
  public Response create(EventForm form) {
    EventForm sent = sent(form);
    return writes.once(
        sent,
        handle -> {
          long id = events.create(handle, caller.get(), sent);
          return Answer.created("/api/v1/events/" + id, item(handle, id));
        });
  }

  /** Changes the draft, whole; "version" says what was edited. */
  @PUT
  @Path("/{event}")
  @RolesAllowed(Scope.EVENTS_WRITE)
  public Response update(@PathParam("event") long event, EventForm form) {
    EventForm sent = sent(form);
    return writes.once(
        sent,
        handle -> {
          events.update(handle, caller.get(), event, sent);
          return Answer.ok(item(handle, event));
        });
  }

  /** Publishes the draft as the next version; 409 names what is missing. */
  @POST
  @Path("/{event}/publish")
  @RolesAllowed(Scope.EVENTS_WRITE)
  public Response publish(@PathParam("event") long event) {
    return writes.once(
        "",
        handle -> Answer.ok(Map.of("version", publishing.publish(handle, caller.get(), event))));
  }

  /** Cancels the event. */
  @POST
  @Path("/{event}/cancel")
  @RolesAllowed(Scope.EVENTS_WRITE)
  public Response cancel(@PathParam("event") long event) {
    return writes.once(
        "",
        handle -> {
          publishing.cancel(handle, caller.get(), event);
          return Answer.ok(item(handle, event));
        });
  }

  private Catalogue.Item item(Handle handle, long event) {
    return catalogue.one(handle, caller.get(), event).orElseThrow(() -> Problem.notFound("event"));
  }

  private static EventForm sent(@Nullable EventForm form) {
    if (form == null) {
      throw Problem.invalid("body", "is missing: send the event as JSON");
    }
    return form;
  }
}
