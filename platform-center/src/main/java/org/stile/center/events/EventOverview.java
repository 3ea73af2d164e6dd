package org.stile.center.events;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.stile.center.seating.SeatPlan;
import org.stile.center.web.Problem.FieldError;
import org.stile.core.master.AdmissionRules;

/**
 * What the page of an event shows.
 *
 * @param missing before it can be published.
 * @param changed whether publishing would tell anything new.
 */
public record EventOverview(
    StoredEvent event,
    StoredVenue venue,
    String plan,
    List<SeatPlan.SeatType> types,
    EventNumbers numbers,
    List<FieldError> missing,
    boolean changed,
    FormErrors errors) {
  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("EEE d MMM uuuu, HH:mm (zzz)", Locale.ENGLISH);

  /** A time by the venue's clock. */
  public String at(Instant instant) {
    return when(instant, venue.details().venue().timeZone());
  }

  static String when(Instant instant, ZoneId zone) {
    return WHEN.format(instant.atZone(zone));
  }

  /** The seat types of a window, by name. */
  public String types(AdmissionRules.Window window) {
    return types.stream()
        .filter(type -> window.types().contains(type.number()))
        .map(SeatPlan.SeatType::name)
        .collect(Collectors.joining(", "));
  }

  /** Whether it was published once and not cancelled. */
  public boolean live() {
    return event.published().isPresent() && !event.cancelled();
  }
}
