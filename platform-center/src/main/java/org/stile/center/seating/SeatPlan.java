package org.stile.center.seating;

import java.util.ArrayList;
import java.util.List;
import org.stile.core.master.SeatMap;

/**
 * Every place of a venue, and where each is drawn. A seat's index is its place in this order, from
 * 0, the same as in the {@link SeatMap} it gives. Immutable.
 *
 * <p>Its JSON is drawn in docs/reference/seat-plan.md. Coordinates are centimetres; x grows to the
 * right, y down.
 *
 * @param types the seat types its runs name, range [1, 256], each number once.
 * @param blocks see {@link SeatMap}.
 */
public record SeatPlan(List<SeatType> types, List<Block> blocks) {
  public SeatPlan {
    types = List.copyOf(types);
    blocks = List.copyOf(blocks);
  }

  /** How many places there are. */
  public int size() {
    return blocks.stream().mapToInt(Block::size).sum();
  }

  /** What a master carries of it. */
  public SeatMap seatMap() {
    return new SeatMap(blocks.stream().map(Block::seatMapBlock).toList());
  }

  /** The type of each seat, by index. */
  public int[] seatTypes() {
    return blocks.stream()
        .flatMap(block -> block.rows().stream())
        .flatMap(row -> row.runs().stream())
        .flatMapToInt(run -> java.util.stream.IntStream.generate(run::type).limit(run.count()))
        .toArray();
  }

  /**
   * A kind of place.
   *
   * @param number range [0, 255].
   * @param colour "#rrggbb".
   * @param shape drawn beside the colour, which not everybody can tell apart.
   * @param accessible whether its places are kept for those who need them, such as people in
   *     wheelchairs and who is with them: given to others only if nothing else is left.
   */
  public record SeatType(int number, String name, String colour, Shape shape, boolean accessible) {
    /** A type that is for everybody. */
    public SeatType(int number, String name, String colour, Shape shape) {
      this(number, name, colour, shape, false);
    }
  }

  /** How seats of a type are drawn. */
  public enum Shape {
    SQUARE,
    CIRCLE,
    DIAMOND,
    TRIANGLE,
    CROSS,
    HEXAGON
  }

  /**
   * A block; a general-admission area is a block of one row without a name and without numbers.
   *
   * @param stand range [0, 32] bytes of UTF-8.
   * @param name range [1, 32] bytes of UTF-8, each once in a stand.
   * @param zone the venue's zone it lies in.
   */
  public record Block(String stand, String name, int zone, List<Row> rows) {
    public Block {
      rows = List.copyOf(rows);
    }

    /** How many places there are. */
    public int size() {
      return rows.stream().mapToInt(Row::size).sum();
    }

    /** Whether its places are all alike: neither rows nor numbers. */
    public boolean generalAdmission() {
      return rows.size() == 1
          && rows.getFirst().name().isEmpty()
          && rows.getFirst().runs().size() == 1
          && !rows.getFirst().runs().getFirst().numbered();
    }

    SeatMap.Block seatMapBlock() {
      var runs = new ArrayList<SeatMap.Run>();
      for (Row row : rows) {
        for (Run run : row.runs()) {
          runs.add(
              new SeatMap.Run(
                  row.name(), run.first(), run.step(), run.count(), run.type(), run.numbered()));
        }
      }
      return new SeatMap.Block(stand, name, zone, runs);
    }
  }

  /**
   * A row: its runs side by side, seats of neighbouring runs are neighbours unless {@link
   * Run#aisle}.
   *
   * @param name range [0, 16] bytes of UTF-8.
   */
  public record Row(String name, List<Run> runs) {
    public Row {
      runs = List.copyOf(runs);
    }

    /** How many places there are. */
    public int size() {
      return runs.stream().mapToInt(Run::count).sum();
    }
  }

  /**
   * Like seats side by side.
   *
   * @param first number of the first seat.
   * @param step from one number to the next.
   * @param count how many.
   * @param type see {@link SeatType}.
   * @param numbered whether its seats have numbers.
   * @param aisle whether an aisle separates it from the run before.
   * @param place where its seats are drawn.
   */
  public record Run(
      int first, int step, int count, int type, boolean numbered, boolean aisle, Place place) {}

  /** Where the seats of a run are drawn. */
  public sealed interface Place {
    /** On a straight line: the first at (x, y), each next (dx, dy) further. */
    record Line(int x, int y, double dx, double dy) implements Place {}

    /** Each where it says; both lists are as long as the run. */
    record Points(List<Integer> xs, List<Integer> ys) implements Place {
      public Points {
        xs = List.copyOf(xs);
        ys = List.copyOf(ys);
      }
    }

    /** Spread evenly over a rectangle: general admission. */
    record Area(int x, int y, int width, int height) implements Place {}
  }
}
