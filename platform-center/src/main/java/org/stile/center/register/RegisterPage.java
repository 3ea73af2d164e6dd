package org.stile.center.register;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.masters.NewestMaster;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;
import org.stile.center.web.Scope;
import org.stile.center.web.Texts;
import org.stile.core.master.SeatMap;

/** The ticket register for people, and what they do to single tickets. */
@Path("/events/{event}/register")
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Scope.REGISTER_READ)
public class RegisterPage {
  private static final int ROWS = 100;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm:ss", Locale.ENGLISH);

  private final Database database;
  private final Register register;
  private final TicketStates states;
  private final NewestMaster masters;
  private final CurrentCaller callers;

  public RegisterPage(
      Database database,
      Register register,
      TicketStates states,
      NewestMaster masters,
      CurrentCaller callers) {
    this.database = database;
    this.register = register;
    this.states = states;
    this.masters = masters;
    this.callers = callers;
  }

  /** What the list shows. */
  record View(
      Register.Event event,
      List<RegisterEntry> seats,
      Map<String, Long> counts,
      String state,
      String words,
      Optional<Integer> next,
      Optional<NewestMaster.Summary> master,
      boolean wholeEvent) {
    /** A time by the clock of the venue. */
    public String shown(Instant instant) {
      return time(instant, event.zone());
    }

    /** What was searched for, in an address. */
    public String encodedWords() {
      return URLEncoder.encode(words, StandardCharsets.UTF_8);
    }

    /** Whether the place's name is one seat's alone; not in general admission. */
    public boolean placeIsOne(RegisterEntry seat) {
      return seat.place().matches(".*[0-9]");
    }

    /** The states there are. */
    public List<String> states() {
      return RegisterFilter.STATES;
    }

    /** A state as people say it. */
    public String words(String state) {
      return RegisterPage.words(state);
    }
  }

  /**
   * What the page of one seat shows.
   *
   * @param reason as it was typed.
   */
  record SeatView(
      Register.Event event,
      RegisterEntry seat,
      List<Register.Ticket> tickets,
      boolean mayChange,
      String reason,
      Optional<String> problem) {
    /** A time by the clock of the venue. */
    public String shown(Instant instant) {
      return time(instant, event.zone());
    }

    /** Whether the seat is still with the grant of this ticket. */
    public boolean holds(Register.Ticket ticket) {
      return seat.request().equals(Optional.of(ticket.request()));
    }

    /** A state as people say it. */
    public String words(String state) {
      return RegisterPage.words(state);
    }
  }

  @CheckedTemplate
  static final class Templates {
    private Templates() {}

    static native TemplateInstance register(View view);

    static native TemplateInstance seat(SeatView view);
  }

  /** Seats, searched and in pages. */
  @GET
  public String register(
      @PathParam("event") long id,
      @QueryParam("from") @DefaultValue("0") int from,
      @QueryParam("state") @Nullable String state,
      @QueryParam("q") @Nullable String words) {
    View view =
        database.read(
            handle -> {
              Register.Event event = register.event(handle, callers.get(), id);
              SeatMap seats = register.seats(handle, event);
              var filter = RegisterFilter.read(seats, from, ROWS, state, words);
              List<RegisterEntry> page = register.page(handle, event, seats, filter);
              return new View(
                  event,
                  page,
                  register.counts(handle, event),
                  state == null ? "" : state,
                  words == null ? "" : words,
                  RegisterResource.next(page, ROWS),
                  masters.of(handle, callers.get(), id),
                  event.seller().isEmpty());
            });
    return Templates.register(view).render();
  }

  /** One seat, its tickets, and what can be done to them. */
  @GET
  @Path("seats/{seat}")
  public String seat(@PathParam("event") long id, @PathParam("seat") int seat) {
    return page(id, seat, "", Optional.empty());
  }

  /** Suspends, reinstates or revokes a ticket. */
  @POST
  @Path("seats/{seat}/tickets/{ticket}")
  @RolesAllowed(Scope.TICKETS_REVOKE)
  public Response change(
      @PathParam("event") long id,
      @PathParam("seat") int seat,
      @PathParam("ticket") int ticket,
      @FormParam("change") @Nullable String change,
      @FormParam("reason") @Nullable String reason) {
    String typed = reason == null ? "" : reason.strip();
    try {
      var errors = new FieldErrors();
      TicketStates.Change wanted = TicketStatusResource.parse(errors, change);
      String why = Texts.name(errors, "reason", typed, 1, TicketStatusResource.REASON_BYTES_MAX);
      errors.throwIfAny();
      database.change(handle -> states.change(handle, callers.get(), id, ticket, wanted, why));
    } catch (Problem problem) {
      if (problem.status() == 404) {
        throw problem;
      }
      String again = page(id, seat, typed, Optional.of(problem.detail()));
      return Response.status(problem.status()).entity(again).build();
    }
    return Response.seeOther(URI.create("/events/" + id + "/register/seats/" + seat)).build();
  }

  private String page(long id, int seat, String reason, Optional<String> problem) {
    SeatView view = database.read(handle -> view(handle, id, seat, reason, problem));
    return Templates.seat(view).render();
  }

  private SeatView view(Handle handle, long id, int seat, String reason, Optional<String> problem) {
    Register.Event event = register.event(handle, callers.get(), id);
    SeatMap seats = register.seats(handle, event);
    RegisterEntry entry =
        register.page(handle, event, seats, RegisterFilter.all(Math.max(0, seat), 1)).stream()
            .filter(each -> each.seat() == seat)
            .findFirst()
            .orElseThrow(() -> Problem.notFound("seat"));
    return new SeatView(
        event,
        entry,
        register.tickets(handle, event, seat),
        callers.get().may(Scope.TICKETS_REVOKE),
        reason,
        problem);
  }

  private static String time(Instant instant, ZoneId zone) {
    return TIME.format(instant.atZone(zone)) + " (" + zone.getId() + ")";
  }

  private static String words(String state) {
    return switch (state) {
      case "FREE" -> "with nobody";
      case "BLOCKED" -> "blocked";
      case "ALLOTTED" -> "allotted, free";
      case "AWAITING_PAYMENT" -> "waits for payment";
      case "GRANTED" -> "granted";
      case "ISSUED" -> "ticket issued";
      case "SUSPENDED" -> "ticket suspended";
      case "REVOKED" -> "ticket revoked";
      case "VALID" -> "valid";
      default -> state.toLowerCase(Locale.ROOT);
    };
  }
}
