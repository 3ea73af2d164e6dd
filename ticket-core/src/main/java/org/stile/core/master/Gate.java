package org.stile.core.master;

import java.util.Set;
import org.stile.core.id.GateId;

/**
 * A gate of the venue and the zones it serves.
 *
 * @param id its name.
 * @param zones zone numbers; visitors to others are sent elsewhere.
 */
public record Gate(GateId id, Set<Integer> zones) {
  public Gate {
    zones = Set.copyOf(zones);
    zones.forEach(zone -> Require.within("zone number", zone, 0, Zone.NUMBER_MAX));
  }
}
