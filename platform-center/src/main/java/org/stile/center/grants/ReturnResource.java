package org.stile.center.grants;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stile.center.grants.RequestBody.PlaceBody;
import org.stile.center.web.Answer;
import org.stile.center.web.Caller;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Scope;
import org.stile.center.web.Writes;

/** Unsold seats that a seller's client gives back to the organizer. */
@Path("/api/v1/events/{event}/returns")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ReturnResource {
  private final SellerCounter counter;
  private final Returns returns;
  private final Writes writes;
  private final CurrentCaller callers;

  public ReturnResource(
      SellerCounter counter, Returns returns, Writes writes, CurrentCaller callers) {
    this.counter = counter;
    this.returns = returns;
    this.writes = writes;
    this.callers = callers;
  }

  /**
   * Which seats, at most 100: by one of the two.
   *
   * @param seats indices.
   * @param places names.
   */
  record Sent(
      @Nullable List<@Nullable Integer> seats, @Nullable List<@Nullable PlaceBody> places) {}

  /** What was given back. */
  record Returned(List<Integer> seats) {}

  /** Gives back exactly these unsold seats of the caller's allotment, or none. */
  @POST
  @RolesAllowed(Scope.ALLOTMENTS_RETURN)
  public Response giveBack(@PathParam("event") long event, @Nullable Sent body) {
    Caller caller = callers.get();
    Places places = counter.places(caller.seller(), event);
    Sent sent = Writes.sent(body);
    List<Integer> seats =
        RequestReader.seats(sent.seats(), sent.places(), places, new FieldErrors());
    return writes.once(
        sent,
        handle -> {
          returns.giveBack(handle, caller, event, seats);
          return Answer.ok(new Returned(seats));
        });
  }
}
