package org.stile.center.seating;

import java.util.ArrayList;
import java.util.List;

/** What a pretix plan shows by its drawing only: how large a seat is, and where an aisle is. */
final class PretixScale {
  /** From seat to seat in a row. */
  private static final int SEAT_CM = 50;

  /** No plan is drawn smaller. */
  private static final int SCALE_MAX = 50;

  /** A gap this much wider than the row's middle one is an aisle. */
  private static final double AISLE = 1.75;

  /** Enough to know by. */
  private static final int SAMPLES_MAX = 10_000;

  private PretixScale() {}

  /** By what to multiply the plan's pixels to have centimetres; 1 for plans this center wrote. */
  static int of(List<PretixPlan.Zone> zones) {
    List<Double> gaps = new ArrayList<>();
    for (PretixPlan.Zone zone : zones) {
      for (PretixPlan.Row row : zone.rows()) {
        if (!row.seats().isEmpty() && row.seats().getFirst().guid().startsWith(PretixPlan.GUID)) {
          return 1;
        }
        if (gaps.size() < SAMPLES_MAX) {
          gaps.addAll(gaps(row.seats()));
        }
      }
    }
    double middle = median(gaps);
    return middle <= 0 ? 1 : Math.clamp(Math.round(SEAT_CM / middle), 1, SCALE_MAX);
  }

  /** Before which seats of a row there is an aisle. */
  static boolean[] aisles(List<PretixPlan.Seat> seats) {
    var aisles = new boolean[seats.size()];
    List<Double> gaps = gaps(seats);
    double middle = median(gaps);
    for (int i = 1; i < seats.size(); i++) {
      aisles[i] = middle > 0 && gaps.get(i - 1) > AISLE * middle;
    }
    return aisles;
  }

  private static List<Double> gaps(List<PretixPlan.Seat> seats) {
    List<Double> gaps = new ArrayList<>();
    for (int i = 1; i < seats.size(); i++) {
      gaps.add(
          Math.hypot(
              (double) seats.get(i).x() - seats.get(i - 1).x(),
              (double) seats.get(i).y() - seats.get(i - 1).y()));
    }
    return gaps;
  }

  private static double median(List<Double> values) {
    return values.isEmpty() ? 0 : values.stream().sorted().toList().get(values.size() / 2);
  }
}
