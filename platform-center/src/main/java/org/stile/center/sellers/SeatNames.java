package org.stile.center.sellers;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.stile.center.seating.SeatPlan;

/** What people call the seats of a plan: "North C12, row 24, seats 101 to 130". Immutable. */
final class SeatNames {
  private final List<Run> runs = new ArrayList<>();

  SeatNames(SeatPlan plan) {
    int next = 0;
    for (SeatPlan.Block block : plan.blocks()) {
      String place = block.stand().isEmpty() ? block.name() : block.stand() + " " + block.name();
      for (SeatPlan.Row row : block.rows()) {
        for (SeatPlan.Run run : row.runs()) {
          runs.add(new Run(next, place, row.name(), run));
          next += run.count();
        }
      }
    }
  }

  /** Some seats of one run and their name. */
  record Named(SeatRange seats, String name) {}

  /** The seats of a set, neighbours within a run under one name, in ascending order. */
  List<Named> of(BitSet seats) {
    var named = new ArrayList<Named>();
    for (Run run : runs) {
      int end = run.first + run.run.count();
      for (int from = seats.nextSetBit(run.first); from >= 0 && from < end; ) {
        int until = Math.min(end, seats.nextClearBit(from));
        named.add(new Named(new SeatRange(from, until - from), run.name(from, until - 1)));
        from = seats.nextSetBit(until);
      }
    }
    return named;
  }

  private record Run(int first, String place, String row, SeatPlan.Run run) {
    String name(int from, int to) {
      String rows = row.isEmpty() ? place : place + ", row " + row;
      String word = run.numbered() ? "seat" : "place";
      return from == to
          ? rows + ", " + word + " " + number(from)
          : rows + ", " + word + "s " + number(from) + " to " + number(to);
    }

    /** Places without numbers are counted from 1. */
    private int number(int seat) {
      int within = seat - first;
      return run.numbered() ? run.first() + within * run.step() : within + 1;
    }
  }
}
