package org.stile.center.seating;

import java.util.List;
import org.stile.center.seating.SeatPlan.Place;

/** Where each seat of a plan is drawn, by its index; centimetres. Immutable. */
public final class Positions {
  private final int[] xs;
  private final int[] ys;

  private Positions(int size) {
    xs = new int[size];
    ys = new int[size];
  }

  /** Where the seats of {@code plan} are. */
  public static Positions of(SeatPlan plan) {
    var positions = new Positions(plan.size());
    int seat = 0;
    for (SeatPlan.Block block : plan.blocks()) {
      for (SeatPlan.Row row : block.rows()) {
        for (SeatPlan.Run run : row.runs()) {
          positions.put(seat, run);
          seat += run.count();
        }
      }
    }
    return positions;
  }

  public int size() {
    return xs.length;
  }

  public int x(int seat) {
    return xs[seat];
  }

  public int y(int seat) {
    return ys[seat];
  }

  private void put(int first, SeatPlan.Run run) {
    switch (run.place()) {
      case Place.Line(int x, int y, double dx, double dy) -> {
        for (int i = 0; i < run.count(); i++) {
          xs[first + i] = (int) Math.round(x + i * dx);
          ys[first + i] = (int) Math.round(y + i * dy);
        }
      }
      case Place.Points(List<Integer> px, List<Integer> py) -> {
        for (int i = 0; i < run.count(); i++) {
          xs[first + i] = px.get(i);
          ys[first + i] = py.get(i);
        }
      }
      case Place.Area area -> spread(first, run.count(), area);
    }
  }

  /** A grid with cells as square as they can be, filled row by row. */
  private void spread(int first, int count, Place.Area area) {
    double ratio = (double) area.width() / area.height();
    int columns = Math.clamp((long) Math.ceil(Math.sqrt(count * ratio)), 1, count);
    int rows = (count + columns - 1) / columns;
    for (int i = 0; i < count; i++) {
      xs[first + i] = middle(area.x(), area.width(), columns, i % columns);
      ys[first + i] = middle(area.y(), area.height(), rows, i / columns);
    }
  }

  private static int middle(int from, int length, int cells, int cell) {
    return (int) (from + (2L * cell + 1) * length / (2L * cells));
  }
}
