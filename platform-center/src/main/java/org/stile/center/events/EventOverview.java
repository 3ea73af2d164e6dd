package org.stile.center.events;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.stile.center.web.Problem.FieldError;

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

  /** Whether it was published once and not cancelled. */
  public boolean live() {
    return event.published().isPresent() && !event.cancelled();
  }
}
