package org.stile.center.grants;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import org.stile.center.db.Database;
import org.stile.center.web.Caller;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Forms;
import org.stile.center.web.Problem;
import org.stile.center.web.Scope;

/** A request of a seller: what became of it, and what the seller may do to it. */
@Path("/sell/{event:[0-9]+}/requests/{request:[0-9]+}")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Scope.REQUESTS_WRITE)
@RunOnVirtualThread
public class RequestPages {
  private final Database database;
  private final SellerCounter counter;
  private final Requests requests;
  private final Grants grants;
  private final Holders holders;
  private final Sales sales;
  private final Forms forms;
  private final CurrentCaller callers;
  private final InstantSource clock;

  public RequestPages(
      Database database,
      SellerCounter counter,
      Requests requests,
      Grants grants,
      Holders holders,
      Sales sales,
      Forms forms,
      CurrentCaller callers,
      InstantSource clock) {
    this.database = database;
    this.counter = counter;
    this.requests = requests;
    this.grants = grants;
    this.holders = holders;
    this.sales = sales;
    this.forms = forms;
    this.callers = callers;
    this.clock = clock;
  }

  @CheckedTemplate
  static final class Templates {
    private Templates() {}

    static native TemplateInstance request(SellView.RequestPage page);
  }

  /** One request and what became of it. */
  @GET
  public String request(long event, long request) {
    return requestPage(event, request, "");
  }

  private String requestPage(long event, long request, String problem) {
    long seller = callers.get().seller();
    Places places = counter.places(seller, event);
    return database.read(
        handle -> {
          Registered found = grants.one(handle, seller, event, request);
          return Templates.request(
                  SellView.page(
                      sales.one(handle, seller, event),
                      found,
                      places,
                      holders.of(handle, event, request),
                      callers.get().may(Scope.TICKETS_ISSUE),
                      problem,
                      clock.instant()))
              .render();
        });
  }

  /** The buyer does not want the seats any more. */
  @POST
  @Path("withdraw")
  public Response withdraw(long event, long request) {
    return end(event, request, Act.WITHDRAW);
  }

  /** The seller takes the grant back. */
  @POST
  @Path("cancel")
  public Response cancel(long event, long request) {
    return end(event, request, Act.CANCEL);
  }

  /** The buyer has the money back. */
  @POST
  @Path("refund")
  public Response refund(long event, long request) {
    return end(event, request, Act.REFUND);
  }

  /** The buyer does not want some of the seats any more. */
  @POST
  @Path("withdraw-seats")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response withdrawSeats(long event, long request, MultivaluedMap<String, String> sent) {
    Caller caller = callers.get();
    Places places = counter.places(caller.seller(), event);
    try {
      List<Integer> seats =
          RequestReader.seats(SellForm.indices(sent.get("seat")), null, places, new FieldErrors());
      URI page =
          forms.once(
              sent.getFirst("once"),
              sent,
              handle -> {
                Registered left =
                    grants.withdraw(handle, caller.actor(), caller.seller(), event, request, seats);
                handle.afterCommit(() -> requests.returned(left, seats));
                return here(event, request);
              });
      return Response.seeOther(page).build();
    } catch (Problem problem) {
      if (problem.errors().isEmpty()) {
        throw problem;
      }
      return Response.status(problem.status())
          .entity(requestPage(event, request, "Choose seats of this request."))
          .build();
    }
  }

  private Response end(long event, long request, Act act) {
    Caller caller = callers.get();
    Registered ended =
        database.write(
            handle -> grants.end(handle, caller.actor(), caller.seller(), event, request, act));
    requests.returned(ended);
    return Response.seeOther(here(event, request)).build();
  }

  /** Forgets who holds the tickets. */
  @POST
  @Path("forget-holder")
  public Response forgetHolder(long event, long request) {
    Caller caller = callers.get();
    database.change(
        handle ->
            holders.forget(
                handle, caller.actor(), grants.one(handle, caller.seller(), event, request)));
    return Response.seeOther(here(event, request)).build();
  }

  private static URI here(long event, long request) {
    return URI.create("/sell/" + event + "/requests/" + request);
  }
}
