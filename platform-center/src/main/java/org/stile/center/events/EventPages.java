package org.stile.center.events;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
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
import java.time.ZoneId;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.seating.PlanStore;
import org.stile.center.seating.SeatPlans;
import org.stile.center.web.Caller;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Forms;
import org.stile.center.web.Problem;
import org.stile.center.web.Scope;

/** Where an organizer keeps events: the list, an event's own page, publishing, cancelling. */
@Path("/events")
@RunOnVirtualThread
@RolesAllowed(Scope.EVENTS_WRITE)
@Produces(MediaType.TEXT_HTML)
public class EventPages {
  private static final int PAGE = 100;

  private final Database database;
  private final CurrentCaller caller;
  private final Catalogue catalogue;
  private final Events events;
  private final Publishing publishing;
  private final Venues venues;
  private final PlanStore plans;
  private final SeatPlans seatPlans;
  private final EventEditing editing;
  private final Forms forms;

  public EventPages(
      Database database,
      CurrentCaller caller,
      Catalogue catalogue,
      Events events,
      Publishing publishing,
      Venues venues,
      PlanStore plans,
      SeatPlans seatPlans,
      EventEditing editing,
      Forms forms) {
    this.forms = forms;
    this.database = database;
    this.caller = caller;
    this.catalogue = catalogue;
    this.events = events;
    this.publishing = publishing;
    this.venues = venues;
    this.plans = plans;
    this.seatPlans = seatPlans;
    this.editing = editing;
  }

  @CheckedTemplate
  static final class Templates {
    private Templates() {}

    static native TemplateInstance list(Catalogue.Page page, boolean plans);

    static native TemplateInstance event(EventOverview view);

    static native TemplateInstance edit(EventEditing.View view);
  }

  /** All events. */
  @GET
  public String list(@QueryParam("after") @DefaultValue("0") long after) {
    return database.read(
        handle ->
            Templates.list(
                    catalogue.page(handle, caller.get(), after, PAGE),
                    !plans.choices(handle, caller.get()).isEmpty())
                .render());
  }

  /** The form of a new event. */
  @GET
  @Path("/new")
  public String blank(
      @QueryParam("venue") @Nullable Long venue, @QueryParam("plan") @Nullable Long plan) {
    return database.read(
        handle -> Templates.edit(editing.blank(handle, caller.get(), venue, plan)).render());
  }

  /** Makes an event, or adds and removes windows of its form. */
  @POST
  @Path("/new")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response create(MultivaluedMap<String, String> form) {
    EventFields fields = EventFields.of(form);
    Caller by = caller.get();
    String wish = VenueFields.text(form, "do");
    if (EventFields.changes(wish)) {
      return edit(200, 0, fields.changed(wish), FormErrors.NONE);
    }
    try {
      URI made =
          forms.once(
              form.getFirst("once"),
              form,
              handle ->
                  URI.create(
                      "/events/" + events.create(handle, by, editing.form(handle, by, fields))));
      return Response.seeOther(made).build();
    } catch (Problem problem) {
      return edit(problem.status(), 0, fields, FormErrors.of(problem));
    }
  }

  /** One event: how it stands, what to do next. */
  @GET
  @Path("/{event}")
  public String one(@PathParam("event") long event) {
    return page(event, FormErrors.NONE);
  }

  private String page(long eventId, FormErrors errors) {
    Caller by = caller.get();
    return database.read(
        handle -> {
          StoredEvent event = events.ownEvent(handle, by, eventId);
          return Templates.event(
                  new EventOverview(
                      event,
                      venues.of(handle, by, event.venueId()),
                      plans.entry(handle, by, event.venueId(), event.seatPlanId()).name(),
                      seatPlans.of(handle, event.seatPlanId()).types(),
                      EventNumbers.of(handle, eventId),
                      publishing.missing(handle, event),
                      publishing.changedSince(handle, event),
                      errors))
              .render();
        });
  }

  /** The form of an event. */
  @GET
  @Path("/{event}/edit")
  public Response form(@PathParam("event") long eventId) {
    Caller by = caller.get();
    EventFields fields =
        database.read(
            handle -> {
              StoredEvent event = events.ownEvent(handle, by, eventId);
              ZoneId zone = venues.of(handle, by, event.venueId()).details().venue().timeZone();
              return EventFields.of(event, zone);
            });
    return edit(200, eventId, fields, FormErrors.NONE);
  }

  /** Saves an event, or adds and removes windows of its form. */
  @POST
  @Path("/{event}/edit")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response save(@PathParam("event") long event, MultivaluedMap<String, String> form) {
    Caller by = caller.get();
    database.read(handle -> events.ownEvent(handle, by, event));
    EventFields fields = EventFields.of(form);
    String wish = VenueFields.text(form, "do");
    if (!wish.equals("save")) {
      return edit(200, event, fields.changed(wish), FormErrors.NONE);
    }
    try {
      database.change(handle -> events.update(handle, by, event, editing.form(handle, by, fields)));
      return Response.seeOther(URI.create("/events/" + event)).build();
    } catch (Problem problem) {
      if (FormErrors.meanwhile(problem)) {
        int now = database.read(handle -> events.ownEvent(handle, by, event)).version();
        return edit(
            problem.status(), event, fields.withVersion(now), FormErrors.of(problem).withChoice());
      }
      return edit(problem.status(), event, fields, FormErrors.of(problem));
    }
  }

  private Response edit(int status, long event, EventFields fields, FormErrors errors) {
    EventEditing.View view =
        database.read(handle -> editing.view(handle, caller.get(), event, fields, errors));
    return Response.status(status).entity(Templates.edit(view).render()).build();
  }

  /** Publishes the draft as the next version. */
  @POST
  @Path("/{event}/publish")
  public Response publish(@PathParam("event") long event) {
    return act(event, handle -> publishing.publish(handle, caller.get(), event));
  }

  /** Cancels the event; the box must be ticked. */
  @POST
  @Path("/{event}/cancel")
  public Response cancel(@PathParam("event") long event, @FormParam("sure") @Nullable String sure) {
    return act(
        event,
        handle -> {
          events.ownEvent(handle, caller.get(), event);
          if (sure == null) {
            throw Problem.invalid("sure", "tick the box to say that you mean it");
          }
          publishing.cancel(handle, caller.get(), event);
        });
  }

  private Response act(long event, Consumer<Handle> act) {
    try {
      database.change(act);
      return Response.seeOther(URI.create("/events/" + event)).build();
    } catch (Problem problem) {
      if (problem.status() == 404) {
        throw problem;
      }
      return Response.status(problem.status()).entity(page(event, FormErrors.of(problem))).build();
    }
  }
}
