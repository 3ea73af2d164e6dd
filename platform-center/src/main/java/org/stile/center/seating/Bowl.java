package org.stile.center.seating;

import java.util.List;
import org.stile.center.seating.SeatPlan.Place;

/**
 * Where the blocks of a stadium stand: side by side around an ellipse, tier behind tier, each row a
 * straight line across its block's axis. Centimetres; the middle of the pitch is (0, 0), its long
 * axis runs up and down.
 */
final class Bowl {
  private static final int SEAT_CM = 50;
  private static final int ROW_CM = 80;
  private static final int AISLE_CM = 120;
  private static final int WALK_CM = 400; // Between tiers.
  private static final int HALF_PITCH_CM = 5_250;
  private static final double WIDE = 0.78; // Of the ellipse, by its height.

  /** Holds a pitch of 105 m by 68 m with room to walk around it. */
  private static final double HEIGHT_MIN_CM = 7_600;

  private static final int CURVE_STEPS = 20_000;

  private final int blocks;
  private final List<Tier> tiers;
  private final double pitch; // Of a full one.
  private final double halfHeight;
  private final double[] angleAt; // Of equal lengths along the ellipse, clockwise from the top.

  /**
   * A tier all around.
   *
   * @param rows how many; every third is one seat longer.
   */
  record Tier(int rows, int seatsInFirstRow) {
    int depth() {
      return rows * ROW_CM;
    }

    int width(int row) {
      return (seatsInFirstRow + (row + 1) / 3) * SEAT_CM + AISLE_CM;
    }
  }

  /**
   * A bowl around a pitch.
   *
   * @param pitch its size by that of a full one, range (0, 1]: a small ground has a small pitch, or
   *     its stands would stand far apart.
   */
  Bowl(int blocks, List<Tier> tiers, double pitch) {
    this.blocks = blocks;
    this.pitch = pitch;
    this.tiers = List.copyOf(tiers);
    double height = HEIGHT_MIN_CM * pitch;
    while (!fits(height)) {
      height += 100;
    }
    halfHeight = height;
    angleAt = angles();
  }

  /** Whether no two neighbours overlap, where the ellipse is flattest and helps least. */
  private boolean fits(double height) {
    double length = Math.PI * 2 * height * Math.sqrt((1 + WIDE * WIDE) / 2);
    double flattest = height / WIDE;
    for (int level = 0; level < tiers.size(); level++) {
      Tier tier = tiers.get(level);
      for (int row : new int[] {0, Math.max(0, tier.rows() - 1)}) {
        double room = length / blocks * (1 + (before(level) + row * ROW_CM) / flattest);
        if (tier.rows() > 0 && room < tier.width(row)) {
          return false;
        }
      }
    }
    return true;
  }

  private int before(int level) {
    int depth = 0;
    for (Tier tier : tiers.subList(0, level)) {
      depth += tier.depth() + WALK_CM;
    }
    return depth;
  }

  /** The angles of {@link #CURVE_STEPS} points at equal distances. */
  private double[] angles() {
    double[] lengthTo = new double[CURVE_STEPS + 1];
    for (int i = 1; i <= CURVE_STEPS; i++) {
      double t = 2 * Math.PI * (i - 0.5) / CURVE_STEPS;
      double speed = Math.hypot(Math.cos(t) * WIDE, Math.sin(t));
      lengthTo[i] = lengthTo[i - 1] + speed;
    }
    double[] angles = new double[CURVE_STEPS];
    int at = 0;
    for (int i = 0; i < CURVE_STEPS; i++) {
      double wanted = lengthTo[CURVE_STEPS] * i / CURVE_STEPS;
      while (lengthTo[at + 1] < wanted) {
        at++;
      }
      angles[i] = 2 * Math.PI * at / CURVE_STEPS;
    }
    return angles;
  }

  /**
   * A row.
   *
   * @param place of its block, clockwise from the north-west corner.
   * @param level of its tier, from 0.
   * @param row from 0, the one nearest to the pitch.
   */
  Place.Line row(int place, int level, int row, int seats) {
    // The first stand ends as far right of the top as it begins left of it: an eighth of the way
    // less what it is shorter than a quarter. The stand opposite is as long, so half is enough.
    double share = (place + 0.5 - northBlocks() / 2.0) / blocks;
    double angle = angleAt[Math.floorMod(Math.round(share * CURVE_STEPS), CURVE_STEPS)];
    double normalX = Math.sin(angle);
    double normalY = -Math.cos(angle) * WIDE;
    double size = Math.hypot(normalX, normalY);
    normalX /= size;
    normalY /= size;
    double out = before(level) + (double) row * ROW_CM;
    double middleX = halfHeight * WIDE * Math.sin(angle) + normalX * out;
    double middleY = -halfHeight * Math.cos(angle) + normalY * out;
    // Clockwise along the row.
    double dx = -normalY * SEAT_CM;
    double dy = normalX * SEAT_CM;
    return new Place.Line(
        (int) Math.round(middleX - dx * (seats - 1) / 2),
        (int) Math.round(middleY - dy * (seats - 1) / 2),
        hundredths(dx),
        hundredths(dy));
  }

  private double northBlocks() {
    return Math.max(1, Math.round(blocks / 5.0));
  }

  /** Enough for a row's end to be where it should, and short to write. */
  private static double hundredths(double value) {
    return Math.round(value * 100) / 100.0 + 0.0;
  }

  /** Between the south end of the pitch and the first row behind it. */
  Place.Area terrace() {
    int half = (int) (2_000 * pitch);
    double curve = Math.sqrt(1 - Math.pow(half / (halfHeight * WIDE), 2));
    int from = (int) ((HALF_PITCH_CM + 500) * pitch);
    int until = (int) (halfHeight * curve) - 400;
    return new Place.Area(-half, from, 2 * half, Math.max(400, until - from));
  }
}
