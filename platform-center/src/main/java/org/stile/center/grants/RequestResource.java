package org.stile.center.grants;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.web.Answer;
import org.stile.center.web.Caller;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;
import org.stile.center.web.Scope;
import org.stile.center.web.Writes;

/** Requests of a seller's client. */
@Path("/api/v1/events/{event}/requests")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class RequestResource {
  /** A hundred seats by long names take 20 KB. */
  private static final int BODY_BYTES_MAX = 65_536;

  private static final int PAGE_MAX = 200;

  private final Database database;
  private final SellerCounter counter;
  private final Requests requests;
  private final Grants grants;
  private final Writes writes;
  private final CurrentCaller callers;
  private final ObjectReader reader;

  public RequestResource(
      Database database,
      SellerCounter counter,
      Requests requests,
      Grants grants,
      Writes writes,
      CurrentCaller callers,
      ObjectMapper json) {
    this.database = database;
    this.counter = counter;
    this.requests = requests;
    this.grants = grants;
    this.writes = writes;
    this.callers = callers;
    this.reader =
        json.readerFor(RequestBody.class)
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .without(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
  }

  /** Requests, newest first, and where the next page begins. */
  record Page(List<RequestView> requests, Optional<Long> nextBefore) {}

  /** Asks for seats; a refusal is a registered result as well as a grant is. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Scope.REQUESTS_WRITE)
  public Response ask(
      @PathParam("event") long event,
      @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(
              content = @Content(schema = @Schema(implementation = RequestBody.class)))
          byte[] body) {
    String key = writes.key();
    RequestView made =
        counter.ask(
            callers.get(), event, key, writes.fingerprint(body), places -> meant(body, places));
    return Response.created(URI.create("/api/v1/events/" + event + "/requests/" + made.id()))
        .entity(made)
        .build();
  }

  /** One request. */
  @GET
  @Path("{request}")
  @RolesAllowed(Scope.REQUESTS_READ)
  public RequestView one(@PathParam("event") long event, @PathParam("request") long request) {
    long seller = callers.get().seller();
    Registered found = database.read(handle -> grants.one(handle, seller, event, request));
    return RequestView.of(found, requests.places(event));
  }

  /** Requests of one event. */
  @GET
  @RolesAllowed(Scope.REQUESTS_READ)
  public Page list(
      @PathParam("event") long event,
      @QueryParam("state") @Nullable String state,
      @QueryParam("chip") @Nullable String chip,
      @QueryParam("payment") @Nullable String payment,
      @QueryParam("before") @Nullable Long before,
      @QueryParam("limit") @DefaultValue("50") int limit) {
    long seller = callers.get().seller();
    var filter = filter(state, chip, payment, before, limit);
    Places places = counter.places(seller, event);
    List<RequestView> page =
        database.read(handle -> grants.list(handle, seller, event, filter)).stream()
            .map(request -> RequestView.of(request, places))
            .toList();
    return new Page(
        page, page.size() < limit ? Optional.empty() : Optional.of(page.getLast().id()));
  }

  /** The buyer does not want the seats any more. */
  @POST
  @Path("{request}/withdraw")
  @RolesAllowed(Scope.REQUESTS_WRITE)
  public Response withdraw(@PathParam("event") long event, @PathParam("request") long request) {
    return end(event, request, Act.WITHDRAW);
  }

  /** The seller takes the grant back. */
  @POST
  @Path("{request}/cancel")
  @RolesAllowed(Scope.REQUESTS_WRITE)
  public Response cancel(@PathParam("event") long event, @PathParam("request") long request) {
    return end(event, request, Act.CANCEL);
  }

  /** The buyer has the money back. */
  @POST
  @Path("{request}/refund")
  @RolesAllowed(Scope.REQUESTS_WRITE)
  public Response refund(@PathParam("event") long event, @PathParam("request") long request) {
    return end(event, request, Act.REFUND);
  }

  /**
   * Seats that leave a grant.
   *
   * @param seats indices, all of this grant.
   */
  record Leaving(@Nullable List<@Nullable Integer> seats) {}

  /** The buyer does not want some of the seats any more; the others stay as they are. */
  @POST
  @Path("{request}/withdraw-seats")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Scope.REQUESTS_WRITE)
  public Response withdrawSeats(
      @PathParam("event") long event, @PathParam("request") long request, @Nullable Leaving body) {
    Caller caller = callers.get();
    Places places = counter.places(caller.seller(), event);
    Leaving sent = Writes.sent(body);
    List<Integer> seats = RequestReader.seats(sent.seats(), null, places, new FieldErrors());
    return writes.once(
        sent,
        handle -> {
          Registered left =
              grants.withdraw(handle, caller.actor(), caller.seller(), event, request, seats);
          handle.afterCommit(() -> requests.returned(left, seats));
          return Answer.ok(RequestView.of(left, places));
        });
  }

  private Response end(long event, long request, Act act) {
    Caller caller = callers.get();
    Places places = counter.places(caller.seller(), event);
    return writes.once(
        act,
        handle -> {
          Registered ended =
              grants.end(handle, caller.actor(), caller.seller(), event, request, act);
          handle.afterCommit(() -> requests.returned(ended));
          return Answer.ok(RequestView.of(ended, places));
        });
  }

  private RequestReader.Meant meant(byte[] body, Places places) {
    if (body.length > BODY_BYTES_MAX) {
      throw new Problem(
          413, "too-large", "A request has at most " + BODY_BYTES_MAX + " bytes.", List.of());
    }
    try {
      RequestBody read = reader.readValue(body);
      if (read == null) {
        throw Problem.invalid("body", "must be a JSON object, not null");
      }
      return RequestReader.read(read, places, new FieldErrors());
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      var at = e.getLocation();
      throw Problem.invalid(
          at == null ? "body" : "line " + at.getLineNr() + ", column " + at.getColumnNr(),
          String.valueOf(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Grants.Filter filter(
      @Nullable String state,
      @Nullable String chip,
      @Nullable String payment,
      @Nullable Long before,
      int limit) {
    var errors = new FieldErrors();
    errors.require(limit >= 1 && limit <= PAGE_MAX, "limit", "must be from 1 to " + PAGE_MAX);
    errors.require(
        chip == null || chip.matches("([0-9A-Fa-f]{2}){4,10}"),
        "chip",
        "must be 8 to 20 hexadecimal digits");
    Optional<State> known = Optional.empty();
    if (state != null) {
      known = java.util.Arrays.stream(State.values()).filter(s -> s.name().equals(state)).findAny();
      errors.require(
          known.isPresent(),
          "state",
          "must be one of " + java.util.Arrays.toString(State.values()));
    }
    errors.throwIfAny();
    return new Grants.Filter(
        known,
        Optional.ofNullable(chip).map(text -> text.toLowerCase(Locale.ROOT)),
        Optional.ofNullable(payment),
        before == null ? OptionalLong.empty() : OptionalLong.of(before),
        limit);
  }
}
