package org.stile.center.seating;

import java.io.IOException;

/** Walks over the seats of a plan one by one, for formats that know no runs. */
final class PlanSeats {
  private PlanSeats() {}

  /** Told of each seat. */
  interface Visitor {
    /**
     * A seat.
     *
     * @param index its index.
     * @param within its place in the run, from 0.
     */
    void seat(SeatPlan.Block block, SeatPlan.Row row, SeatPlan.Run run, int index, int within)
        throws IOException;
  }

  /** Visits every seat in order. */
  static void visit(SeatPlan plan, Visitor visitor) throws IOException {
    int index = 0;
    for (SeatPlan.Block block : plan.blocks()) {
      for (SeatPlan.Row row : block.rows()) {
        for (SeatPlan.Run run : row.runs()) {
          for (int within = 0; within < run.count(); within++) {
            visitor.seat(block, row, run, index++, within);
          }
        }
      }
    }
  }

  /** The number of a seat of a run; "" if it has none. */
  static String number(SeatPlan.Run run, int within) {
    return run.numbered() ? Integer.toString(run.first() + within * run.step()) : "";
  }
}
