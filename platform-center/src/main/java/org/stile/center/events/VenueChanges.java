package org.stile.center.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.stile.center.web.Problem.FieldError;
import org.stile.core.master.Gate;
import org.stile.core.master.Venue;
import org.stile.core.master.Zone;

/** What differs between a venue as it stands and as somebody wants it. */
final class VenueChanges {
  private final List<FieldError> changes = new ArrayList<>();

  private VenueChanges() {}

  /** The differences, for whoever wanted {@code wanted} while another saved {@code now}. */
  static List<FieldError> between(VenueDetails now, VenueDetails wanted) {
    var changes = new VenueChanges();
    Venue there = now.venue();
    Venue yours = wanted.venue();
    changes.compare("name", there.name(), yours.name());
    changes.compare("place", there.place(), yours.place());
    changes.compare("address", now.address(), wanted.address());
    changes.compare("timeZone", there.timeZone().getId(), yours.timeZone().getId());
    changes.parts("zone", zones(there), zones(yours));
    changes.parts("gate", gates(there), gates(yours));
    return changes.changes.subList(0, Math.min(100, changes.changes.size()));
  }

  private static Map<String, String> zones(Venue venue) {
    var zones = new TreeMap<String, String>();
    for (Zone zone : venue.zones()) {
      zones.put(
          String.valueOf(zone.number()),
          zone.name() + " " + new TreeMap<>(zone.guidance().texts()));
    }
    return zones;
  }

  private static Map<String, String> gates(Venue venue) {
    var gates = new TreeMap<String, String>();
    for (Gate gate : venue.gates()) {
      gates.put(gate.id().value(), "serves zones " + new TreeSet<>(gate.zones()));
    }
    return gates;
  }

  private void parts(String what, Map<String, String> there, Map<String, String> yours) {
    var keys = new TreeSet<>(there.keySet());
    keys.addAll(yours.keySet());
    for (String key : keys) {
      compare(
          what + " " + key, there.getOrDefault(key, "absent"), yours.getOrDefault(key, "absent"));
    }
  }

  private void compare(String at, String there, String yours) {
    if (!there.equals(yours)) {
      changes.add(new FieldError(at, "is now \"" + there + "\"; yours was \"" + yours + "\""));
    }
  }
}
