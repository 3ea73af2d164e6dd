package org.stile.center.grants;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.stile.center.db.Database;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Scope;

/** What the caller's seller has left of an event. */
@Path("/api/v1/events/{event}/availability")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AvailabilityResource {
  private final Database database;
  private final SellerCounter counter;
  private final CurrentCaller callers;

  public AvailabilityResource(Database database, SellerCounter counter, CurrentCaller callers) {
    this.database = database;
    this.counter = counter;
    this.callers = callers;
  }

  /** The caller's own allotment: counts, and which seats are free. */
  @GET
  @RolesAllowed(Scope.SEATS_READ)
  public Availability availability(long event) {
    long seller = callers.get().seller();
    Places places = counter.places(seller, event);
    return database.read(handle -> Availability.read(handle, event, seller, places));
  }
}
