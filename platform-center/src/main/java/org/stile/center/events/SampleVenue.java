package org.stile.center.events;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.stile.center.seating.PlanStore;
import org.stile.center.seating.SampleStadium;
import org.stile.center.web.Caller;
import org.stile.center.web.Problem;
import org.stile.core.master.Venue;
import org.stile.core.master.Zone;
import org.stile.core.sample.SampleEvent;
import org.stile.core.sample.SampleKeys;

/** The sample stadium, put into a venue: its seat plan, its zones, its gates. */
@ApplicationScoped
public class SampleVenue {
  private final Venues venues;
  private final PlanStore plans;

  public SampleVenue(Venues venues, PlanStore plans) {
    this.venues = venues;
    this.plans = plans;
  }

  /** Its zones and gates, as a form of a venue. */
  public static VenueForm form(String name, String place, String timeZone) {
    return new VenueForm(null, name, place, "", timeZone, Parts.ZONES, Parts.GATES);
  }

  /**
   * Adds a sample stadium to a venue; answers the number of its seat plan. Zones and gates are made
   * if the venue has none yet.
   *
   * @param seats how many places, as {@link SampleStadium} can make them.
   */
  public long add(Handle handle, Caller caller, long venueId, int seats) {
    if (seats < SampleStadium.SEATS_MIN || seats > SampleStadium.SEATS_MAX) {
      throw Problem.invalid(
          "seats", "must be from " + SampleStadium.SEATS_MIN + " to " + SampleStadium.SEATS_MAX);
    }
    StoredVenue venue = venues.of(handle, caller, venueId);
    VenueForm form = venue.form();
    if (venue.details().venue().zones().isEmpty() && venue.details().venue().gates().isEmpty()) {
      venues.update(
          handle,
          caller,
          venueId,
          new VenueForm(
              form.version(),
              form.name(),
              form.place(),
              form.address(),
              form.timeZone(),
              Parts.ZONES,
              Parts.GATES));
    } else {
      demandZones(venue.details().venue());
    }
    return plans.add(
        handle, caller, venueId, name(handle, caller, venueId, seats), SampleStadium.plan(seats));
  }

  private static void demandZones(Venue venue) {
    Set<Integer> there = venue.zones().stream().map(Zone::number).collect(Collectors.toSet());
    if (Parts.ZONES.stream().anyMatch(zone -> !there.contains(zone.number()))) {
      throw Problem.conflict(
          "other-zones",
          "This venue has zones of its own, which the sample stadium does not fit. Make a new"
              + " venue for it, or take the zones and gates of this one away first.");
    }
  }

  private String name(Handle handle, Caller caller, long venueId, int seats) {
    Set<String> taken =
        plans.ofVenue(handle, caller, venueId).stream()
            .map(PlanStore.Entry::name)
            .collect(Collectors.toSet());
    String wanted = "Sample stadium, %d seats".formatted(seats);
    String name = wanted;
    for (int number = 2; taken.contains(name); number++) {
      name = wanted + " (" + number + ")";
    }
    return name;
  }

  /** Made once: it takes a master to be signed. */
  private static final class Parts {
    private static final Venue VENUE =
        SampleEvent.stadium(SampleKeys.seeded(1), Instant.parse("2026-06-13T18:00:00Z"))
            .master()
            .venue();
    private static final List<VenueForm.ZoneForm> ZONES =
        VENUE.zones().stream()
            .map(
                zone ->
                    new VenueForm.ZoneForm(
                        zone.number(), zone.name(), new TreeMap<>(zone.guidance().texts())))
            .toList();
    private static final List<VenueForm.GateForm> GATES =
        VENUE.gates().stream()
            .map(
                gate ->
                    new VenueForm.GateForm(
                        gate.id().value(), List.copyOf(new TreeSet<>(gate.zones()))))
            .toList();
  }
}
