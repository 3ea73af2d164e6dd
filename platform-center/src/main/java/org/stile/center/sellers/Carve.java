package org.stile.center.sellers;

import java.util.BitSet;

/**
 * Chooses seats that lie together, so that two sellers never sell out of one row more often than
 * must be. Pure.
 */
final class Carve {
  private Carve() {}

  /**
   * The best {@code count} of the seats in {@code free}, which are removed from it. A plan lists
   * its best blocks and rows first. Chosen is the first stretch without a gap that holds them all;
   * if there is none, whole stretches from the first on.
   *
   * @param count range [0, free.cardinality()].
   */
  static BitSet take(BitSet free, int count) {
    if (count < 0 || count > free.cardinality()) {
      throw new IllegalArgumentException(count + " of " + free.cardinality() + " seats");
    }
    var taken = new BitSet();
    int start = start(free, count);
    int rest = count;
    for (int from = free.nextSetBit(start); rest > 0; from = free.nextSetBit(from)) {
      int end = Math.min(free.nextClearBit(from), from + rest);
      taken.set(from, end);
      rest -= end - from;
      from = end;
    }
    free.andNot(taken);
    return taken;
  }

  private static int start(BitSet free, int count) {
    for (int from = free.nextSetBit(0); from >= 0; ) {
      int end = free.nextClearBit(from);
      if (end - from >= count) {
        return from;
      }
      from = free.nextSetBit(end);
    }
    return 0;
  }
}
