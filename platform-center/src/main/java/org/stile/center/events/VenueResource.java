package org.stile.center.events;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.seating.SampleStadium;
import org.stile.center.web.Answer;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Problem;
import org.stile.center.web.Scope;
import org.stile.center.web.Writes;

/** Venues over the API. */
@Path("/api/v1/venues")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class VenueResource {
  private final Database database;
  private final CurrentCaller caller;
  private final Writes writes;
  private final Venues venues;
  private final SampleVenue sample;

  public VenueResource(
      Database database, CurrentCaller caller, Writes writes, Venues venues, SampleVenue sample) {
    this.database = database;
    this.caller = caller;
    this.writes = writes;
    this.venues = venues;
    this.sample = sample;
  }

  /** A venue with its number. */
  public record Numbered(long id, VenueForm venue) {}

  /** How large a sample stadium shall be. */
  public record SampleWish(@Nullable Integer seats) {}

  /** The organizer's venues, by name. */
  @GET
  @RolesAllowed(Scope.VENUES_READ)
  public List<Venues.Entry> list() {
    return database.read(handle -> venues.list(handle, caller.get()));
  }

  /** Makes a venue. */
  @POST
  @RolesAllowed(Scope.VENUES_WRITE)
  public Response create(VenueForm form) {
    VenueForm sent = sent(form);
    return writes.once(
        sent,
        handle -> {
          long id = venues.create(handle, caller.get(), sent);
          return Answer.created(
              "/api/v1/venues/" + id, new Numbered(id, venues.of(handle, caller.get(), id).form()));
        });
  }

  /** One venue. */
  @GET
  @Path("/{venue}")
  @RolesAllowed(Scope.VENUES_READ)
  public Numbered one(@PathParam("venue") long venue) {
    return new Numbered(
        venue, database.read(handle -> venues.of(handle, caller.get(), venue)).form());
  }

  /** Changes a venue, whole; "version" says what was edited. */
  @PUT
  @Path("/{venue}")
  @RolesAllowed(Scope.VENUES_WRITE)
  public Response update(@PathParam("venue") long venue, VenueForm form) {
    VenueForm sent = sent(form);
    return writes.once(
        sent,
        handle -> {
          venues.update(handle, caller.get(), venue, sent);
          return Answer.ok(new Numbered(venue, venues.of(handle, caller.get(), venue).form()));
        });
  }

  /** Adds a sample stadium to a venue, to try things with. */
  @POST
  @Path("/{venue}/sample-stadium")
  @RolesAllowed(Scope.VENUES_WRITE)
  public Response sample(@PathParam("venue") long venue, SampleWish wish) {
    int seats = wish == null || wish.seats() == null ? SampleStadium.SEATS_MAX : wish.seats();
    return writes.once(
        seats,
        handle -> {
          long plan = sample.add(handle, caller.get(), venue, seats);
          return Answer.created(
              "/api/v1/venues/" + venue + "/plans/" + plan, Map.of("id", plan, "seats", seats));
        });
  }

  private static VenueForm sent(@Nullable VenueForm form) {
    if (form == null) {
      throw Problem.invalid("body", "is missing: send the venue as JSON");
    }
    return form;
  }
}
