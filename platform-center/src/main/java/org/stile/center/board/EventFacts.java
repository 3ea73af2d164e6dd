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

  /**
   * A bound, and no more than the tickets that ever were can still pay for.
   *
   * @param issued so many tickets; negative: not known.
   * @param admitted entries of these tickets that are counted.
   */
  long atMost(long bound, long issued, long admitted) {
    boolean endless = issued < 0 || (unlimited && issued > 0);
    return endless ? bound : Math.min(bound, Math.max(0, issued * entries - admitted));
  }

  Unknowns.Hours hours() {
    return new Unknowns.Hours(from, until);
  }
}
