package org.stile.center.board;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;

/**
 * What a board must know of its event and venue.
 *
 * @param zone of the venue's clocks.
 * @param from gates admit from then.
 * @param until gates admit until then.
 * @param unlimited out and in again takes no entry, so admissions have no upper bound.
 * @param entries a ticket pays for.
 * @param zones names by number.
 */
record EventFacts(
    long event,
    String name,
    long venue,
    String venueName,
    ZoneId zone,
    Instant from,
    Instant until,
    boolean unlimited,
    int entries,
    Map<Integer, String> zones) {
  EventFacts {
    zones = Map.copyOf(zones);
  }

  /** A bound, and no more than are still to come if it is known how many are expected. */
  long atMost(long bound, long expected, long admitted) {
    return expected < 0 || unlimited
        ? bound
        : Math.min(bound, Math.max(0, expected * entries - admitted));
  }

  Unknowns.Hours hours() {
    return new Unknowns.Hours(from, until);
  }
}
