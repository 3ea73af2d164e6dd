package org.stile.center.events;

import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** A venue as it stands in the database. */
public record StoredVenue(long id, int version, VenueDetails details) {

  /** As the API and the edit page show it. */
  public VenueForm form() {
    var venue = details.venue();
    List<VenueForm.ZoneForm> zones =
        venue.zones().stream()
            .map(
                zone ->
                    new VenueForm.ZoneForm(
                        zone.number(), zone.name(), new TreeMap<>(zone.guidance().texts())))
            .toList();
    List<VenueForm.GateForm> gates =
        venue.gates().stream()
            .map(
                gate ->
                    new VenueForm.GateForm(
                        gate.id().value(),
                        List.copyOf(new TreeSet<>(gate.zones())),
                        details.rated().get(gate.id())))
            .toList();
    return new VenueForm(
        version,
        venue.name(),
        venue.place(),
        details.address(),
        venue.timeZone().getId(),
        zones,
        gates);
  }
}
