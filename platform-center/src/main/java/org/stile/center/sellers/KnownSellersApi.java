package org.stile.center.sellers;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.stile.center.db.Database;
import org.stile.center.sellers.EventSellers.Seller;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Scope;

/** The sellers an organizer may choose from, for programs. */
@Path("/api/v1/sellers")
@RunOnVirtualThread
public class KnownSellersApi {
  private final Database database;
  private final CurrentCaller caller;
  private final EventSellers sellers;

  KnownSellersApi(Database database, CurrentCaller caller, EventSellers sellers) {
    this.database = database;
    this.caller = caller;
    this.sellers = sellers;
  }

  /** All sellers of the center. */
  @GET
  @RolesAllowed(Scope.SELLERS_READ)
  public List<Seller> known() {
    caller.get().organizer();
    return database.read(sellers::known);
  }
}
