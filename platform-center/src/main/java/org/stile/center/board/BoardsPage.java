package org.stile.center.board;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.ZoneId;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.stile.center.db.Database;
import org.stile.center.web.Caller;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Scope;

/** The way to the boards, for those who have no other page of events. */
@Path("/boards")
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML)
public class BoardsPage {
  private static final int EVENTS_MAX = 200;

  private final Database database;
  private final CurrentCaller callers;

  public BoardsPage(Database database, CurrentCaller callers) {
    this.database = database;
    this.callers = callers;
  }

  @CheckedTemplate
  static final class Templates {
    private Templates() {}

    static native TemplateInstance list(List<Pages.Entry> events);
  }

  /** The organizer's events, the nearest first. */
  @GET
  @RolesAllowed(Scope.REGISTER_READ)
  public String list() {
    Caller caller = callers.get();
    return Templates.list(database.read(handle -> events(handle, caller.organizer()))).render();
  }

  private static List<Pages.Entry> events(Handle handle, long organizer) {
    return handle
        .createQuery(
            """
            SELECT event.id, event.name, venue.name AS venue, venue.time_zone, event.doors_open,
              event.state
            FROM event JOIN venue ON venue.id = event.venue_id
            WHERE event.organizer_id = :organizer AND event.state <> 'DRAFT'
            ORDER BY abs(extract(epoch FROM event.doors_open - now())), event.id LIMIT :max
            """)
        .bind("organizer", organizer)
        .bind("max", EVENTS_MAX)
        .map(
            (row, _) ->
                new Pages.Entry(
                    row.getLong("id"),
                    row.getString("name"),
                    row.getString("venue"),
                    Pages.day(
                        row.getTimestamp("doors_open").toInstant(),
                        ZoneId.of(row.getString("time_zone"))),
                    row.getString("state").toLowerCase(java.util.Locale.ROOT)))
        .list();
  }
}
