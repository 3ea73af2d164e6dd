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
 * @param types of seats, names by number.
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
    Map<Integer, String> zones,
    Map<Integer, String> types) {
  EventFacts {
    zones = Map.copyOf(zones);
    types = Map.copyOf(types);
  }

  Unknowns.Hours hours() {
    return new Unknowns.Hours(from, until);
  }
}
