package org.stile.center.seating;

import java.util.ArrayList;
import java.util.List;
import org.stile.center.seating.SeatPlan.Block;
import org.stile.center.seating.SeatPlan.Place;
import org.stile.center.seating.SeatPlan.Row;
import org.stile.center.seating.SeatPlan.Run;
import org.stile.center.seating.SeatPlan.SeatType;
import org.stile.center.seating.SeatPlan.Shape;
import org.stile.core.sample.SampleEvent;

/**
 * A stadium to try things with, of any size: four stands of three tiers around a pitch, wheelchair
 * places in each front row, a block for visiting supporters, and a terrace to stand on that takes
 * whoever the seats do not. With 80 000 and 100 000 places it is the stadium of {@link SampleEvent}
 * seat for seat.
 */
public final class SampleStadium {
  public static final int SEATS_MIN = 1_000;
  public static final int SEATS_MAX = 100_000;

  private static final int FULL_SIZE = 80_000;
  private static final int UPPER_ROWS_MAX = 44;
  private static final int WHEELCHAIR_PLACES = 6;
  private static final int TERRACE_ZONE = 12;
  private static final int AWAY_ZONE = 13;

  private static final List<SeatType> TYPES =
      List.of(
          new SeatType(SampleEvent.TYPE_STANDARD, "Standard", "#0072b2", Shape.SQUARE),
          new SeatType(SampleEvent.TYPE_PREMIUM, "Premium", "#b85400", Shape.DIAMOND),
          new SeatType(SampleEvent.TYPE_WHEELCHAIR, "Wheelchair", "#00785a", Shape.CIRCLE, true),
          new SeatType(SampleEvent.TYPE_AWAY, "Away", "#a6528a", Shape.TRIANGLE),
          new SeatType(SampleEvent.TYPE_STANDING, "Standing", "#6a6a00", Shape.HEXAGON));

  private final int seats;
  private final Bowl bowl;
  private final int shortBlocks;
  private final int longBlocks;
  private final int lowerRows;
  private final int middleRows;
  private final int upperRows;

  private SampleStadium(int seats) {
    this.seats = seats;
    // Smaller ones shrink in length and in height alike.
    double scale = Math.min(1, Math.sqrt(seats / (double) FULL_SIZE));
    shortBlocks = scaled(8, scale, 1);
    longBlocks = scaled(12, scale, 1);
    lowerRows = scaled(26, scale, 2);
    middleRows = scaled(20, scale, 2);
    upperRows = upperRows();
    bowl =
        new Bowl(
            2 * (shortBlocks + longBlocks),
            List.of(
                new Bowl.Tier(lowerRows, Tier.LOWER.seatsInFirstRow),
                new Bowl.Tier(middleRows, Tier.MIDDLE.seatsInFirstRow),
                new Bowl.Tier(upperRows, Tier.UPPER.seatsInFirstRow)),
            scale);
  }

  /** Sides of the pitch, clockwise. */
  private enum Stand {
    NORTH("North", 0, false),
    EAST("East", 3, true),
    SOUTH("South", 6, false),
    WEST("West", 9, true);

    private final String label;
    private final int firstZone;
    private final boolean isLong; // Odd seats only: even ones are across the aisle.

    Stand(String label, int firstZone, boolean isLong) {
      this.label = label;
      this.firstZone = firstZone;
      this.isLong = isLong;
    }
  }

  /** Heights of a stand. */
  private enum Tier {
    LOWER(0, 20),
    MIDDLE(1, 22),
    UPPER(2, 23);

    private final int level;
    private final int seatsInFirstRow;

    Tier(int level, int seatsInFirstRow) {
      this.level = level;
      this.seatsInFirstRow = seatsInFirstRow;
    }
  }

  /**
   * The plan of a stadium.
   *
   * @param seats range [{@link #SEATS_MIN}, {@link #SEATS_MAX}].
   */
  public static SeatPlan plan(int seats) {
    if (seats < SEATS_MIN || seats > SEATS_MAX) {
      throw new IllegalArgumentException("seats of a sample stadium: " + seats);
    }
    return new SampleStadium(seats).plan();
  }

  private static int scaled(int full, double scale, int least) {
    return Math.max(least, (int) Math.round(full * scale));
  }

  /** As many as leave room for a terrace of an eightieth. */
  private int upperRows() {
    int seated = seated(Tier.LOWER, lowerRows) + seated(Tier.MIDDLE, middleRows);
    int rows = 0;
    while (rows < UPPER_ROWS_MAX
        && seated + seated(Tier.UPPER, rows + 1) <= seats - Math.min(1_000, seats / 80)) {
      rows++;
    }
    return rows;
  }

  private int seated(Tier tier, int rows) {
    int inBlock = 0;
    for (int row = 1; row <= rows; row++) {
      inBlock += seatsInRow(tier, row);
    }
    return 2 * (shortBlocks + longBlocks) * inBlock;
  }

  /** A stand is a bowl: every third row is one seat longer. */
  private static int seatsInRow(Tier tier, int row) {
    return tier.seatsInFirstRow + row / 3;
  }

  private SeatPlan plan() {
    List<Block> blocks = new ArrayList<>();
    int seated = 0;
    int place = 0;
    for (Stand stand : Stand.values()) {
      int count = stand.isLong ? longBlocks : shortBlocks;
      for (Tier tier : Tier.values()) {
        for (int number = 1; number <= count && rows(tier) > 0; number++) {
          Block block = block(stand, tier, number, place + number - 1);
          blocks.add(block);
          seated += block.size();
        }
      }
      place += count;
    }
    var standing =
        new Run(0, 1, seats - seated, SampleEvent.TYPE_STANDING, false, false, bowl.terrace());
    var row = new Row("", List.of(standing));
    blocks.add(new Block(Stand.SOUTH.label, "Terrace", TERRACE_ZONE, List.of(row)));
    return new SeatPlan(TYPES, blocks);
  }

  private int rows(Tier tier) {
    return switch (tier) {
      case LOWER -> lowerRows;
      case MIDDLE -> middleRows;
      case UPPER -> upperRows;
    };
  }

  private Block block(Stand stand, Tier tier, int number, int place) {
    boolean away = stand == Stand.SOUTH && tier == Tier.UPPER && number > shortBlocks * 5 / 8;
    boolean premium = stand == Stand.WEST && tier == Tier.MIDDLE;
    int type =
        away
            ? SampleEvent.TYPE_AWAY
            : premium ? SampleEvent.TYPE_PREMIUM : SampleEvent.TYPE_STANDARD;
    List<Row> rows = new ArrayList<>();
    for (int row = 1; row <= rows(tier); row++) {
      String label = tier == Tier.MIDDLE ? String.valueOf((char) ('A' + row - 1)) : "" + row;
      rows.add(new Row(label, runs(stand, tier, row, type, place)));
    }
    String name = stand.label.substring(0, 1) + ((tier.level + 1) * 100 + number);
    return new Block(stand.label, name, away ? AWAY_ZONE : stand.firstZone + tier.level, rows);
  }

  private List<Run> runs(Stand stand, Tier tier, int row, int type, int place) {
    int count = seatsInRow(tier, row);
    int step = stand.isLong ? 2 : 1;
    Place.Line line = bowl.row(place, tier.level, row - 1, count);
    if (tier != Tier.LOWER || row > 1) {
      return List.of(new Run(1, step, count, type, true, false, line));
    }
    int wheelchairs = WHEELCHAIR_PLACES;
    int first = 1 + wheelchairs * step;
    return List.of(
        new Run(1, step, wheelchairs, SampleEvent.TYPE_WHEELCHAIR, true, false, line),
        new Run(first, step, count - wheelchairs, type, true, false, after(line, wheelchairs)));
  }

  private static Place.Line after(Place.Line line, int seats) {
    return new Place.Line(
        (int) Math.round(line.x() + line.dx() * seats),
        (int) Math.round(line.y() + line.dy() * seats),
        line.dx(),
        line.dy());
  }
}
