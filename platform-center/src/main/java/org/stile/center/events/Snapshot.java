package org.stile.center.events;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.stile.core.id.EventId;
import org.stile.core.master.AdmissionRules;
import org.stile.core.master.EventInformation;

/**
 * What a published version holds, as its JSON in the database.
 *
 * @param venue as it was then.
 */
public record Snapshot(
    String name,
    Instant startsAt,
    Rules rules,
    int entries,
    long organizer,
    long venueId,
    VenueForm venue,
    long seatPlan) {

  /** Admission rules as JSON. */
  public record Rules(
      Instant doorsOpen,
      Instant lastEntry,
      List<Window> windows,
      AdmissionRules.ReEntry reEntry,
      AdmissionRules.WhenClockUntrusted whenClockUntrusted) {

    static Rules of(AdmissionRules rules) {
      return new Rules(
          rules.doorsOpen(),
          rules.lastEntry(),
          rules.windows().stream().map(Window::of).toList(),
          rules.reEntry(),
          rules.whenClockUntrusted());
    }

    AdmissionRules rules() {
      return new AdmissionRules(
          doorsOpen,
          lastEntry,
          windows.stream().map(Window::window).toList(),
          reEntry,
          whenClockUntrusted);
    }
  }

  /** A window of {@link AdmissionRules} as JSON. */
  public record Window(Set<Integer> types, Instant from, Instant until) {
    static Window of(AdmissionRules.Window window) {
      return new Window(new TreeSet<>(window.types()), window.from(), window.until());
    }

    AdmissionRules.Window window() {
      return new AdmissionRules.Window(types, from, until);
    }
  }

  static Snapshot of(StoredEvent event, StoredVenue venue) {
    return new Snapshot(
        event.name(),
        event.startsAt(),
        Rules.of(event.rules()),
        event.entries(),
        event.organizerId(),
        venue.id(),
        venue.form().unversioned(),
        event.seatPlanId());
  }

  PublishedEvent published(long eventId, int version, Instant publishedAt) {
    var details = VenueDetails.of(venue).venue();
    var information =
        new EventInformation(
            new EventId(eventId),
            name,
            details.name(),
            details.place(),
            startsAt,
            details.timeZone().getId());
    return new PublishedEvent(
        version,
        publishedAt,
        information,
        details,
        rules.rules(),
        entries,
        organizer,
        venueId,
        seatPlan);
  }
}
