package org.stile.center.events;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.stile.center.audit.Audit;
import org.stile.center.seating.SeatPlan;
import org.stile.center.seating.SeatPlans;
import org.stile.center.web.Caller;
import org.stile.center.web.Problem;
import org.stile.center.web.Problem.FieldError;
import org.stile.core.id.EventId;
import org.stile.core.master.EventInformation;
import org.stile.core.master.Gate;
import org.stile.core.master.Venue;
import org.stile.core.master.Zone;

/** From a draft to what gates see: what is missing, publishing, cancelling. */
@ApplicationScoped
public class Publishing {
  private final Events events;
  private final EventRows rows;
  private final Venues venues;
  private final SeatPlans seatPlans;
  private final Audit audit;
  private final MastersDue due;
  private final InstantSource clock;

  public Publishing(
      Events events,
      EventRows rows,
      Venues venues,
      SeatPlans seatPlans,
      Audit audit,
      MastersDue due,
      InstantSource clock) {
    this.events = events;
    this.rows = rows;
    this.venues = venues;
    this.seatPlans = seatPlans;
    this.audit = audit;
    this.due = due;
    this.clock = clock;
  }

  /** What an event still needs before it can be published; empty if nothing. */
  public List<FieldError> missing(Handle handle, StoredEvent event) {
    Venue venue = venues.ofEvent(handle, event.venueId()).details().venue();
    SeatPlan plan = seatPlans.of(handle, event.seatPlanId());
    var missing = new ArrayList<FieldError>();
    zones(missing, venue, plan);
    if (!event.rules().lastEntry().isAfter(clock.instant())) {
      missing.add(new FieldError("lastEntry", "is over already; set the times anew"));
    }
    var information =
        new EventInformation(
            new EventId(event.id()),
            event.name(),
            venue.name(),
            venue.place(),
            event.startsAt(),
            venue.timeZone().getId());
    if (!EventDetails.fits(information)) {
      missing.add(new FieldError("name", EventDetails.tooLong(information)));
    }
    return missing;
  }

  private static void zones(List<FieldError> missing, Venue venue, SeatPlan plan) {
    if (venue.gates().isEmpty()) {
      missing.add(new FieldError("gates", "the venue has no gate to come in by; add one"));
    }
    Set<Integer> known = venue.zones().stream().map(Zone::number).collect(Collectors.toSet());
    Set<Integer> served = new TreeSet<>();
    for (Gate gate : venue.gates()) {
      served.addAll(gate.zones());
    }
    Set<Integer> used = new TreeSet<>();
    plan.blocks().forEach(block -> used.add(block.zone()));
    for (int zone : used) {
      if (!known.contains(zone)) {
        missing.add(
            new FieldError("zones", "the seat plan has seats in zone " + zone + "; add that zone"));
      } else if (!served.contains(zone) && !venue.gates().isEmpty()) {
        missing.add(
            new FieldError(
                "gates", "zone " + zone + " has seats, but no gate serves it; nobody could enter"));
      }
    }
  }

  /** Whether publishing now would tell anybody anything new. */
  public boolean changedSince(Handle handle, StoredEvent event) {
    Snapshot now = Snapshot.of(event, venues.ofEvent(handle, event.venueId()));
    return rows.snapshot(handle, event.id()).map(before -> !before.equals(now)).orElse(true);
  }

  /** Publishes the draft as it stands, as the next version; answers that version. */
  public int publish(Handle handle, Caller caller, long eventId) {
    StoredEvent event = events.lockedEvent(handle, caller, eventId);
    if (event.cancelled()) {
      throw Problem.conflict("cancelled", "This event is cancelled; it cannot be published again.");
    }
    List<FieldError> missing = missing(handle, event);
    if (!missing.isEmpty()) {
      throw Problem.conflict(
          "not-ready", "The event cannot be published yet; this is missing:", missing);
    }
    if (!changedSince(handle, event)) {
      throw Problem.conflict(
          "nothing-changed",
          "Nothing changed since version " + event.published().orElse(0) + " was published.");
    }
    // A change of the venue alone does not touch the draft, but is a new version all the same.
    int version =
        event.published().isPresent() && event.published().getAsInt() == event.version()
            ? event.version() + 1
            : event.version();
    Snapshot snapshot = Snapshot.of(event, venues.ofEvent(handle, event.venueId()));
    rows.insertVersion(handle, eventId, version, snapshot, clock.instant());
    due.note(handle, eventId);
    audit.record(handle, caller, "event.publish", "event:" + eventId, Map.of("version", version));
    return version;
  }

  /** Cancels an event: nothing of it is granted or issued from now on. */
  public void cancel(Handle handle, Caller caller, long eventId) {
    StoredEvent event = events.lockedEvent(handle, caller, eventId);
    if (event.cancelled()) {
      throw Problem.conflict("cancelled", "This event is cancelled already.");
    }
    handle
        .createUpdate("UPDATE event SET state = 'CANCELLED', version = version + 1 WHERE id = :id")
        .bind("id", eventId)
        .execute();
    due.note(handle, eventId);
    audit.record(handle, caller, "event.cancel", "event:" + eventId, Map.of());
  }
}
