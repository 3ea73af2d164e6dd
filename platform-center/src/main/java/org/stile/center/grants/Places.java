package org.stile.center.grants;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.stile.center.seating.SeatPlan;
import org.stile.core.master.Seat;
import org.stile.core.master.SeatMap;

/** The seats of an event: by index, by name, and as best available sees them. Immutable. */
final class Places {
  private final SeatPlan plan;
  private final Layout layout;
  private final SeatMap map;
  private final Map<Wish.BlockName, Start> blocks = new HashMap<>();

  private final int[] firstIndexOfBlock;

  private record Start(SeatPlan.Block block, int firstIndex) {}

  /** A seat as people name it; stand, row and number may be empty where there are none. */
  record Name(String stand, String block, String row, String number) {}

  private Places(SeatPlan plan) {
    this.plan = plan;
    layout = Layout.of(plan);
    map = plan.seatMap();
    firstIndexOfBlock = new int[plan.blocks().size()];
    int first = 0;
    int number = 0;
    for (SeatPlan.Block block : plan.blocks()) {
      blocks.put(new Wish.BlockName(block.stand(), block.name()), new Start(block, first));
      firstIndexOfBlock[number++] = first;
      first += block.size();
    }
  }

  static Places of(SeatPlan plan) {
    return new Places(plan);
  }

  /** Whether these are of that very plan object; comparing plans seat by seat would cost more. */
  @SuppressWarnings("ReferenceEquality")
  boolean isOf(SeatPlan other) {
    return plan == other;
  }

  Layout layout() {
    return layout;
  }

  SeatPlan plan() {
    return plan;
  }

  /** The seat with this index, empty if there is none. */
  Optional<Seat> seat(int index) {
    return map.at(index);
  }

  /** The place of a seat's block in the plan. */
  int blockOf(int seat) {
    int found = Arrays.binarySearch(firstIndexOfBlock, seat);
    int block = found >= 0 ? found : -found - 2;
    while (block + 1 < firstIndexOfBlock.length && firstIndexOfBlock[block + 1] == seat) {
      block++; // Blocks without seats begin where the next one begins.
    }
    return block;
  }

  boolean has(Wish.BlockName block) {
    return blocks.containsKey(block);
  }

  /** The index of a seat, empty if no seat is named so. */
  Optional<Integer> index(Name name) {
    Start start = blocks.get(new Wish.BlockName(name.stand, name.block));
    if (start == null || !name.number.matches("[0-9]{1,7}")) {
      return Optional.empty(); // A place without a number is asked for by count.
    }
    int number = Integer.parseInt(name.number);
    int index = start.firstIndex;
    for (SeatPlan.Row row : start.block.rows()) {
      for (SeatPlan.Run run : row.runs()) {
        int away = number - run.first();
        boolean here = row.name().equals(name.row) && run.numbered() && away % run.step() == 0;
        if (here && away / run.step() >= 0 && away / run.step() < run.count()) {
          return Optional.of(index + away / run.step());
        }
        index += run.count();
      }
    }
    return Optional.empty();
  }

  /** A seat as one line of text, such as "North 12, row 24, seat 101". */
  static String words(Seat seat) {
    var words = new StringBuilder(seat.stand());
    words.append(seat.stand().isEmpty() ? "" : " ").append(seat.block());
    if (!seat.row().isEmpty()) {
      words.append(", row ").append(seat.row());
    }
    if (!seat.number().isEmpty()) {
      words.append(", seat ").append(seat.number());
    }
    return words.toString();
  }
}
