package org.stile.center.sellers;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.sellers.EventSellers.EventSeller;
import org.stile.center.sellers.EventSellers.Seller;
import org.stile.center.web.Answer;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Scope;
import org.stile.center.web.Writes;

/** Sellers of an event, for programs. */
@Path("/api/v1/events/{event}/sellers")
@RunOnVirtualThread
public class SellersApi {
  private final Database database;
  private final CurrentCaller caller;
  private final Writes writes;
  private final OwnEvents events;
  private final EventSellers sellers;

  SellersApi(
      Database database,
      CurrentCaller caller,
      Writes writes,
      OwnEvents events,
      EventSellers sellers) {
    this.events = events;
    this.database = database;
    this.caller = caller;
    this.writes = writes;
    this.sellers = sellers;
  }

  /** The sellers of an event, their rules and how many seats they have. */
  @GET
  @RolesAllowed(Scope.SELLERS_READ)
  public List<EventSeller> ofEvent(@PathParam("event") long event) {
    return database.read(handle -> sellers.of(handle, caller.get(), event));
  }

  /** All sellers of the center, to choose from. */
  @GET
  @Path("known")
  @RolesAllowed(Scope.SELLERS_READ)
  public List<Seller> known(@PathParam("event") long event) {
    return database.read(
        handle -> {
          events.ofOrganizer(handle, caller.get(), event);
          return sellers.known(handle);
        });
  }

  /** Lets a seller handle an event by these rules. */
  @PUT
  @Path("{seller}")
  @RolesAllowed(Scope.ALLOTMENTS_WRITE)
  public Response put(
      @PathParam("event") long event,
      @PathParam("seller") long seller,
      @Nullable SellerRules rules) {
    SellerRules checked = SellerRules.required(rules).checked();
    return writes.once(
        checked,
        handle -> {
          sellers.put(handle, caller.get(), event, seller, checked);
          return Answer.ok(checked);
        });
  }

  /** Ends a seller's part in an event. */
  @DELETE
  @Path("{seller}")
  @RolesAllowed(Scope.ALLOTMENTS_WRITE)
  public Response remove(@PathParam("event") long event, @PathParam("seller") long seller) {
    return writes.once(
        "DELETE",
        handle -> {
          sellers.remove(handle, caller.get(), event, seller);
          return Answer.ok(Map.of("removed", seller));
        });
  }
}
