package org.stile.center.sellers;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.seating.SeatPlan;
import org.stile.center.seating.SeatPlans;
import org.stile.center.sellers.Allotments.Given;
import org.stile.center.sellers.EventSellers.EventSeller;
import org.stile.center.sellers.OwnEvents.Event;
import org.stile.center.web.Caller;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Forms;
import org.stile.center.web.Problem;
import org.stile.center.web.Scope;

/** The sellers of an event and their seats as forms, which need no script. */
@Path("/events/{event}/sellers")
@RunOnVirtualThread
@RolesAllowed(Scope.ALLOTMENTS_WRITE)
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
public class SellersPage {
  private final Database database;
  private final CurrentCaller callers;
  private final OwnEvents events;
  private final EventSellers sellers;
  private final Allotments allotments;
  private final SeatPlans plans;
  private final Forms forms;

  SellersPage(
      Database database,
      CurrentCaller callers,
      OwnEvents events,
      EventSellers sellers,
      Allotments allotments,
      SeatPlans plans,
      Forms forms) {
    this.forms = forms;
    this.database = database;
    this.callers = callers;
    this.events = events;
    this.sellers = sellers;
    this.allotments = allotments;
    this.plans = plans;
  }

  @CheckedTemplate
  static final class Templates {
    private Templates() {}

    static native TemplateInstance sellers(SellersView view);
  }

  /** What a form does; answers what to tell afterwards. */
  private interface Work {
    String of(Handle handle, Caller caller, Event event);
  }

  @GET
  public Response page(@PathParam("event") long event, @QueryParam("done") @Nullable String done) {
    return view(200, event, SellersView.Typed.NOTHING, SellersView.told(done));
  }

  /** Lets another seller handle the event. */
  @POST
  public Response add(@PathParam("event") long event, MultivaluedMap<String, String> form) {
    return done(
        event,
        "add",
        form,
        (handle, caller, _) -> {
          long seller = new SellersForms(form).seller();
          sellers.put(handle, caller, event, seller, SellerRules.USUAL);
          return "added";
        });
  }

  @POST
  @Path("{seller}/rules")
  public Response rules(
      @PathParam("event") long event,
      @PathParam("seller") long seller,
      MultivaluedMap<String, String> form) {
    return done(
        event,
        "rules-" + seller,
        form,
        (handle, caller, own) -> {
          SellerRules rules = new SellersForms(form).rules(own.zone());
          sellers.put(handle, caller, event, seller, rules);
          return "rules";
        });
  }

  @POST
  @Path("{seller}/remove")
  public Response remove(
      @PathParam("event") long event,
      @PathParam("seller") long seller,
      MultivaluedMap<String, String> form) {
    return done(
        event,
        "remove",
        form,
        (handle, caller, _) -> {
          sellers.remove(handle, caller, event, seller);
          return "removed";
        });
  }

  @POST
  @Path("count")
  public Response count(@PathParam("event") long event, MultivaluedMap<String, String> form) {
    return done(
        event,
        "count",
        form,
        (handle, caller, _) ->
            allotted(allotments.allot(handle, caller, event, new SellersForms(form).count())));
  }

  @POST
  @Path("ratio")
  public Response ratio(@PathParam("event") long event, MultivaluedMap<String, String> form) {
    return done(
        event,
        "ratio",
        form,
        (handle, caller, _) -> {
          List<EventSeller> there = sellers.of(handle, caller, event);
          Allotting asked = new SellersForms(form).ratio(there);
          return allotted(allotments.allot(handle, caller, event, asked));
        });
  }

  @POST
  @Path("words")
  public Response words(@PathParam("event") long event, MultivaluedMap<String, String> form) {
    return done(
        event,
        "words",
        form,
        (handle, caller, own) -> {
          Allotting asked = new SellersForms(form).words(seatWords(handle, own));
          return allotted(allotments.allot(handle, caller, event, asked));
        });
  }

  @POST
  @Path("withdraw")
  public Response withdraw(@PathParam("event") long event, MultivaluedMap<String, String> form) {
    return done(
        event,
        "withdraw",
        form,
        (handle, caller, own) -> {
          Withdrawal asked = new SellersForms(form).withdrawal(seatWords(handle, own));
          return "withdrawn-" + allotments.withdraw(handle, caller, event, asked).seats();
        });
  }

  @POST
  @Path("block")
  public Response block(@PathParam("event") long event, MultivaluedMap<String, String> form) {
    return done(
        event,
        "block",
        form,
        (handle, caller, own) -> {
          var fields = new SellersForms(form);
          List<SeatRange> cells = fields.cells(seatWords(handle, own));
          var changed = allotments.block(handle, caller, event, fields.blocked(), cells);
          return (changed.blocked() ? "blocked-" : "unblocked-") + changed.seats();
        });
  }

  /** "allotted-" and for each seller its id, its seats, and "r" if one is from the remainder. */
  private static String allotted(List<Given> given) {
    return given.stream()
        .map(
            one ->
                one.seller()
                    + "."
                    + one.seats()
                    + (one.share().filter(Ratio.Part::remainder).isPresent() ? "r" : ""))
        .collect(Collectors.joining("-", "allotted-", ""));
  }

  private SeatWords seatWords(Handle handle, Event event) {
    return new SeatWords(plans.of(handle, event.plan()));
  }

  private Response done(long event, String which, MultivaluedMap<String, String> form, Work work) {
    Caller caller = callers.get();
    try {
      URI done =
          forms.once(
              form.getFirst("once"),
              form,
              handle -> {
                String told = work.of(handle, caller, events.ofOrganizer(handle, caller, event));
                return URI.create("/events/" + event + "/sellers?done=" + told);
              });
      return Response.seeOther(done).build();
    } catch (Problem problem) {
      if (problem.status() == 404 || problem.status() == 403) {
        throw problem;
      }
      return view(
          problem.status(),
          event,
          new SellersView.Typed(which, first(form), problem.detail(), problem.errors()),
          Optional.empty());
    }
  }

  private static Map<String, String> first(MultivaluedMap<String, String> form) {
    return form.entrySet().stream()
        .filter(field -> !field.getValue().isEmpty())
        .collect(Collectors.toMap(Map.Entry::getKey, field -> field.getValue().getFirst()));
  }

  private Response view(
      int status, long id, SellersView.Typed typed, Optional<SellersView.Told> told) {
    Caller caller = callers.get();
    SellersView view =
        database.read(
            handle -> {
              Event event = events.ofOrganizer(handle, caller, id);
              SeatPlan plan = plans.of(handle, event.plan());
              return new SellersView(
                  event,
                  sellers.of(handle, caller, id),
                  sellers.known(handle),
                  plan.types(),
                  allotments.free(handle, id),
                  typed,
                  told);
            });
    return Response.status(status).entity(Templates.sellers(view).render()).build();
  }
}
