package org.stile.center.grants;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.seating.SeatPlan;
import org.stile.center.web.Caller;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Forms;
import org.stile.center.web.Problem;
import org.stile.center.web.Problem.FieldError;
import org.stile.center.web.Scope;
import org.stile.core.Bytes;

/** Where a seller sells: events, what is left of them, requests and what became of them. */
@Path("/sell")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class SellPages {
  private static final int PAGE = 50;

  private final Database database;
  private final SellerCounter counter;
  private final Grants grants;
  private final Payments payments;
  private final Sales sales;
  private final Returns returns;
  private final Forms forms;
  private final CurrentCaller callers;
  private final InstantSource clock;

  public SellPages(
      Database database,
      SellerCounter counter,
      Grants grants,
      Payments payments,
      Sales sales,
      Returns returns,
      Forms forms,
      CurrentCaller callers,
      InstantSource clock) {
    this.database = database;
    this.counter = counter;
    this.grants = grants;
    this.payments = payments;
    this.sales = sales;
    this.returns = returns;
    this.forms = forms;
    this.callers = callers;
    this.clock = clock;
  }

  @CheckedTemplate
  static final class Templates {
    private Templates() {}

    static native TemplateInstance events(List<SellView.EventLine> events, boolean mayPayments);

    static native TemplateInstance event(SellView.EventPage page);

    static native TemplateInstance payments(long seller, String secret);
  }

  /** The events the seller handles. */
  @GET
  @RolesAllowed(Scope.REQUESTS_WRITE)
  public String events() {
    Caller caller = callers.get();
    List<SellView.EventLine> lines =
        database.read(handle -> sales.of(handle, caller.seller(), clock.instant())).stream()
            .map(SellView::line)
            .toList();
    return Templates.events(lines, caller.may(Scope.PAYMENTS_WRITE)).render();
  }

  /** One event: what is left, the form, the requests so far. */
  @GET
  @Path("{event:[0-9]+}")
  @RolesAllowed(Scope.REQUESTS_WRITE)
  public String event(
      long event,
      @QueryParam("before") @Nullable Long before,
      @QueryParam("returned") @DefaultValue("0") int returned) {
    return eventPage(event, before, blank(), List.of(), back(returned)).render();
  }

  private static SellForm blank() {
    return SellForm.empty(UUID.randomUUID().toString());
  }

  private SellView.Back back(int done) {
    return SellView.Back.blank(callers.get().may(Scope.ALLOTMENTS_RETURN), done);
  }

  /** Asks for seats. */
  @POST
  @Path("{event:[0-9]+}")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RolesAllowed(Scope.REQUESTS_WRITE)
  public Response ask(long event, MultivaluedMap<String, String> sent) {
    SellForm form = SellForm.of(sent);
    try {
      if (!form.key().matches("[A-Za-z0-9-]{1,100}")) {
        throw Problem.invalid("key", "this form is not from here; open the page again");
      }
      Bytes asked = Bytes.copyOf(sent.toString().getBytes(StandardCharsets.UTF_8)).sha256();
      RequestView made =
          counter.ask(callers.get(), event, form.key(), asked, places -> meant(form, places));
      return Response.seeOther(URI.create("/sell/" + event + "/requests/" + made.id())).build();
    } catch (Problem problem) {
      if (problem.status() == 404 || problem.status() == 403) {
        throw problem;
      }
      List<FieldError> errors =
          problem.errors().isEmpty()
              ? List.of(new FieldError("form", problem.detail()))
              : problem.errors();
      return Response.status(problem.status())
          .entity(eventPage(event, null, form, errors, back(0)).render())
          .build();
    }
  }

  /** Gives unsold seats back to the organizer. */
  @POST
  @Path("{event:[0-9]+}/return")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RolesAllowed(Scope.ALLOTMENTS_RETURN)
  public Response giveBack(long event, MultivaluedMap<String, String> sent) {
    Caller caller = callers.get();
    Places places = counter.places(caller.seller(), event);
    String typed = sent.getFirst("seats") == null ? "" : sent.getFirst("seats").strip();
    try {
      var errors = new FieldErrors();
      var names = SellForm.places(typed.replace("\r\n", "\n"), errors);
      errors.throwIfAny();
      List<Integer> seats = RequestReader.seats(null, names, places, errors);
      URI done =
          forms.once(
              sent.getFirst("once"),
              sent,
              handle -> {
                returns.giveBack(handle, caller, event, seats);
                return URI.create("/sell/" + event + "?returned=" + seats.size() + "#back");
              });
      return Response.seeOther(done).build();
    } catch (Problem problem) {
      if (problem.errors().isEmpty()) {
        throw problem;
      }
      var back = new SellView.Back(true, typed, named(problem.errors(), places), 0);
      return Response.status(problem.status())
          .entity(eventPage(event, null, blank(), List.of(), back).render())
          .build();
    }
  }

  /** Seats as people call them. */
  private static List<FieldError> named(List<FieldError> errors, Places places) {
    return errors.stream()
        .map(
            error ->
                error.at().matches("[0-9]+")
                    ? new FieldError(
                        error.at(),
                        places.seat(Integer.parseInt(error.at())).map(Places::words).orElse("")
                            + " "
                            + error.message())
                    : error)
        .toList();
  }

  /** Where payment providers send their messages, and how they sign them. */
  @GET
  @Path("payments")
  @RolesAllowed(Scope.PAYMENTS_WRITE)
  public String payments() {
    return Templates.payments(callers.get().seller(), "").render();
  }

  /** Makes a new secret and shows it, once. */
  @POST
  @Path("payments")
  @RolesAllowed(Scope.PAYMENTS_WRITE)
  public String newSecret() {
    Caller caller = callers.get();
    Bytes secret = payments.drawSecret();
    database.change(handle -> payments.setSecret(handle, caller.actor(), caller.seller(), secret));
    return Templates.payments(caller.seller(), secret.hex()).render();
  }

  private static RequestReader.Meant meant(SellForm form, Places places) {
    var errors = new FieldErrors();
    return RequestReader.read(form.body(places, errors), places, errors);
  }

  private TemplateInstance eventPage(
      long event,
      @Nullable Long before,
      SellForm form,
      List<FieldError> errors,
      SellView.Back back) {
    long seller = callers.get().seller();
    Places places = counter.places(seller, event);
    var filter =
        new Grants.Filter(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            before == null ? OptionalLong.empty() : OptionalLong.of(before),
            PAGE);
    return database.read(
        handle -> {
          Sales.Sale sale = sales.one(handle, seller, event);
          var available = Availability.read(handle, event, seller, places);
          List<Registered> page = grants.list(handle, seller, event, filter);
          return Templates.event(
              new SellView.EventPage(
                  SellView.line(sale),
                  SellView.notice(sale, available, clock.instant()),
                  available,
                  blocks(available, places.plan()),
                  sale.paymentRequired(),
                  sale.membershipRequired(),
                  sale.personNeeded(),
                  form,
                  errors,
                  page.stream()
                      .map(one -> SellView.line(one, places, sale.zone(), clock.instant()))
                      .toList(),
                  page.size() < PAGE ? Optional.empty() : Optional.of(page.getLast().id()),
                  back));
        });
  }

  /** The blocks in which the seller has something left. */
  private static List<SellView.BlockChoice> blocks(Availability available, SeatPlan plan) {
    var free = new java.util.HashMap<Wish.BlockName, Integer>();
    available.blocks().forEach(b -> free.put(new Wish.BlockName(b.stand(), b.block()), b.free()));
    return IntStream.range(0, plan.blocks().size())
        .mapToObj(
            i -> {
              SeatPlan.Block block = plan.blocks().get(i);
              int left = free.getOrDefault(new Wish.BlockName(block.stand(), block.name()), 0);
              return new SellView.BlockChoice(
                  i, (block.stand() + " " + block.name()).strip(), left);
            })
        .filter(block -> block.free() > 0)
        .toList();
  }
}
