package org.stile.center.events;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.stile.center.seating.PlanStore;
import org.stile.center.seating.SeatPlan;
import org.stile.center.seating.SeatPlans;
import org.stile.center.web.Caller;
import org.stile.center.web.FieldErrors;
import org.stile.core.master.Zone;

/**
 * Keeps a venue's zones while seats lie in them. Without it an event on such a plan could not be
 * published again, and who took the zone away might never learn why.
 */
@ApplicationScoped
public class ZonesInUse {
  private static final int BLOCKS_TOLD = 3; // Enough to find the place on the plan.

  private final PlanStore plans;
  private final SeatPlans seatPlans;

  public ZonesInUse(PlanStore plans, SeatPlans seatPlans) {
    this.plans = plans;
    this.seatPlans = seatPlans;
  }

  /** Refuses to take a zone away in which a plan of the venue has seats, and says where. */
  void refuseRemoval(Handle handle, Caller caller, StoredVenue before, VenueDetails wanted) {
    var gone = new TreeMap<Integer, Zone>();
    before.details().venue().zones().forEach(zone -> gone.put(zone.number(), zone));
    wanted.venue().zones().forEach(zone -> gone.remove(zone.number()));
    if (gone.isEmpty()) {
      return;
    }
    var errors = new FieldErrors();
    for (PlanStore.Entry plan : plans.ofVenue(handle, caller, before.id())) {
      SeatPlan seats = seatPlans.of(handle, plan.id());
      for (Zone zone : gone.values()) {
        Set<String> blocks = blocksIn(seats, zone.number());
        if (!blocks.isEmpty()) {
          errors.add("zones", sentence(zone, plan, blocks));
        }
      }
    }
    errors.throwIfAny();
  }

  private static Set<String> blocksIn(SeatPlan plan, int zone) {
    return plan.blocks().stream()
        .filter(block -> block.zone() == zone)
        .map(SeatPlan.Block::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String sentence(Zone zone, PlanStore.Entry plan, Set<String> blocks) {
    List<String> told = blocks.stream().limit(BLOCKS_TOLD).toList();
    int more = blocks.size() - told.size();
    return "zone %d (%s) cannot be removed: the seat plan \"%s\" has seats there, in %s%s%s"
        .formatted(
            zone.number(),
            zone.name(),
            plan.name(),
            blocks.size() == 1 ? "block " : "blocks ",
            String.join(", ", told),
            more > 0 ? " and " + more + " more" : "");
  }
}
