package org.stile.center.sellers;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.stile.center.db.Database;
import org.stile.center.sellers.OwnEvents.Event;
import org.stile.center.web.Caller;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Scope;

/** The seat map of an event: the organizer allots on it, a seller sees its own seats. */
@Path("/events/{event}/map")
@RunOnVirtualThread
@RolesAllowed(Scope.SEATS_READ)
public class MapPage {
  private final Database database;
  private final CurrentCaller callers;
  private final OwnEvents events;

  MapPage(Database database, CurrentCaller callers, OwnEvents events) {
    this.database = database;
    this.callers = callers;
    this.events = events;
  }

  @CheckedTemplate
  static final class Templates {
    private Templates() {}

    static native TemplateInstance map(Event event, boolean writable);
  }

  @GET
  @Produces(MediaType.TEXT_HTML)
  public String map(@PathParam("event") long id) {
    Caller caller = callers.get();
    Event event = database.read(handle -> events.visible(handle, caller, id));
    boolean writable = caller.organizerId().isPresent() && caller.may(Scope.ALLOTMENTS_WRITE);
    return Templates.map(event, writable).render();
  }
}
