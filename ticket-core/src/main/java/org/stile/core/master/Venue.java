package org.stile.core.master;

import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where the event takes place.
 *
 * @param name range [1, 48] bytes of UTF-8.
 * @param place range [0, 48] bytes of UTF-8.
 * @param timeZone in which visitors are told times.
 * @param zones at most {@link #ZONES_MAX}, each number once.
 * @param gates at most {@link #GATES_MAX}, each id once, serving only zones there are.
 */
public record Venue(
    String name, String place, ZoneId timeZone, List<Zone> zones, List<Gate> gates) {
  /** A zone number is one byte. */
  public static final int ZONES_MAX = 256;

  /** Ten times the turnstile groups of the largest stadium. */
  public static final int GATES_MAX = 1_024;

  public Venue {
    Require.text("venue", name, 1, 48);
    Require.text("place", place, 0, 48);
    Require.text("time zone", timeZone.getId(), 1, 40);
    zones = List.copyOf(zones);
    gates = List.copyOf(gates);
    Require.within("number of zones", zones.size(), 0, ZONES_MAX);
    Require.within("number of gates", gates.size(), 0, GATES_MAX);
    Require.distinct("zone numbers", zones, Zone::number);
    Require.distinct("gate ids", gates, Gate::id);
    Set<Integer> known = zones.stream().map(Zone::number).collect(Collectors.toSet());
    for (Gate gate : gates) {
      if (!known.containsAll(gate.zones())) {
        throw new IllegalArgumentException("gate " + gate.id() + " serves a zone there is not");
      }
    }
  }
}
