package org.stile.center.grants;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.stile.center.seating.SeatPlan;

/**
 * A seat plan as best available sees it: rows from best to least, each of stretches of seats that
 * are side by side. The organizer's order of blocks, and of rows in a block, says which is better.
 * Immutable.
 *
 * <pre>
 *   row      first seat ............................ end (exclusive)
 *   stretch  |-- seats --| aisle |-- seats --|
 * </pre>
 */
final class Layout {
  private final int size;
  private final byte[] types;
  private final int[] rowFirst; // One more than rows: the last is the number of seats.
  private final int[] firstStretchOfRow; // One more than rows.
  private final BitSet loose = new BitSet();
  private final int[] stretchFirst; // One more than stretches.
  private final BitSet accessible = new BitSet();
  private final Map<Wish.BlockName, int[]> rowsOfBlock = new HashMap<>();

  private Layout(SeatPlan plan) {
    int[] seatTypes = plan.seatTypes();
    size = seatTypes.length;
    types = new byte[size];
    var accessibleTypes = new BitSet();
    plan.types().forEach(type -> accessibleTypes.set(type.number(), type.accessible()));
    for (int i = 0; i < size; i++) {
      types[i] = (byte) seatTypes[i];
      accessible.set(i, accessibleTypes.get(seatTypes[i]));
    }
    var rows = new Ints();
    var firstStretches = new Ints();
    var stretches = new Ints();
    int seat = 0;
    for (SeatPlan.Block block : plan.blocks()) {
      int from = rows.size;
      for (SeatPlan.Row row : block.rows()) {
        if (row.runs().stream().noneMatch(SeatPlan.Run::numbered)) {
          loose.set(rows.size);
        }
        rows.add(seat);
        firstStretches.add(stretches.size);
        boolean first = true;
        for (SeatPlan.Run run : row.runs()) {
          if (first || run.aisle()) {
            stretches.add(seat);
          }
          first = false;
          seat += run.count();
        }
      }
      rowsOfBlock.put(new Wish.BlockName(block.stand(), block.name()), new int[] {from, rows.size});
    }
    rows.add(size);
    firstStretches.add(stretches.size);
    stretches.add(size);
    rowFirst = rows.toArray();
    firstStretchOfRow = firstStretches.toArray();
    stretchFirst = stretches.toArray();
  }

  static Layout of(SeatPlan plan) {
    return new Layout(plan);
  }

  /** How many seats there are. */
  int size() {
    return size;
  }

  /** The type of a seat, range [0, 255]. */
  int type(int seat) {
    return types[seat] & 0xFF;
  }

  /** Rows [from, to) of a block, empty if there is no such block. */
  Optional<int[]> rowsOf(Optional<Wish.BlockName> block) {
    return block.isEmpty()
        ? Optional.of(new int[] {0, rowFirst.length - 1})
        : Optional.ofNullable(rowsOfBlock.get(block.get()));
  }

  int firstSeatOfRow(int row) {
    return rowFirst[row];
  }

  /** Where rows (.., row] end: after the last seat of {@code row}, or of the plan. */
  int endOfRows(int row) {
    return rowFirst[Math.min(row + 1, rowFirst.length - 1)];
  }

  /** The row a seat is in. */
  int rowOf(int seat) {
    int found = Arrays.binarySearch(rowFirst, 0, rowFirst.length - 1, seat);
    if (found < 0) {
      return -found - 2;
    }
    while (found + 2 < rowFirst.length && rowFirst[found + 1] == seat) {
      found++; // Rows without seats begin where the next row begins.
    }
    return found;
  }

  /** Whether a row is an area without numbers, where nobody sits beside anybody in particular. */
  boolean loose(int row) {
    return loose.get(row);
  }

  int firstStretchOf(int row) {
    return firstStretchOfRow[row];
  }

  int firstSeatOfStretch(int stretch) {
    return stretchFirst[stretch];
  }

  /** Whether a seat is of the wanted type. */
  boolean fits(int seat, OptionalInt type) {
    return type.isEmpty() || type(seat) == type.getAsInt();
  }

  /** The seats of accessible types. Not to be changed. */
  BitSet accessible() {
    return accessible;
  }

  /** Ints, as many as come. */
  private static final class Ints {
    private int[] values = new int[64];
    private int size;

    void add(int value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }

    int[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }
}
