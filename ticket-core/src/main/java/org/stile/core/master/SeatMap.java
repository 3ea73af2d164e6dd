package org.stile.core.master;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Every place of the venue, kept as runs of like seats so that 100 000 of them take a few tens of
 * kilobytes. A seat's index is its place in this order, from 0.
 */
public final class SeatMap {
  private final List<Block> blocks;
  private final int[] firstIndexOfBlock;
  private final int size;

  public SeatMap(List<Block> blocks) {
    this.blocks = List.copyOf(blocks);
    firstIndexOfBlock = new int[this.blocks.size()];
    int next = 0;
    for (int i = 0; i < firstIndexOfBlock.length; i++) {
      firstIndexOfBlock[i] = next;
      next = Math.addExact(next, this.blocks.get(i).size());
    }
    size = next;
  }

  public List<Block> blocks() {
    return blocks;
  }

  /** How many places there are. */
  public int size() {
    return size;
  }

  /** The seat with this index, empty if there is none. */
  public Optional<Seat> at(int index) {
    if (index < 0 || index >= size) {
      return Optional.empty();
    }
    int low = 0;
    int high = firstIndexOfBlock.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (firstIndexOfBlock[middle] <= index) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return Optional.of(blocks.get(low).seat(index, index - firstIndexOfBlock[low]));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SeatMap that && blocks.equals(that.blocks);
  }

  @Override
  public int hashCode() {
    return blocks.hashCode();
  }

  @Override
  public String toString() {
    return "SeatMap[" + size + " seats in " + blocks.size() + " blocks]";
  }

  /**
   * A block (or a general-admission area: one run without row or numbers).
   *
   * @param zone the zone it lies in.
   */
  public record Block(String stand, String name, int zone, List<Run> runs) {
    public Block {
      runs = List.copyOf(runs);
    }

    int size() {
      int size = 0;
      for (Run run : runs) {
        size = Math.addExact(size, run.count());
      }
      return size;
    }

    Seat seat(int index, int within) {
      int rest = within;
      for (Run run : runs) {
        if (rest < run.count()) {
          String number = run.numbered() ? Integer.toString(run.first() + rest * run.step()) : "";
          return new Seat(index, zone, stand, name, run.row(), number, run.type());
        }
        rest -= run.count();
      }
      throw new IndexOutOfBoundsException("seat " + within + " of block " + name);
    }

    /** The numbers of its rows, in order, without repeats. */
    public List<String> rows() {
      List<String> rows = new ArrayList<>();
      for (Run run : runs) {
        if (rows.isEmpty() || !rows.getLast().equals(run.row())) {
          rows.add(run.row());
        }
      }
      return rows;
    }
  }

  /**
   * Like seats side by side in one row.
   *
   * @param row row name; empty in general admission.
   * @param first number of the first seat, range [0, 1 000 000]; ignored unless {@code numbered}.
   * @param step from one number to the next, range [-10, 10], not 0.
   * @param count range [1, 100 000].
   * @param type seat type, range [0, 255].
   * @param numbered whether its seats have numbers.
   */
  public record Run(String row, int first, int step, int count, int type, boolean numbered) {}
}
