package org.stile.center.events;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stile.center.web.Problem;
import org.stile.center.web.Problem.FieldError;

/** What may be changed of an event, and what somebody else changed meanwhile. */
final class EventChanges {
  private EventChanges() {}

  /** Refuses a change of another version than the one there is. */
  static void demandVersion(
      @Nullable Integer version, StoredEvent now, StoredEvent wanted, StoredVenue venue) {
    if (version == null) {
      throw Problem.invalid("version", "is missing: say which version you edited");
    }
    if (version != now.version()) {
      ZoneId zone = venue.details().venue().timeZone();
      throw Problem.conflict(
          FormErrors.MEANWHILE,
          "Somebody changed this event while you edited it (it is version %d now, you edited %d)."
                  .formatted(now.version(), version)
              + " Below is what differs; nothing was saved.",
          between(now, wanted, zone));
    }
  }

  private static List<FieldError> between(StoredEvent now, StoredEvent wanted, ZoneId zone) {
    var changes = new ArrayList<FieldError>();
    compare(changes, "name", now.name(), wanted.name());
    compare(changes, "venue", now.venueId(), wanted.venueId());
    compare(changes, "seatPlan", now.seatPlanId(), wanted.seatPlanId());
    compare(
        changes,
        "startsAt",
        LocalTimes.field(now.startsAt(), zone),
        LocalTimes.field(wanted.startsAt(), zone));
    compare(
        changes,
        "doorsOpen",
        LocalTimes.field(now.rules().doorsOpen(), zone),
        LocalTimes.field(wanted.rules().doorsOpen(), zone));
    compare(
        changes,
        "lastEntry",
        LocalTimes.field(now.rules().lastEntry(), zone),
        LocalTimes.field(wanted.rules().lastEntry(), zone));
    compare(changes, "windows", now.rules().windows(), wanted.rules().windows());
    compare(changes, "reEntry", now.rules().reEntry(), wanted.rules().reEntry());
    compare(
        changes,
        "whenClockUntrusted",
        now.rules().whenClockUntrusted(),
        wanted.rules().whenClockUntrusted());
    compare(changes, "entries", now.entries(), wanted.entries());
    return changes;
  }

  private static void compare(List<FieldError> changes, String at, Object now, Object wanted) {
    if (!now.equals(wanted)) {
      changes.add(new FieldError(at, "is now \"" + now + "\"; yours was \"" + wanted + "\""));
    }
  }

  /** Refuses, of an event that was published, what tickets and allotments stand on. */
  static void demandAllowed(StoredEvent before, StoredEvent wanted) {
    if (before.published().isEmpty()) {
      return;
    }
    var fixed = new ArrayList<FieldError>();
    if (before.venueId() != wanted.venueId()) {
      fixed.add(new FieldError("venue", "cannot change once published: seats there are sold"));
    }
    if (before.seatPlanId() != wanted.seatPlanId()) {
      fixed.add(
          new FieldError("seatPlan", "cannot change once published: tickets name seats of it"));
    }
    if (before.entries() != wanted.entries()) {
      fixed.add(
          new FieldError("entries", "cannot change once published: tickets carry the number"));
    }
    if (!fixed.isEmpty()) {
      throw Problem.conflict(
          "published",
          "The event is published; name, times and admission rules may change, this may not:",
          fixed);
    }
  }
}
