package org.stile.center.board;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.web.Caller;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Problem;
import org.stile.center.web.Scope;

/** The live board of an event, complete as it is sent; its script goes on from there. */
@Path("/events/{event: \\d{1,10}}/board")
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML)
public class BoardPage {
  private final Database database;
  private final Boards boards;
  private final IncidentLog incidents;
  private final CurrentCaller callers;

  public BoardPage(Database database, Boards boards, IncidentLog incidents, CurrentCaller callers) {
    this.database = database;
    this.boards = boards;
    this.incidents = incidents;
    this.callers = callers;
  }

  @CheckedTemplate
  static final class Templates {
    private Templates() {}

    static native TemplateInstance board(Pages.Page page);
  }

  @GET
  @RolesAllowed(Scope.REGISTER_READ)
  public String board(@PathParam("event") long event) {
    return page(event, "");
  }

  /** Staff saw to an incident. */
  @POST
  @Path("incidents/{incident: \\d{1,18}}")
  @RolesAllowed(Scope.INCIDENTS_WRITE)
  public Response acknowledge(
      @PathParam("event") long event,
      @PathParam("incident") long incident,
      @FormParam("times") @Nullable String times,
      @FormParam("note") @Nullable String note) {
    Long seen = times != null && times.matches("\\d{1,18}") ? Long.valueOf(times) : null;
    String text = note == null ? "" : note.strip();
    try {
      database.change(
          handle -> incidents.acknowledge(handle, callers.get(), event, incident, seen, text));
    } catch (Problem problem) {
      if (problem.status() != 400) {
        throw problem;
      }
      String wrong = "The note " + problem.errors().getFirst().message();
      return Response.status(400).entity(page(event, wrong)).build();
    }
    return Response.seeOther(URI.create("/events/" + event + "/board#incidents")).build();
  }

  private String page(long event, String problem) {
    Caller caller = callers.get();
    database.read(
        handle -> {
          OwnEvent.demand(handle, caller, event);
          return true;
        });
    BoardView board = boards.now(event);
    return database
        .read(
            handle ->
                Templates.board(
                    handle
                        .createQuery(
                            """
                            SELECT event.name, venue.name AS venue, venue.id, venue.time_zone,
                              (SELECT count(*) FROM quarantine
                               WHERE venue_id = venue.id AND judged_at IS NULL) AS aside
                            FROM event JOIN venue ON venue.id = event.venue_id
                            WHERE event.id = :event
                            """)
                        .bind("event", event)
                        .map(
                            (row, _) ->
                                new Pages.Page(
                                    board,
                                    row.getString("name"),
                                    row.getString("venue"),
                                    row.getLong("id"),
                                    ZoneId.of(row.getString("time_zone")),
                                    IncidentLog.of(handle, event),
                                    row.getLong("aside"),
                                    caller.may(Scope.INCIDENTS_WRITE),
                                    problem))
                        .one()))
        .render();
  }
}
