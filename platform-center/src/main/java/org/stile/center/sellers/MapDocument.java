package org.stile.center.sellers;

import java.util.ArrayList;
import java.util.List;
import org.stile.center.seating.SeatPlan;
import org.stile.center.seating.SeatPlan.Place;

/**
 * A seat plan as the map screen reads it: columns of runs, not seats, most of them differences to
 * the run before, which compress well (docs/reference/seat-map.md).
 */
record MapDocument(
    int format, int seats, List<SeatPlan.SeatType> types, Blocks blocks, Rows rows, Runs runs) {
  private static final int FORMAT = 1;
  private static final int NUMBERED = 1;
  private static final int AISLE = 2;
  private static final int LINE = 0;
  private static final int POINTS = 1;
  private static final int AREA = 2;

  /** Steps from seat to seat in 1/64 cm: over the longest row they err by centimetres. */
  private static final double STEP_UNITS = 64;

  /**
   * One value a block.
   *
   * @param rows how many rows it has.
   */
  record Blocks(List<String> stand, List<String> name, List<Integer> zone, List<Integer> rows) {}

  /**
   * One value a row.
   *
   * @param runs how many runs it has.
   */
  record Rows(List<String> name, List<Integer> runs) {}

  /**
   * One value a run; x, y, a, b each less the value of the run before.
   *
   * @param type index into the types.
   * @param flags 1: numbered, 2: an aisle before it.
   * @param kind 0: on a line, 1: points, 2: spread over an area.
   * @param x of the first seat or of the area's corner, cm.
   * @param a step to the right in 1/64 cm; an area's width in cm; 0.
   * @param b step down in 1/64 cm; an area's height in cm; 0.
   * @param points of runs of kind 1, all but the first seat: right and down from the seat before,
   *     in turn, cm.
   */
  record Runs(
      List<Integer> first,
      List<Integer> step,
      List<Integer> count,
      List<Integer> type,
      List<Integer> flags,
      List<Integer> kind,
      List<Integer> x,
      List<Integer> y,
      List<Integer> a,
      List<Integer> b,
      List<Integer> points) {
    Runs() {
      this(
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>());
    }
  }

  static MapDocument of(SeatPlan plan) {
    var blocks =
        new Blocks(
            plan.blocks().stream().map(SeatPlan.Block::stand).toList(),
            plan.blocks().stream().map(SeatPlan.Block::name).toList(),
            plan.blocks().stream().map(SeatPlan.Block::zone).toList(),
            plan.blocks().stream().map(block -> block.rows().size()).toList());
    List<SeatPlan.Row> rows =
        plan.blocks().stream().flatMap(block -> block.rows().stream()).toList();
    var types = plan.types().stream().map(SeatPlan.SeatType::number).toList();
    var runs = new Runs();
    var before = new Corner(0, 0, 0, 0);
    for (SeatPlan.Row row : rows) {
      for (SeatPlan.Run run : row.runs()) {
        before = add(runs, run, types.indexOf(run.type()), before);
      }
    }
    return new MapDocument(
        FORMAT,
        plan.size(),
        plan.types(),
        blocks,
        new Rows(
            rows.stream().map(SeatPlan.Row::name).toList(),
            rows.stream().map(row -> row.runs().size()).toList()),
        runs);
  }

  private record Corner(int x, int y, int a, int b) {}

  private static Corner add(Runs runs, SeatPlan.Run run, int type, Corner before) {
    runs.first.add(run.first());
    runs.step.add(run.step());
    runs.count.add(run.count());
    runs.type.add(type);
    runs.flags.add((run.numbered() ? NUMBERED : 0) | (run.aisle() ? AISLE : 0));
    Corner corner = place(runs, run.place());
    runs.x.add(corner.x - before.x);
    runs.y.add(corner.y - before.y);
    runs.a.add(corner.a - before.a);
    runs.b.add(corner.b - before.b);
    return corner;
  }

  private static Corner place(Runs runs, Place place) {
    return switch (place) {
      case Place.Line line -> {
        runs.kind.add(LINE);
        yield new Corner(line.x(), line.y(), units(line.dx()), units(line.dy()));
      }
      case Place.Points points -> {
        runs.kind.add(POINTS);
        for (int i = 1; i < points.xs().size(); i++) {
          runs.points.add(points.xs().get(i) - points.xs().get(i - 1));
          runs.points.add(points.ys().get(i) - points.ys().get(i - 1));
        }
        yield new Corner(points.xs().getFirst(), points.ys().getFirst(), 0, 0);
      }
      case Place.Area area -> {
        runs.kind.add(AREA);
        yield new Corner(area.x(), area.y(), area.width(), area.height());
      }
    };
  }

  private static int units(double step) {
    return Math.toIntExact(Math.round(step * STEP_UNITS));
  }
}
