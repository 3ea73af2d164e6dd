package org.stile.center.events;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.stile.center.seating.PlanStore;
import org.stile.center.seating.SeatPlan;
import org.stile.center.seating.SeatPlans;
import org.stile.center.web.Caller;

/** What the form of an event needs beside its fields: plans to choose, types, the venue's clock. */
@ApplicationScoped
class EventEditing {
  private static final ZoneId UTC = ZoneId.of("UTC");

  private final Venues venues;
  private final PlanStore plans;
  private final SeatPlans seatPlans;
  private final InstantSource clock;

  EventEditing(Venues venues, PlanStore plans, SeatPlans seatPlans, InstantSource clock) {
    this.venues = venues;
    this.plans = plans;
    this.seatPlans = seatPlans;
    this.clock = clock;
  }

  /**
   * The page.
   *
   * @param id 0 for a new event.
   * @param zone of the chosen plan's venue.
   * @param types of the chosen plan.
   */
  public record View(
      long id,
      EventFields fields,
      Map<String, List<PlanStore.Choice>> plans,
      ZoneId zone,
      List<SeatPlan.SeatType> types,
      FormErrors errors) {
    public String title() {
      return fields.version().isEmpty() ? "Create an event" : "Edit event";
    }

    public boolean chosen(PlanStore.Choice choice) {
      return Long.toString(choice.plan()).equals(fields.plan());
    }
  }

  /** A fresh form; the plan is chosen if it is named, or the newest of the venue, or of any. */
  View blank(Handle handle, Caller caller, @Nullable Long venue, @Nullable Long plan) {
    List<PlanStore.Choice> choices = plans.choices(handle, caller);
    Optional<PlanStore.Choice> first =
        choices.stream()
            .filter(choice -> plan == null || choice.plan() == plan)
            .filter(choice -> venue == null || choice.venueId() == venue)
            .findFirst();
    String chosen = first.map(choice -> Long.toString(choice.plan())).orElse("");
    ZoneId zone = zone(handle, caller, choices, chosen);
    EventFields fields = EventFields.fresh(clock.instant(), zone, chosen);
    return view(handle, caller, 0, fields, FormErrors.NONE);
  }

  /** The form with these fields. */
  View view(Handle handle, Caller caller, long id, EventFields fields, FormErrors errors) {
    List<PlanStore.Choice> choices = plans.choices(handle, caller);
    Optional<PlanStore.Choice> chosen = chosen(choices, fields.plan());
    return new View(
        id,
        fields,
        EventFields.byVenue(choices),
        zone(handle, caller, choices, fields.plan()),
        chosen.isPresent() ? seatPlans.of(handle, chosen.get().plan()).types() : List.of(),
        errors);
  }

  /** What the fields say, by the clock of the chosen plan's venue. */
  EventForm form(Handle handle, Caller caller, EventFields fields) {
    List<PlanStore.Choice> choices = plans.choices(handle, caller);
    return fields.form(choices, zone(handle, caller, choices, fields.plan()));
  }

  private ZoneId zone(Handle handle, Caller caller, List<PlanStore.Choice> choices, String plan) {
    return chosen(choices, plan)
        .map(choice -> venues.of(handle, caller, choice.venueId()))
        .map(venue -> venue.details().venue().timeZone())
        .orElse(UTC);
  }

  private static Optional<PlanStore.Choice> chosen(List<PlanStore.Choice> choices, String plan) {
    return choices.stream().filter(choice -> Long.toString(choice.plan()).equals(plan)).findFirst();
  }
}
