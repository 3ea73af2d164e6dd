package org.stile.center.board;

import java.util.Map;

/**
 * How many are expected: tickets that are good, one visitor each.
 *
 * @param all negative: not known at this node.
 * @param zones by number; likewise types of seats, and sellers.
 */
record Expected(long all, Map<Long, Long> zones, Map<Long, Long> types, Map<Long, Long> sellers) {
  private static final long NOT_KNOWN = -1;

  Expected {
    zones = Map.copyOf(zones);
    types = Map.copyOf(types);
    sellers = Map.copyOf(sellers);
  }

  /** The number is known, and not whose they are. */
  static Expected inAll(long all) {
    return new Expected(all, Map.of(), Map.of(), Map.of());
  }

  private long of(Map<Long, Long> part, long number) {
    return sellers.isEmpty() && all != 0 ? NOT_KNOWN : part.getOrDefault(number, 0L);
  }

  long zone(long number) {
    return of(zones, number);
  }

  long type(long number) {
    return of(types, number);
  }

  long seller(long number) {
    return of(sellers, number);
  }
}
