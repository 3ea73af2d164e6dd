package org.stile.center.sellers;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;

/**
 * A set of seats, as ranges in ascending order that neither touch nor overlap. Immutable.
 *
 * @param ranges as said.
 */
record Cells(List<SeatRange> ranges) {
  /** Every other seat of the largest plan that is drawn; more is no selection anybody made. */
  static final int RANGES_MAX = 100_000;

  Cells {
    ranges = List.copyOf(ranges);
  }

  /**
   * The seats of ranges in any order, which may overlap.
   *
   * @param at what to call the ranges in an error.
   * @param seats how many the plan has.
   */
  static Cells of(String at, @Nullable List<SeatRange> ranges, int seats) {
    if (ranges == null || ranges.isEmpty()) {
      throw Problem.invalid(at, "names no seat; select at least one");
    }
    if (ranges.size() > RANGES_MAX) {
      throw Problem.invalid(at, "at most " + RANGES_MAX + " ranges; this has " + ranges.size());
    }
    var errors = new FieldErrors();
    var set = new BitSet(seats);
    for (int i = 0; i < ranges.size(); i++) {
      SeatRange range = ranges.get(i);
      if (range == null || range.first() < 0 || range.count() < 1) {
        errors.add(at + "[" + i + "]", "must be [first seat, count of at least 1]");
      } else if ((long) range.first() + range.count() > seats) {
        errors.add(
            at + "[" + i + "]",
            "ends behind the last seat; the plan's seats are 0 to " + (seats - 1));
      } else {
        set.set(range.first(), range.end());
      }
    }
    errors.throwIfAny();
    return of(set);
  }

  static Cells of(BitSet set) {
    var ranges = new ArrayList<SeatRange>();
    for (int from = set.nextSetBit(0); from >= 0; ) {
      int end = set.nextClearBit(from);
      ranges.add(new SeatRange(from, end - from));
      from = set.nextSetBit(end);
    }
    return new Cells(ranges);
  }

  /** How many seats. */
  int size() {
    return ranges.stream().mapToInt(SeatRange::count).sum();
  }

  BitSet toBits() {
    var set = new BitSet();
    ranges.forEach(range -> set.set(range.first(), range.end()));
    return set;
  }
}
