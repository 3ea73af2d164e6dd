package org.stile.center.grants;

import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.stile.center.seating.SeatPlan;

/** The seats of the events this node lately had to do with. Any thread. */
final class PlacesOfEvents {
  /** One of 100 000 seats takes 150 KB beside its plan, and keeps the plan (some MB). */
  private static final int EVENTS_MAX = 50;

  private final Plans plans;
  private final Map<Long, Places> known = Lately.map(EVENTS_MAX);

  PlacesOfEvents(Plans plans) {
    this.plans = plans;
  }

  Places of(Handle handle, long event) {
    SeatPlan plan = plans.ofEvent(handle, event);
    Places places = known.get(event);
    if (places == null || !places.isOf(plan)) {
      places = Places.of(plan);
      known.put(event, places);
    }
    return places;
  }
}
