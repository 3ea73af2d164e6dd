package org.stile.center.grants;

import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Chooses seats. Better rows first; in a row, the place nearest its middle; seats side by side. A
 * place that would leave one single seat between taken ones is chosen only where every other place
 * does too. Seats that need not be side by side are still kept in as few pieces as a simple search
 * finds. Pure; docs/reference/requests.md says it in words.
 */
final class BestAvailable {
  private final Layout layout;
  private final BitSet open;
  private final OptionalInt type;
  private final int firstRow;
  private final int endRow;
  private final Aside aside;

  private BestAvailable(Layout layout, BitSet open, OptionalInt type, int[] rows, Aside aside) {
    this.aside = aside;
    this.layout = layout;
    this.open = open;
    this.type = type;
    this.firstRow = rows[0];
    this.endRow = rows[1];
  }

  /**
   * The best seats for a wish. Accessible places are only for who asks for their type, or if fewer
   * others are left than wanted.
   *
   * @param open the seats that may be chosen; not changed.
   * @param aside where to look instead of at the best.
   * @return ascending seat indices, empty if there are none.
   */
  static Optional<int[]> choose(Layout layout, BitSet open, Wish.Best wish, Aside aside) {
    if (wish.type().isPresent() || layout.accessible().isEmpty()) {
      return anywhere(layout, open, wish, aside);
    }
    var others = (BitSet) open.clone();
    others.andNot(layout.accessible());
    Optional<int[]> chosen = anywhere(layout, others, wish, aside);
    return chosen.isPresent() || left(layout, others, wish) >= wish.count()
        ? chosen
        : anywhere(layout, open, wish, aside);
  }

  private static Optional<int[]> anywhere(Layout layout, BitSet open, Wish.Best wish, Aside aside) {
    Optional<int[]> rows = layout.rowsOf(wish.block());
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    var search = new BestAvailable(layout, open, wish.type(), rows.get(), aside);
    Optional<int[]> together = search.together(wish.count());
    return together.isPresent() || wish.consecutive() || wish.count() == 1
        ? together
        : apart(layout, open, wish, rows.get());
  }

  /** How many open seats a wish's filters leave. */
  static int left(Layout layout, BitSet open, Wish.Best wish) {
    Optional<int[]> rows = layout.rowsOf(wish.block());
    if (rows.isEmpty()) {
      return 0;
    }
    int end = layout.firstSeatOfRow(rows.get()[1]);
    int left = 0;
    for (int seat = open.nextSetBit(layout.firstSeatOfRow(rows.get()[0]));
        seat >= 0 && seat < end;
        seat = open.nextSetBit(seat + 1)) {
      left += layout.fits(seat, wish.type()) ? 1 : 0;
    }
    return left;
  }

  /** Pieces, each as long as can be. */
  private static Optional<int[]> apart(Layout layout, BitSet open, Wish.Best wish, int[] rows) {
    var rest = (BitSet) open.clone();
    var chosen = new BitSet();
    var search = new BestAvailable(layout, rest, wish.type(), rows, Aside.NONE);
    int piece = wish.count() - 1;
    while (chosen.cardinality() < wish.count() && piece > 0) {
      piece = Math.min(piece, wish.count() - chosen.cardinality());
      Optional<int[]> found = search.together(piece);
      if (found.isEmpty()) {
        piece--;
        continue;
      }
      for (int seat : found.get()) {
        chosen.set(seat);
        rest.clear(seat);
      }
    }
    return chosen.cardinality() == wish.count()
        ? Optional.of(chosen.stream().toArray())
        : Optional.empty();
  }

  private Optional<int[]> together(int count) {
    int start = search(count, false);
    if (start < 0) {
      start = search(count, true);
    }
    if (start < 0) {
      return Optional.empty();
    }
    return Optional.of(
        layout.loose(layout.rowOf(start)) ? firstOpen(start, count) : side(start, count));
  }

  /** The first seat of the best place, -1 if there is none. */
  private int search(int count, boolean orphanAllowed) {
    int best = -1;
    int toSkip = aside.rows();
    int row = firstRow;
    int end = layout.firstSeatOfRow(endRow);
    while (row < endRow) {
      int next = open.nextSetBit(layout.firstSeatOfRow(row));
      if (next < 0 || next >= end) {
        break;
      }
      row = layout.rowOf(next);
      int start = layout.loose(row) ? inArea(row, count) : inRow(row, count, orphanAllowed);
      if (start >= 0) {
        best = start;
        if (toSkip-- == 0) {
          break;
        }
      }
      row++;
    }
    return best;
  }

  private int inArea(int row, int count) {
    int from = layout.firstSeatOfRow(row);
    int end = layout.firstSeatOfRow(row + 1);
    int start = inArea(from + (int) (aside.within() * (end - from)), end, count);
    return start < 0 && aside.within() > 0 ? inArea(from, end, count) : start;
  }

  private int inArea(int from, int end, int count) {
    int first = -1;
    int found = 0;
    for (int seat = open.nextSetBit(from);
        seat >= 0 && seat < end && found < count;
        seat = open.nextSetBit(seat + 1)) {
      if (layout.fits(seat, type)) {
        first = first < 0 ? seat : first;
        found++;
      }
    }
    return found == count ? first : -1;
  }

  private int inRow(int row, int count, boolean orphanAllowed) {
    // Twice the middle of the row, so that it is a whole number.
    int middle = layout.firstSeatOfRow(row) + layout.firstSeatOfRow(row + 1) - 1;
    int best = -1;
    int bestAway = Integer.MAX_VALUE;
    for (int stretch = layout.firstStretchOf(row);
        stretch < layout.firstStretchOf(row + 1);
        stretch++) {
      int from = layout.firstSeatOfStretch(stretch);
      int to = layout.firstSeatOfStretch(stretch + 1);
      int at = nextFitting(from, to);
      while (at < to) {
        int until = endOfFitting(at, to);
        int start = inGap(at, until, new Span(from, to), count, middle, orphanAllowed);
        int away = start < 0 ? Integer.MAX_VALUE : away(start, count, middle);
        if (away < bestAway) {
          best = start;
          bestAway = away;
        }
        at = nextFitting(until, to);
      }
    }
    return best;
  }

  /** The acceptable start in open seats [at, until) that is nearest the middle, -1 if none. */
  private int inGap(int at, int until, Span stretch, int count, int middle, boolean orphanAllowed) {
    int last = until - count;
    if (last < at) {
      return -1;
    }
    int low = Math.clamp(Math.floorDiv(middle - count + 1, 2), at, last);
    int high = low + 1;
    while (low >= at || high <= last) {
      boolean lowNearer =
          high > last || (low >= at && away(low, count, middle) <= away(high, count, middle));
      int start = lowNearer ? low-- : high++;
      if (orphanAllowed || !orphans(start, count, stretch)) {
        return start;
      }
    }
    return -1;
  }

  /** Twice how far the middle of [start, start + count) is from the middle of the row. */
  private static int away(int start, int count, int middle) {
    return Math.abs(2 * start + count - 1 - middle);
  }

  /** Whether taking [start, start + count) leaves one single open seat beside it. */
  private boolean orphans(int start, int count, Span stretch) {
    int before = start - 1;
    int after = start + count;
    boolean left =
        before >= stretch.from
            && open.get(before)
            && (before == stretch.from || !open.get(before - 1));
    boolean right =
        after < stretch.to && open.get(after) && (after + 1 == stretch.to || !open.get(after + 1));
    return left || right;
  }

  private int nextFitting(int from, int to) {
    int seat = open.nextSetBit(from);
    while (seat >= 0 && seat < to && !layout.fits(seat, type)) {
      seat = open.nextSetBit(seat + 1);
    }
    return seat < 0 ? to : Math.min(seat, to);
  }

  private int endOfFitting(int from, int to) {
    int end = Math.min(open.nextClearBit(from), to);
    if (type.isPresent()) {
      for (int seat = from; seat < end; seat++) {
        if (!layout.fits(seat, type)) {
          return seat;
        }
      }
    }
    return end;
  }

  private int[] firstOpen(int start, int count) {
    var seats = new int[count];
    int seat = start;
    for (int i = 0; i < count; seat = open.nextSetBit(seat + 1)) {
      if (layout.fits(seat, type)) {
        seats[i++] = seat;
      }
    }
    return seats;
  }

  private static int[] side(int start, int count) {
    var seats = new int[count];
    for (int i = 0; i < count; i++) {
      seats[i] = start + i;
    }
    return seats;
  }

  /** Seats [from, to). */
  private record Span(int from, int to) {}
}
