package org.stile.center.register;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stile.core.master.Seat;
import org.stile.core.master.SeatMap;

/** Seats as people say them: "North / N101 / 5 / 12". */
final class Places {
  private Places() {}

  /** The parts of a place that it has, from stand to number. */
  static String of(SeatMap seats, int index) {
    return seats.at(index).map(Places::of).orElse("");
  }

  private static String of(Seat seat) {
    return Stream.of(seat.stand(), seat.block(), seat.row(), seat.number())
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(" / "));
  }

  /**
   * Seats {@code [from, to)}.
   *
   * @param from the first.
   * @param to one behind the last.
   */
  record Range(int from, int to) {}

  /**
   * The seats that these words name: a block, or block, row and number, in this order, divided by
   * slashes or spaces; upper or lower case alike.
   */
  static List<Range> named(SeatMap seats, String words) {
    String[] parts = words.strip().split("[/\\s]+");
    List<Range> ranges = new ArrayList<>();
    int first = 0;
    for (SeatMap.Block block : seats.blocks()) {
      boolean standFirst = block.stand().equalsIgnoreCase(parts[0]);
      int at = standFirst && !block.name().equalsIgnoreCase(parts[0]) ? 1 : 0;
      boolean here = at == parts.length || block.name().equalsIgnoreCase(parts[at]);
      for (SeatMap.Run run : block.runs()) {
        if (here) {
          add(ranges, run, first, parts, at + 1);
        }
        first += run.count();
      }
    }
    return ranges;
  }

  private static void add(
      List<Range> ranges, SeatMap.Run run, int first, String[] parts, int rowAt) {
    if (parts.length > rowAt && !run.row().equalsIgnoreCase(parts[rowAt])) {
      return;
    }
    if (parts.length <= rowAt + 1) {
      ranges.add(new Range(first, first + run.count()));
      return;
    }
    for (int i = 0; i < run.count() && run.numbered(); i++) {
      if (Integer.toString(run.first() + i * run.step()).equals(parts[rowAt + 1])) {
        ranges.add(new Range(first + i, first + i + 1));
      }
    }
  }
}
