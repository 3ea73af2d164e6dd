package org.stile.core.master;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Every place of the venue, kept as runs of like seats so that 100 000 of them take a few tens of
 * kilobytes. A seat's index is its place in this order, from 0.
 */
public final class SeatMap {
  /** As many as a status list covers, so that a seat and a ticket index fit the same 20 bits. */
  public static final int SEATS_MAX = 1_048_576;

  /** The largest stadiums have a few hundred; this leaves room for table plans. */
  public static final int BLOCKS_MAX = 10_000;

  /** Two runs a row in the largest venue, and room; together at most 2 MiB on the wire. */
  public static final int RUNS_MAX = 200_000;

  private final List<Block> blocks;
  private final int[] firstIndexOfBlock;
  private final int size;

  /**
   * A venue of these blocks, in their order.
   *
   * @param blocks at most {@link #BLOCKS_MAX}, with at most {@link #RUNS_MAX} runs and {@link
   *     #SEATS_MAX} seats in all.
   */
  public SeatMap(List<Block> blocks) {
    Require.within("number of blocks", blocks.size(), 0, BLOCKS_MAX);
    Require.within("number of runs", runs(blocks), 0, RUNS_MAX);
    this.blocks = List.copyOf(blocks);
    firstIndexOfBlock = new int[this.blocks.size()];
    int next = 0;
    for (int i = 0; i < firstIndexOfBlock.length; i++) {
      firstIndexOfBlock[i] = next;
      next = Math.addExact(next, this.blocks.get(i).size());
    }
    Require.within("number of seats", next, 0, SEATS_MAX);
    size = next;
  }

  private static long runs(List<Block> blocks) {
    return blocks.stream().mapToLong(block -> block.runs().size()).sum();
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
   * @param stand range [0, 32] bytes of UTF-8.
   * @param name range [1, 32] bytes of UTF-8.
   * @param zone the zone it lies in, range [0, 255].
   */
  public record Block(String stand, String name, int zone, List<Run> runs) {
    public Block {
      Require.text("stand", stand, 0, 32);
      Require.text("block", name, 1, 32);
      Require.within("zone number", zone, 0, Zone.NUMBER_MAX);
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
   * @param row row name, range [0, 16] bytes of UTF-8; empty in general admission.
   * @param first number of the first seat, range [0, 1 000 000]; 0 unless {@code numbered}.
   * @param step from one number to the next, range [-10, 10], not 0; 1 unless {@code numbered}.
   * @param count range [1, 100 000].
   * @param type seat type, range [0, 255].
   * @param numbered whether its seats have numbers.
   */
  public record Run(String row, int first, int step, int count, int type, boolean numbered) {
    public Run {
      Require.text("row", row, 0, 16);
      if (!numbered) {
        // One way to say it, so that equal maps are equal.
        first = 0;
        step = 1;
      }
      Require.within("first seat number", first, 0, 1_000_000);
      Require.within("step of seat numbers", step, -10, 10);
      Require.within("seats of a run", count, 1, 100_000);
      Require.within("seat type", type, 0, 255);
      Require.within("last seat number", first + (count - 1L) * step, 0, 2_000_000);
      if (step == 0) {
        throw new IllegalArgumentException("seats of one run need numbers that differ");
      }
    }
  }
}
