package org.stile.center.board;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.stile.center.db.Database;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Scope;

/** Incidents at the gates of an organizer's events (docs/reference/ingest.md). */
@Path("/api/v1/events/{event: \\d{1,10}}/incidents")
@RunOnVirtualThread
@RolesAllowed(Scope.REGISTER_READ)
@Produces(MediaType.APPLICATION_JSON)
public class IncidentsResource {
  private static final int INCIDENTS_MAX = 1_000;

  private final Database database;
  private final CurrentCaller callers;

  public IncidentsResource(Database database, CurrentCaller callers) {
    this.database = database;
    this.callers = callers;
  }

  /** What staff must know; see {@code Incidents.Kind}. */
  public record Incident(
      String gate,
      String kind,
      String about,
      String detail,
      Optional<Long> event,
      long times,
      Instant firstAt,
      Instant lastAt) {}

  /** What happened with the gates of the event's venue, and with its tickets; newest first. */
  @GET
  public List<Incident> incidents(@PathParam("event") long event) {
    return database.read(
        handle -> {
          OwnEvent.demand(handle, callers.get(), event);
          return incidents(handle, event);
        });
  }

  private static List<Incident> incidents(Handle handle, long event) {
    return handle
        .createQuery(
            """
            SELECT i.gate, i.kind, i.about, i.detail, i.event_id, i.times, i.first_at, i.last_at
            FROM gate_incident AS i JOIN event ON event.id = :event AND event.venue_id = i.venue_id
            WHERE i.event_id = :event OR i.event_id IS NULL
            ORDER BY i.last_at DESC, i.id DESC LIMIT :max
            """)
        .bind("event", event)
        .bind("max", INCIDENTS_MAX)
        .map(
            (row, _) ->
                new Incident(
                    row.getString("gate"),
                    row.getString("kind"),
                    row.getString("about"),
                    row.getString("detail"),
                    Optional.ofNullable((Long) row.getObject("event_id")),
                    row.getLong("times"),
                    row.getTimestamp("first_at").toInstant(),
                    row.getTimestamp("last_at").toInstant()))
        .list();
  }
}
