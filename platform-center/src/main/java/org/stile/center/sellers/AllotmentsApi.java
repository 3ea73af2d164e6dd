package org.stile.center.sellers;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stile.center.web.Answer;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Problem;
import org.stile.center.web.Scope;
import org.stile.center.web.Writes;

/** Gives seats to sellers, for programs and the seat map (docs/how-to/allot.md). */
@Path("/api/v1/events/{event}/allotments")
@RunOnVirtualThread
@RolesAllowed(Scope.ALLOTMENTS_WRITE)
public class AllotmentsApi {
  private final CurrentCaller caller;
  private final Writes writes;
  private final Allotments allotments;

  AllotmentsApi(CurrentCaller caller, Writes writes, Allotments allotments) {
    this.caller = caller;
    this.writes = writes;
    this.allotments = allotments;
  }

  /**
   * Seats to block or unblock.
   *
   * @param blocked whether they are blocked afterwards.
   */
  record Blocking(boolean blocked, List<SeatRange> cells) {}

  /** Gives free seats to sellers. */
  @POST
  public Response allot(@PathParam("event") long event, @Nullable Allotting what) {
    Allotting asked = required(what);
    return writes.once(
        asked, handle -> Answer.ok(allotments.allot(handle, caller.get(), event, asked)));
  }

  /** Takes unsold seats back, and gives them to another seller if asked. */
  @POST
  @Path("withdrawals")
  public Response withdraw(@PathParam("event") long event, @Nullable Withdrawal what) {
    Withdrawal asked = required(what);
    return writes.once(
        asked, handle -> Answer.ok(allotments.withdraw(handle, caller.get(), event, asked)));
  }

  /** Blocks or unblocks seats. */
  @POST
  @Path("blocks")
  public Response block(@PathParam("event") long event, @Nullable Blocking what) {
    Blocking asked = required(what);
    return writes.once(
        asked,
        handle ->
            Answer.ok(
                allotments.block(handle, caller.get(), event, asked.blocked(), asked.cells())));
  }

  private static <T> T required(@Nullable T body) {
    if (body == null) {
      throw Problem.invalid("body", "is empty; see docs/how-to/allot.md for what belongs in it");
    }
    return body;
  }
}
