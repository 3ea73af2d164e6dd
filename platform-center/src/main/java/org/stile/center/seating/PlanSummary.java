package org.stile.center.seating;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a plan holds, counted, for people to see whether it is the one they meant.
 *
 * @param blocks by stand and block, in their order.
 */
public record PlanSummary(int seats, List<TypeCount> types, List<BlockCount> blocks) {

  /** How many seats there are of a type. */
  public record TypeCount(SeatPlan.SeatType type, int seats) {}

  /** How many seats and rows a block has. */
  public record BlockCount(String stand, String name, int zone, int rows, int seats) {}

  /** Counts. */
  public static PlanSummary of(SeatPlan plan) {
    Map<Integer, Integer> counts = new LinkedHashMap<>();
    for (int type : plan.seatTypes()) {
      counts.merge(type, 1, Integer::sum);
    }
    var types = new ArrayList<TypeCount>();
    for (SeatPlan.SeatType type : plan.types()) {
      types.add(new TypeCount(type, counts.getOrDefault(type.number(), 0)));
    }
    var blocks = new ArrayList<BlockCount>();
    for (SeatPlan.Block block : plan.blocks()) {
      int rows = block.generalAdmission() ? 0 : block.rows().size();
      blocks.add(new BlockCount(block.stand(), block.name(), block.zone(), rows, block.size()));
    }
    return new PlanSummary(plan.size(), types, blocks);
  }
}
