package org.stile.center.events;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.stile.center.audit.Audit;
import org.stile.center.seating.EventSeats;
import org.stile.center.seating.PlanStore;
import org.stile.center.seating.SeatPlan;
import org.stile.center.seating.SeatPlans;
import org.stile.center.web.Caller;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;
import org.stile.core.id.EventId;

/** The events of an organizer: drafts, and what was published of them. */
@ApplicationScoped
public class Events {
  private final EventRows rows;
  private final Venues venues;
  private final PlanStore plans;
  private final SeatPlans seatPlans;
  private final Audit audit;
  private final InstantSource clock;

  public Events(
      EventRows rows,
      Venues venues,
      PlanStore plans,
      SeatPlans seatPlans,
      Audit audit,
      InstantSource clock) {
    this.rows = rows;
    this.venues = venues;
    this.plans = plans;
    this.seatPlans = seatPlans;
    this.audit = audit;
    this.clock = clock;
  }

  /** The event, if it is the caller's organizer's; 404 otherwise. */
  public StoredEvent ownEvent(Handle handle, Caller caller, long eventId) {
    return rows.find(handle, caller.organizer(), eventId, "")
        .orElseThrow(() -> Problem.notFound("event"));
  }

  /** {@link #ownEvent}, locked until the transaction ends: nobody else changes its row. */
  StoredEvent lockedEvent(Handle handle, Caller caller, long eventId) {
    return rows.find(handle, caller.organizer(), eventId, "FOR UPDATE")
        .orElseThrow(() -> Problem.notFound("event"));
  }

  /**
   * The newest published version of an event that the caller is known to be allowed to see, if one
   * was published. A cancelled event has one still.
   */
  public Optional<PublishedEvent> published(Handle handle, long eventId) {
    return rows.published(handle, eventId);
  }

  /** Makes an event, with its seats; answers its number. */
  public long create(Handle handle, Caller caller, EventForm form) {
    Place place = place(handle, caller, form);
    EventId id = rows.nextNumber(handle);
    EventDetails details = EventDetails.of(form, id, place.venue.details().venue(), place.plan);
    rows.insert(handle, stored(id.value(), caller, place, details), clock.instant());
    EventSeats.lay(handle, id.value(), place.plan);
    audit.record(
        handle,
        caller,
        "event.create",
        "event:" + id.value(),
        Map.of("name", details.information().name(), "seatPlan", place.planId));
    return id.value();
  }

  /** Changes the draft of an event; visible to others when it is published again. */
  public void update(Handle handle, Caller caller, long eventId, EventForm form) {
    StoredEvent before = lockedEvent(handle, caller, eventId);
    if (before.cancelled()) {
      throw Problem.conflict(
          "cancelled", "This event is cancelled and cannot be changed any more.");
    }
    Place place = place(handle, caller, form);
    EventDetails details =
        EventDetails.of(form, new EventId(eventId), place.venue.details().venue(), place.plan);
    StoredEvent wanted = stored(eventId, caller, place, details);
    EventChanges.demandVersion(form.version(), before, wanted, place.venue);
    EventChanges.demandAllowed(before, wanted);
    if (before.seatPlanId() != wanted.seatPlanId()) {
      exchangePlan(handle, eventId, place.plan);
      rows.update(handle, wanted);
    } else {
      rows.update(handle, wanted.withNextTicket(before.nextTicket()));
    }
    audit.record(
        handle,
        caller,
        "event.update",
        "event:" + eventId,
        Map.of("name", wanted.name(), "version", before.version() + 1));
  }

  private static void exchangePlan(Handle handle, long eventId, SeatPlan plan) {
    boolean begun =
        handle
            .createQuery(
                """
                SELECT EXISTS (SELECT 1 FROM seat
                  WHERE event_id = :event AND (seller_id IS NOT NULL OR blocked))
                """)
            .bind("event", eventId)
            .mapTo(Boolean.class)
            .one();
    if (begun) {
      throw Problem.conflict(
          "seats-allotted",
          "Seats of this plan are allotted or blocked. Take them back on the map before you"
              + " choose another plan.");
    }
    EventSeats.clear(handle, eventId);
    EventSeats.lay(handle, eventId, plan);
  }

  private StoredEvent stored(long id, Caller caller, Place place, EventDetails details) {
    return new StoredEvent(
        id,
        caller.organizer(),
        place.venue.id(),
        place.planId,
        details.information().name(),
        details.information().startsAt(),
        details.rules(),
        details.entries(),
        StoredEvent.State.DRAFT,
        1,
        OptionalInt.empty(),
        place.plan.size());
  }

  /** Where it takes place, which everything else is checked against. */
  private Place place(Handle handle, Caller caller, EventForm form) {
    var errors = new FieldErrors();
    StoredVenue venue = venue(handle, caller, form.venue());
    errors.require(venue != null, "venue", "choose one of your venues");
    if (venue == null) {
      throw Problem.invalid(errors.list());
    }
    Long planId = form.seatPlan();
    List<PlanStore.Entry> known = plans.ofVenue(handle, caller, venue.id());
    if (planId == null || known.stream().noneMatch(entry -> entry.id() == planId)) {
      errors.add("seatPlan", "choose a seat plan of " + venue.details().venue().name());
      throw Problem.invalid(errors.list());
    }
    return new Place(venue, planId, seatPlans.of(handle, planId));
  }

  private @Nullable StoredVenue venue(Handle handle, Caller caller, @Nullable Long venueId) {
    return venueId == null ? null : venues.find(handle, caller, venueId).orElse(null);
  }

  private record Place(StoredVenue venue, long planId, SeatPlan plan) {}
}
