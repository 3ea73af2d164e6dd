package org.stile.center.masters;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.stile.center.events.Events;
import org.stile.center.events.PublishedEvent;
import org.stile.center.seating.SeatPlans;

/** Reads what was published of an event. */
@ApplicationScoped
class PublishedFacts {
  private final Events events;
  private final SeatPlans plans;

  PublishedFacts(Events events, SeatPlans plans) {
    this.events = events;
    this.plans = plans;
  }

  /** The facts of an event; empty if it was never published. */
  Optional<EventFacts> of(Handle handle, long event) {
    return events.published(handle, event).map(published -> facts(handle, event, published));
  }

  private EventFacts facts(Handle handle, long event, PublishedEvent published) {
    boolean cancelled =
        handle
            .createQuery("SELECT state = 'CANCELLED' FROM event WHERE id = :event")
            .bind("event", event)
            .mapTo(boolean.class)
            .one();
    return new EventFacts(
        published.information(),
        published.venue(),
        plans.of(handle, published.seatPlanId()).seatMap(),
        published.rules(),
        cancelled);
  }
}
