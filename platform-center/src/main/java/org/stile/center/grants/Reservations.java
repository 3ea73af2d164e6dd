package org.stile.center.grants;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Seats that one transaction reserved in this node's stocks; settled when it has ended, one way or
 * the other. One thread.
 */
final class Reservations {
  private final IdentityHashMap<int[], Stock> open = new IdentityHashMap<>();
  private final Map<Stocks.Allotment, Set<Integer>> granted = new HashMap<>();

  void add(Stock stock, int[] seats) {
    open.put(seats, stock);
  }

  /** Settles a choice of which others had a part: {@code had} was free, the rest was not. */
  void missed(Stock stock, int[] seats, Set<Integer> had) {
    open.remove(seats);
    for (int seat : seats) {
      stock.settle(seat, had.contains(seat));
    }
  }

  void granted(Stocks.Allotment allotment, List<Integer> seats) {
    granted.computeIfAbsent(allotment, _ -> new HashSet<>()).addAll(seats);
  }

  /** The transaction is committed. */
  void committed(Stocks stocks) {
    settle(false);
    granted.forEach(stocks::sold);
    clear();
  }

  /** The transaction is rolled back. */
  void rolledBack() {
    settle(true);
    clear();
  }

  private void settle(boolean free) {
    open.forEach(
        (seats, stock) -> {
          for (int seat : seats) {
            stock.settle(seat, free);
          }
        });
  }

  private void clear() {
    open.clear();
    granted.clear();
  }
}
