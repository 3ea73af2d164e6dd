package org.stile.center.grants;

import java.time.Instant;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What one node believes to be free in one allotment. A hint: the database decides. Its
 * reservations keep the threads of one node from choosing the same seats. Any thread.
 */
final class Stock {
  private final ReentrantLock lock = new ReentrantLock();
  private final BitSet reserved = new BitSet();
  private Layout layout;
  private BitSet open;
  private Instant readAt;
  private Aside aside = Aside.NONE;
  private int losses;

  /**
   * What was read.
   *
   * @param free seats nobody holds.
   * @param at before it was read.
   */
  record Contents(Layout layout, BitSet free, Instant at) {}

  Stock(Contents contents) {
    layout = contents.layout;
    open = contents.free;
    readAt = contents.at;
  }

  /** Whether it was read at {@code when} or later. */
  boolean readSince(Instant when) {
    return locked(() -> !readAt.isBefore(when));
  }

  /** Reads again. */
  void replace(Supplier<Contents> read) {
    locked(
        () -> {
          Contents contents = read.get();
          layout = contents.layout;
          open = contents.free;
          open.andNot(reserved);
          readAt = contents.at;
          return true;
        });
  }

  /** Looks at the best again: who was beaten some time ago may be alone now. */
  void lookStraight() {
    locked(
        () -> {
          aside = Aside.NONE;
          losses = 0;
          return true;
        });
  }

  /** The seats of the row of {@code seat} and of as many after it as one may look aside. */
  Span around(int seat) {
    return locked(
        () -> {
          int row = layout.rowOf(seat);
          return new Span(layout.firstSeatOfRow(row), layout.endOfRows(row + Aside.ROWS_MAX));
        });
  }

  /** Seats [from, to). */
  record Span(int from, int to) {}

  /**
   * A place was lost to another node: looks aside from now on.
   *
   * @param free what was read of {@code span}.
   */
  void beaten(Span span, BitSet free, RandomGenerator random) {
    locked(
        () -> {
          for (int seat = span.from; seat < span.to; seat++) {
            open.set(seat, free.get(seat) && !reserved.get(seat));
          }
          losses++;
          aside = Aside.after(losses, random);
          return true;
        });
  }

  /** Chooses seats and reserves them; each must be settled. See {@link BestAvailable#choose}. */
  Optional<int[]> take(Wish.Best wish) {
    return locked(
        () -> {
          Optional<int[]> seats = BestAvailable.choose(layout, open, wish, aside);
          seats.ifPresent(
              chosen -> {
                for (int seat : chosen) {
                  open.clear(seat);
                  reserved.set(seat);
                }
              });
          return seats;
        });
  }

  /** What is free for a wish that cannot be met: fewer than wanted, or not side by side. */
  Policy.SeatFacts lack(Wish.Best wish) {
    return locked(
        () -> {
          int missing = Math.max(0, wish.count() - BestAvailable.left(layout, open, wish));
          return new Policy.SeatFacts(0, 0, 0, missing, missing == 0);
        });
  }

  /** Ends a reservation. */
  void settle(int seat, boolean free) {
    locked(
        () -> {
          reserved.clear(seat);
          open.set(seat, free);
          return true;
        });
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
