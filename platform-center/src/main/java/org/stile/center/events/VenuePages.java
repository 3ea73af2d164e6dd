package org.stile.center.events;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.seating.PlanStore;
import org.stile.center.web.Caller;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Forms;
import org.stile.center.web.Problem;
import org.stile.center.web.Scope;

/** Where an organizer keeps venues. */
@Path("/venues")
@RunOnVirtualThread
@RolesAllowed(Scope.VENUES_WRITE)
@Produces(MediaType.TEXT_HTML)
public class VenuePages {
  /** Those in use; a list of all aliases would be three times as long. */
  private static final List<String> TIME_ZONES =
      ZoneId.getAvailableZoneIds().stream()
          .filter(id -> id.contains("/") && !id.startsWith("Etc/") && !id.startsWith("SystemV/"))
          .sorted()
          .toList();

  private final Database database;
  private final CurrentCaller caller;
  private final Venues venues;
  private final PlanStore plans;
  private final SampleVenue sample;
  private final Forms forms;

  public VenuePages(
      Database database,
      CurrentCaller caller,
      Venues venues,
      PlanStore plans,
      SampleVenue sample,
      Forms forms) {
    this.forms = forms;
    this.database = database;
    this.caller = caller;
    this.venues = venues;
    this.plans = plans;
    this.sample = sample;
  }

  @CheckedTemplate
  static final class Templates {
    private Templates() {}

    static native TemplateInstance list(List<Venues.Entry> venues);

    static native TemplateInstance venue(
        StoredVenue venue, List<PlanStore.Entry> plans, FormErrors errors);

    static native TemplateInstance edit(
        String title, long id, VenueFields fields, List<String> timeZones, FormErrors errors);
  }

  /** All venues. */
  @GET
  public String list() {
    return Templates.list(database.read(handle -> venues.list(handle, caller.get()))).render();
  }

  /** The form of a new venue. */
  @GET
  @Path("/new")
  public String blank() {
    return Templates.edit("Register a venue", 0, VenueFields.NEW, TIME_ZONES, FormErrors.NONE)
        .render();
  }

  /** Makes a venue. */
  @POST
  @Path("/new")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response create(MultivaluedMap<String, String> form) {
    VenueFields fields = VenueFields.of(form);
    try {
      URI made =
          forms.once(
              form.getFirst("once"),
              form,
              handle ->
                  URI.create("/venues/" + venues.create(handle, caller.get(), fields.form())));
      return Response.seeOther(made).build();
    } catch (Problem problem) {
      return edit(problem.status(), 0, fields, FormErrors.of(problem));
    }
  }

  /** One venue, with what to do next. */
  @GET
  @Path("/{venue}")
  public String one(@PathParam("venue") long venue) {
    return page(venue, FormErrors.NONE);
  }

  private String page(long venue, FormErrors errors) {
    Caller by = caller.get();
    return database.read(
        handle ->
            Templates.venue(venues.of(handle, by, venue), plans.ofVenue(handle, by, venue), errors)
                .render());
  }

  /** The form of a venue. */
  @GET
  @Path("/{venue}/edit")
  public Response form(@PathParam("venue") long venue) {
    StoredVenue stored = database.read(handle -> venues.of(handle, caller.get(), venue));
    return edit(200, venue, VenueFields.of(stored), FormErrors.NONE);
  }

  /** Saves a venue, or adds and removes rows of its form. */
  @POST
  @Path("/{venue}/edit")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response save(@PathParam("venue") long venue, MultivaluedMap<String, String> form) {
    database.read(handle -> venues.of(handle, caller.get(), venue));
    VenueFields fields = VenueFields.of(form);
    String wish = VenueFields.text(form, "do");
    if (!wish.equals("save")) {
      return edit(200, venue, fields.changed(wish), FormErrors.NONE);
    }
    try {
      database.change(handle -> venues.update(handle, caller.get(), venue, fields.form()));
      return Response.seeOther(URI.create("/venues/" + venue)).build();
    } catch (Problem problem) {
      if (FormErrors.meanwhile(problem)) {
        int now = database.read(handle -> venues.of(handle, caller.get(), venue)).version();
        return edit(
            problem.status(), venue, fields.withVersion(now), FormErrors.of(problem).withChoice());
      }
      return edit(problem.status(), venue, fields, FormErrors.of(problem));
    }
  }

  /** Adds a sample stadium. */
  @POST
  @Path("/{venue}/sample-stadium")
  public Response sample(
      @PathParam("venue") long venue,
      @FormParam("seats") @Nullable Integer seats,
      @FormParam("once") @Nullable String once) {
    int wanted = seats == null ? 0 : seats;
    try {
      URI made =
          forms.once(
              once,
              wanted,
              handle ->
                  URI.create(
                      "/venues/"
                          + venue
                          + "/plans/"
                          + sample.add(handle, caller.get(), venue, wanted)));
      return Response.seeOther(made).build();
    } catch (Problem problem) {
      if (problem.status() == 404) {
        throw problem;
      }
      return Response.status(problem.status()).entity(page(venue, FormErrors.of(problem))).build();
    }
  }

  private static String title(long id) {
    return id == 0 ? "Register a venue" : "Edit venue";
  }

  private static Response edit(int status, long id, VenueFields fields, FormErrors errors) {
    return Response.status(status)
        .entity(Templates.edit(title(id), id, fields, TIME_ZONES, errors).render())
        .build();
  }
}
