package org.stile.core.master;

import java.time.ZoneId;
import java.util.List;

/**
 * Where the event takes place.
 *
 * @param timeZone in which visitors are told times.
 */
public record Venue(
    String name, String place, ZoneId timeZone, List<Zone> zones, List<Gate> gates) {
  public Venue {
    zones = List.copyOf(zones);
    gates = List.copyOf(gates);
  }
}
