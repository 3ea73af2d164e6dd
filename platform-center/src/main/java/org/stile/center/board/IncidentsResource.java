package org.stile.center.board;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.web.Answer;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Scope;
import org.stile.center.web.Writes;

/** Incidents at the gates of an organizer's events (docs/reference/ingest.md). */
@Path("/api/v1/events/{event: \\d{1,10}}/incidents")
@RunOnVirtualThread
@RolesAllowed(Scope.REGISTER_READ)
@Produces(MediaType.APPLICATION_JSON)
public class IncidentsResource {
  private final Database database;
  private final CurrentCaller callers;
  private final IncidentLog incidents;
  private final Writes writes;

  public IncidentsResource(
      Database database, CurrentCaller callers, IncidentLog incidents, Writes writes) {
    this.database = database;
    this.callers = callers;
    this.incidents = incidents;
    this.writes = writes;
  }

  /** What happened with the gates of the event's venue, and with its tickets; newest first. */
  @GET
  public List<IncidentLog.Incident> incidents(@PathParam("event") long event) {
    return database.read(
        handle -> {
          OwnEvent.demand(handle, callers.get(), event);
          return IncidentLog.of(handle, event);
        });
  }

  /**
   * An acknowledgement.
   *
   * @param times how often it had come when it was looked at; missing: as often as it has now.
   * @param note what was found, range [0, 200] bytes.
   */
  public record Acknowledgement(@Nullable Long times, @Nullable String note) {}

  /** Staff saw to it; if it comes again it is open again. */
  @POST
  @Path("{incident: \\d{1,18}}/acknowledgement")
  @RolesAllowed(Scope.INCIDENTS_WRITE)
  public Response acknowledge(
      @PathParam("event") long event,
      @PathParam("incident") long incident,
      @Nullable Acknowledgement sent) {
    Acknowledgement said = Writes.sent(sent);
    return writes.once(
        said,
        handle ->
            Answer.ok(
                incidents.acknowledge(
                    handle, callers.get(), event, incident, said.times(), said.note())));
  }
}
