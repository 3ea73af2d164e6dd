package org.stile.center.events;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.stile.center.seating.SeatPlan;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Texts;
import org.stile.core.cose.Algorithm;
import org.stile.core.cose.MemorySigner;
import org.stile.core.cose.Signer;
import org.stile.core.id.EventId;
import org.stile.core.master.AdmissionRules;
import org.stile.core.master.EventInformation;
import org.stile.core.master.EventInformationCodec;
import org.stile.core.master.Venue;

/**
 * What is known of an event, checked: whatever stands in one of these, chips and masters can carry.
 *
 * @param information what is told of it.
 * @param entries how often a ticket of it admits, range [1, 255].
 */
public record EventDetails(EventInformation information, AdmissionRules rules, int entries) {
  private static final int NAME_BYTES = 64;
  private static final int ENTRIES_MAX = 255;

  /** Only to see how long a signed record becomes: both algorithms sign in 64 bytes. */
  private static final Signer MEASURE = new MemorySigner(Algorithm.EDDSA, 255, new byte[32]);

  /**
   * Checks a form; everything wrong with it is told at once.
   *
   * @param id the number the event has or will have.
   */
  static EventDetails of(EventForm form, EventId id, Venue venue, SeatPlan plan) {
    var errors = new FieldErrors();
    ZoneId zone = venue.timeZone();
    String name = Texts.name(errors, "name", form.name(), 1, NAME_BYTES);
    Instant startsAt = LocalTimes.parse(errors, "startsAt", form.startsAt(), zone);
    Instant doors = LocalTimes.parse(errors, "doorsOpen", form.doorsOpen(), zone);
    Instant last = LocalTimes.parse(errors, "lastEntry", form.lastEntry(), zone);
    boolean timesGood = known(startsAt) && known(doors) && known(last);
    if (timesGood) {
      timesGood = errors.require(doors.isBefore(last), "lastEntry", "must be after doors open");
      errors.require(!doors.isAfter(startsAt), "doorsOpen", "must not be after the start");
    }
    var windows = new Windows(errors, zone, plan, timesGood ? doors : null, last).read(form);
    var reEntry = choice(errors, "reEntry", form.reEntry(), AdmissionRules.ReEntry.values());
    var clock =
        choice(
            errors,
            "whenClockUntrusted",
            form.whenClockUntrusted(),
            AdmissionRules.WhenClockUntrusted.values());
    int entries = form.entries() == null ? 1 : form.entries();
    errors.require(
        entries >= 1 && entries <= ENTRIES_MAX, "entries", "must be from 1 to " + ENTRIES_MAX);
    errors.throwIfAny();
    var information =
        new EventInformation(id, name, venue.name(), venue.place(), startsAt, zone.getId());
    errors.require(fits(information), "name", tooLong(information));
    errors.throwIfAny();
    return new EventDetails(
        information, new AdmissionRules(doors, last, windows, reEntry, clock), entries);
  }

  /** Whether the signed record fits the file it has on a chip; tried by making it. */
  static boolean fits(EventInformation information) {
    try {
      return EventInformationCodec.sign(information, MEASURE).length()
          <= EventInformationCodec.SIGNED_LENGTH_MAX;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** What to do about a record that does not fit. */
  static String tooLong(EventInformation information) {
    return "event name, venue (\"%s\"), place (\"%s\") and time zone are too long together for the record on a chip; shorten one of them"
        .formatted(information.venue(), information.place());
  }

  private static boolean known(Instant instant) {
    return !instant.equals(Instant.EPOCH);
  }

  private static <E extends Enum<E>> E choice(
      FieldErrors errors, String at, @Nullable String text, E[] choices) {
    if (text == null || text.isEmpty()) {
      return choices[0];
    }
    for (E each : choices) {
      if (each.name().equals(text)) {
        return each;
      }
    }
    errors.add(at, "must be one of " + List.of(choices));
    return choices[0];
  }

  /** Reads the windows of a form. */
  private record Windows(
      FieldErrors errors, ZoneId zone, SeatPlan plan, @Nullable Instant doors, Instant last) {

    List<AdmissionRules.Window> read(EventForm form) {
      List<EventForm.WindowForm> forms = form.windows();
      if (forms == null) {
        return List.of();
      }
      if (!errors.require(
          forms.size() <= AdmissionRules.WINDOWS_MAX,
          "windows",
          "at most " + AdmissionRules.WINDOWS_MAX)) {
        return List.of();
      }
      var windows = new ArrayList<AdmissionRules.Window>();
      Set<Integer> taken = new HashSet<>();
      for (int i = 0; i < forms.size(); i++) {
        String at = "windows[" + i + "]";
        Set<Integer> types = types(at + ".types", forms.get(i), taken);
        Instant from = LocalTimes.parse(errors, at + ".from", forms.get(i).from(), zone);
        Instant until = LocalTimes.parse(errors, at + ".until", forms.get(i).until(), zone);
        if (known(from) && known(until) && ordered(at, from, until)) {
          windows.add(new AdmissionRules.Window(types, from, until));
        }
      }
      return windows;
    }

    private boolean ordered(String at, Instant from, Instant until) {
      boolean good =
          errors.require(from.isBefore(until), at + ".until", "must be after the window opens");
      if (doors != null) {
        good &=
            errors.require(!from.isBefore(doors), at + ".from", "must not be before doors open");
        good &= errors.require(!until.isAfter(last), at + ".until", "must not be after last entry");
      }
      return good;
    }

    private Set<Integer> types(String at, EventForm.WindowForm form, Set<Integer> taken) {
      List<Integer> said = form.types();
      var types = new TreeSet<Integer>();
      if (said == null || said.isEmpty()) {
        errors.add(at, "must name one seat type at least");
        return types;
      }
      for (Integer type : said) {
        boolean there =
            type != null && plan.types().stream().anyMatch(each -> each.number() == type);
        if (!errors.require(there, at, "the seat plan has no type " + type)) {
          continue;
        }
        if (errors.require(
            taken.add(type), at, "seat type " + type + " has a window already; it can have one")) {
          types.add(type);
        }
      }
      return types;
    }
  }
}
