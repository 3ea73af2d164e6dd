package org.stile.center.board;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Passages added up as they come. Taking one again, or an older state of it after a newer one,
 * changes nothing; so it does not matter in which order or how often they come, and the sums are
 * those of a count over what the database holds. One thread at a time.
 */
final class Fold {
  private final Map<Walk.Key, Walk> walks = new HashMap<>();
  private final Counter total = new Counter();
  private final Map<String, Counter> gates = new HashMap<>();
  private final Map<Long, Counter> zones = new TreeMap<>();
  private final Map<Long, Counter> types = new TreeMap<>();
  private final Map<Long, Counter> sellers = new TreeMap<>();
  private final Map<String, Map<Long, NavigableMap<Long, Integer>>> seconds = new HashMap<>();
  private final NavigableMap<Long, Integer> minutes = new TreeMap<>();
  private final Map<Long, Integer> entered = new HashMap<>();
  private long doubled;
  private long doubted;

  /** Takes a passage as it is now; whether that changed anything. */
  boolean take(Walk walk) {
    Walk known = walks.get(walk.key());
    if (known != null && (known.asOf() > walk.asOf() || known.equals(walk))) {
      return false;
    }
    if (known != null) {
      add(known, -1);
    }
    walks.put(walk.key(), walk);
    add(walk, 1);
    return true;
  }

  private void add(Walk walk, int sign) {
    total.add(walk, sign);
    gates.computeIfAbsent(walk.gate(), _ -> new Counter()).add(walk, sign);
    zones.computeIfAbsent(walk.zone(), _ -> new Counter()).add(walk, sign);
    types.computeIfAbsent(walk.type(), _ -> new Counter()).add(walk, sign);
    sellers.computeIfAbsent(walk.seller(), _ -> new Counter()).add(walk, sign);
    if (walk.admitted()) {
      count(
          seconds
              .computeIfAbsent(walk.gate(), _ -> new TreeMap<>())
              .computeIfAbsent(walk.zone(), _ -> new TreeMap<>()),
          walk.second(),
          sign);
      count(minutes, Math.floorDiv(walk.second(), 60L), sign);
      doubted += walk.doubted() ? sign : 0;
      int before = entered.getOrDefault(walk.once(), 0);
      int now = before + sign;
      doubled += (now > 1 ? 1 : 0) - (before > 1 ? 1 : 0);
      count(entered, walk.once(), sign);
    }
  }

  private static void count(Map<Long, Integer> counts, long what, int sign) {
    counts.merge(what, sign, (one, other) -> one + other == 0 ? null : one + other);
  }

  Tally total() {
    return total.tally();
  }

  Tally gate(String gate) {
    return tally(gates.get(gate));
  }

  Map<Long, Tally> zones() {
    return tallies(zones);
  }

  Map<Long, Tally> types() {
    return tallies(types);
  }

  Map<Long, Tally> sellers() {
    return tallies(sellers);
  }

  /** Entries of a ticket that were walked more than once. */
  long doubled() {
    return doubled;
  }

  /** Entries walked although the gate's clock could not be trusted. */
  long doubted() {
    return doubted;
  }

  /** How many passages it holds. */
  int size() {
    return walks.size();
  }

  /**
   * Entries at a gate in the seconds {@code (after, until]}, by the time of the scan, and by the
   * zone of the ticket; zones without any are left out.
   */
  Map<Long, Long> entries(String gate, long after, long until) {
    Map<Long, Long> sums = new HashMap<>();
    if (after < until) {
      seconds
          .getOrDefault(gate, Map.of())
          .forEach(
              (zone, own) -> {
                long sum = 0;
                for (int count : own.subMap(after, false, until, true).values()) {
                  sum += count;
                }
                if (sum > 0) {
                  sums.put(zone, sum);
                }
              });
    }
    return sums;
  }

  /** Entries by minute since 1970, within {@code [from, until]}, by the time of the scan. */
  NavigableMap<Long, Integer> minutes(long from, long until) {
    return minutes.subMap(from, true, until, true);
  }

  /** Tallies of nobody are left out: they are what is left of a passage that became another's. */
  private static Map<Long, Tally> tallies(Map<Long, Counter> counters) {
    Map<Long, Tally> tallies = new TreeMap<>();
    counters.forEach(
        (key, counter) -> {
          if (counter.passages > 0) {
            tallies.put(key, counter.tally());
          }
        });
    return tallies;
  }

  private static Tally tally(@org.jspecify.annotations.Nullable Counter counter) {
    return counter == null ? Tally.NONE : counter.tally();
  }

  private static final class Counter {
    private long admitted;
    private long left;
    private long pending;
    private long passages;

    void add(Walk walk, int sign) {
      admitted += walk.admitted() ? sign : 0;
      left += walk.left() ? sign : 0;
      pending += walk.pending() ? sign : 0;
      passages += sign;
    }

    Tally tally() {
      return new Tally(admitted, left, pending);
    }
  }
}
