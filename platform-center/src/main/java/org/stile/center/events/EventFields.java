package org.stile.center.events;

import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.stile.center.seating.PlanStore;

/**
 * An event as the fields of its page hold it: texts, right or wrong, as they were typed.
 *
 * @param version "" for a new event.
 * @param plan number of the seat plan.
 */
public record EventFields(
    String version,
    String name,
    String plan,
    Time startsAt,
    Time doorsOpen,
    Time lastEntry,
    List<WindowFields> windows,
    String reEntry,
    String whenClockUntrusted,
    String entries) {

  /**
   * A time by the venue's clock.
   *
   * @param offset which of two, where the clock shows the time twice; else "".
   */
  public record Time(String local, String offset) {
    static Time of(Instant instant, ZoneId zone) {
      return new Time(
          LocalDateTime.ofInstant(instant, zone).toString(),
          zone.getRules().getOffset(instant).toString());
    }

    static Time in(MultivaluedMap<String, String> form, String name, int index) {
      List<String> locals = VenueFields.all(form, name);
      // Asked for in few forms only, so it names its field itself.
      return new Time(
          index < locals.size() ? locals.get(index) : "",
          VenueFields.text(form, name + "." + index + ".offset"));
    }

    /** The two offsets to choose from, where the clock shows this time twice; else none. */
    public List<String> offsets(ZoneId zone) {
      return LocalTimes.twice(local, zone)
          ? zone.getRules().getValidOffsets(LocalDateTime.parse(local)).stream()
              .map(ZoneOffset::toString)
              .toList()
          : List.of();
    }

    String text(ZoneId zone) {
      return offsets(zone).contains(offset) ? local + offset : local;
    }
  }

  /** A window: numbers of seat types, and when their holders may enter. */
  public record WindowFields(List<Integer> types, Time from, Time until) {
    public boolean has(int type) {
      return types.contains(type);
    }
  }

  /** A beginning that is right for many: an evening in a month. */
  static EventFields fresh(Instant now, ZoneId zone, String plan) {
    Instant start =
        LocalDateTime.ofInstant(now, zone)
            .plusDays(30)
            .truncatedTo(ChronoUnit.DAYS)
            .withHour(20)
            .atZone(zone)
            .toInstant();
    return new EventFields(
        "",
        "",
        plan,
        Time.of(start, zone),
        Time.of(start.minus(2, ChronoUnit.HOURS), zone),
        Time.of(start.plus(1, ChronoUnit.HOURS), zone),
        List.of(),
        "NONE",
        "ADMIT_AND_MARK",
        "1");
  }

  static EventFields of(StoredEvent event, ZoneId zone) {
    var rules = event.rules();
    return new EventFields(
        Integer.toString(event.version()),
        event.name(),
        Long.toString(event.seatPlanId()),
        Time.of(event.startsAt(), zone),
        Time.of(rules.doorsOpen(), zone),
        Time.of(rules.lastEntry(), zone),
        rules.windows().stream()
            .map(
                window ->
                    new WindowFields(
                        List.copyOf(new TreeSet<>(window.types())),
                        Time.of(window.from(), zone),
                        Time.of(window.until(), zone)))
            .toList(),
        rules.reEntry().name(),
        rules.whenClockUntrusted().name(),
        Integer.toString(event.entries()));
  }

  static EventFields of(MultivaluedMap<String, String> form) {
    int count = VenueFields.all(form, "window.from").size();
    var windows = new ArrayList<WindowFields>();
    for (int i = 0; i < count; i++) {
      windows.add(
          new WindowFields(
              VenueFields.all(form, "window." + i + ".type").stream()
                  .map(VenueFields::number)
                  .map(number -> number == null ? -1 : number)
                  .toList(),
              Time.in(form, "window.from", i),
              Time.in(form, "window.until", i)));
    }
    return new EventFields(
        VenueFields.text(form, "version"),
        VenueFields.text(form, "name"),
        VenueFields.text(form, "plan"),
        Time.in(form, "startsAt", 0),
        Time.in(form, "doorsOpen", 0),
        Time.in(form, "lastEntry", 0),
        windows,
        VenueFields.text(form, "reEntry"),
        VenueFields.text(form, "whenClockUntrusted"),
        VenueFields.text(form, "entries"));
  }

  /** The same as a change of another version, for whoever saves it once more knowingly. */
  EventFields withVersion(int current) {
    return new EventFields(
        Integer.toString(current),
        name,
        plan,
        startsAt,
        doorsOpen,
        lastEntry,
        windows,
        reEntry,
        whenClockUntrusted,
        entries);
  }

  /** The form, for the venue of the chosen plan. */
  EventForm form(List<PlanStore.Choice> choices, ZoneId zone) {
    PlanStore.Choice choice =
        choices.stream()
            .filter(each -> Long.toString(each.plan()).equals(plan))
            .findFirst()
            .orElse(null);
    Integer times = VenueFields.number(entries);
    return new EventForm(
        VenueFields.number(version),
        name.strip(),
        choice == null ? null : choice.venueId(),
        choice == null ? null : choice.plan(),
        startsAt.text(zone),
        doorsOpen.text(zone),
        lastEntry.text(zone),
        windows.stream()
            .map(
                window ->
                    new EventForm.WindowForm(
                        window.types, window.from.text(zone), window.until.text(zone)))
            .toList(),
        reEntry,
        whenClockUntrusted,
        times == null ? 0 : times);
  }

  /** Whether a button asks for another form rather than for saving this one. */
  static boolean changes(String wish) {
    return wish.equals("add-window") || wish.startsWith("remove-window-");
  }

  /**
   * What a button of the form asks for beside saving.
   *
   * @param wish "add-window" or "remove-window-0".
   */
  EventFields changed(String wish) {
    var changed = new ArrayList<>(windows);
    if (wish.equals("add-window")) {
      changed.add(new WindowFields(List.of(), doorsOpen, startsAt));
    } else if (wish.startsWith("remove-window-")) {
      Integer index = VenueFields.number(wish.substring("remove-window-".length()));
      if (index != null && index < changed.size()) {
        changed.remove(index.intValue());
      }
    }
    return new EventFields(
        version,
        name,
        plan,
        startsAt,
        doorsOpen,
        lastEntry,
        changed,
        reEntry,
        whenClockUntrusted,
        entries);
  }

  /** Names of plans by venue, for the list to choose from. */
  static TreeMap<String, List<PlanStore.Choice>> byVenue(List<PlanStore.Choice> choices) {
    var venues = new TreeMap<String, List<PlanStore.Choice>>();
    choices.forEach(
        choice -> venues.computeIfAbsent(choice.venue(), _ -> new ArrayList<>()).add(choice));
    return venues;
  }
}
