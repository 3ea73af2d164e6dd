package org.stile.center.seating;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.stile.center.web.Problem;

/**
 * Seat plans by their number; read once and kept, since a stored plan never changes. Any thread.
 */
@ApplicationScoped
public class SeatPlans {
  /** A plan of 100 000 seats takes one to ten megabytes. */
  private static final int KEPT_MAX = 16;

  private final Map<Long, SeatPlan> kept = new LinkedHashMap<>(KEPT_MAX, 0.75f, true);

  public SeatPlans() {}

  /** The plan with this number, which the database is known to hold. */
  public SeatPlan of(Handle handle, long planId) {
    SeatPlan known = kept(planId);
    if (known != null) {
      return known;
    }
    String document =
        handle
            .createQuery("SELECT document FROM seat_plan WHERE id = :plan")
            .bind("plan", planId)
            .mapTo(String.class)
            .findOne()
            .orElseThrow(() -> Problem.notFound("seat plan"));
    SeatPlan plan = PlanJson.read(document.getBytes(StandardCharsets.UTF_8));
    keep(planId, plan);
    return plan;
  }

  /** The plan of an event, which the caller is known to be allowed to see. */
  public SeatPlan ofEvent(Handle handle, long eventId) {
    long plan =
        handle
            .createQuery("SELECT seat_plan_id FROM event WHERE id = :event")
            .bind("event", eventId)
            .mapTo(long.class)
            .findOne()
            .orElseThrow(() -> Problem.notFound("event"));
    return of(handle, plan);
  }

  private @Nullable SeatPlan kept(long planId) {
    synchronized (kept) {
      return kept.get(planId);
    }
  }

  private void keep(long planId, SeatPlan plan) {
    synchronized (kept) {
      kept.put(planId, plan);
      if (kept.size() > KEPT_MAX) {
        kept.remove(kept.keySet().iterator().next());
      }
    }
  }
}
