package org.stile.center.board;

import java.util.Map;

/**
 * How many are expected: tickets that are good, one visitor each.
 *
 * @param all negative: not known at this node.
 * @param issued tickets that ever were, good or not: a gate that heard nothing lets in also whose
 *     ticket was taken back.
 * @param zones by number; likewise types of seats, and sellers.
 * @param issuedOf zones by number.
 */
record Expected(
    long all,
    long issued,
    Map<Long, Long> zones,
    Map<Long, Long> types,
    Map<Long, Long> sellers,
    Map<Long, Long> issuedOf) {
  private static final long NOT_KNOWN = -1;

  Expected {
    zones = Map.copyOf(zones);
    types = Map.copyOf(types);
    sellers = Map.copyOf(sellers);
    issuedOf = Map.copyOf(issuedOf);
  }

  /** The number is known, and not whose they are. */
  static Expected inAll(long all) {
    return new Expected(all, NOT_KNOWN, Map.of(), Map.of(), Map.of(), Map.of());
  }

  private long of(Map<Long, Long> part, long number) {
    return sellers.isEmpty() && all != 0 ? NOT_KNOWN : part.getOrDefault(number, 0L);
  }

  long zone(long number) {
    return of(zones, number);
  }

  /** Tickets of a zone that ever were. */
  long issued(long zone) {
    return issued < 0 ? NOT_KNOWN : issuedOf.getOrDefault(zone, 0L);
  }

  long type(long number) {
    return of(types, number);
  }

  long seller(long number) {
    return of(sellers, number);
  }
}
