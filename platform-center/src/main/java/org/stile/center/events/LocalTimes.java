package org.stile.center.events;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stile.center.web.FieldErrors;

/**
 * Times as people write them: by the clock on the venue's wall. Twice a year that clock jumps, and
 * then a time may not exist or exist twice; neither is guessed at.
 */
public final class LocalTimes {
  /** Times are unsigned 32-bit seconds on every wire and chip. */
  private static final Instant LAST = Instant.ofEpochSecond(0xFFFF_FFFFL);

  private static final int LENGTH_MAX = 40;
  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm");
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");

  private LocalTimes() {}

  /**
   * The instant that {@code text} names.
   *
   * @param at the field, as errors name it.
   * @param text "2026-06-13T20:00" by the clock of {@code zone}, or with an offset behind it.
   * @return {@link Instant#EPOCH} if an error was noted.
   */
  public static Instant parse(FieldErrors errors, String at, @Nullable String text, ZoneId zone) {
    Instant instant = Instant.EPOCH;
    if (text == null || text.isBlank()) {
      errors.add(at, "is missing");
      return instant;
    }
    try {
      instant = text.length() > LENGTH_MAX ? wrong() : instant(errors, at, text.strip(), zone);
    } catch (DateTimeException e) {
      errors.add(at, "must be a date and time like 2026-06-13T20:00");
      return Instant.EPOCH;
    }
    boolean whole = instant.equals(instant.truncatedTo(ChronoUnit.SECONDS));
    boolean inRange = !instant.isBefore(Instant.EPOCH) && !instant.isAfter(LAST);
    errors.require(whole, at, "must be whole seconds");
    errors.require(inRange, at, "must lie between 1970 and 2106");
    return whole && inRange ? instant : Instant.EPOCH;
  }

  private static Instant wrong() {
    throw new DateTimeException("too long");
  }

  private static Instant instant(FieldErrors errors, String at, String text, ZoneId zone) {
    if (text.length() > 11 && text.substring(11).matches(".*[Z+-].*")) {
      return OffsetDateTime.parse(text).toInstant();
    }
    LocalDateTime local = LocalDateTime.parse(text);
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
    if (offsets.size() == 1) {
      return local.toInstant(offsets.getFirst());
    }
    ZoneOffsetTransition jump = zone.getRules().getTransition(local);
    errors.add(at, offsets.isEmpty() ? gap(local, zone, jump) : twice(local, zone, offsets));
    return Instant.EPOCH;
  }

  private static String gap(LocalDateTime local, ZoneId zone, ZoneOffsetTransition jump) {
    return "%s does not exist in %s: the clock jumps from %s to %s that day; choose an earlier or a later time"
        .formatted(
            MINUTES.format(local).replace('T', ' '),
            zone,
            CLOCK.format(jump.getDateTimeBefore()),
            CLOCK.format(jump.getDateTimeAfter()));
  }

  private static String twice(LocalDateTime local, ZoneId zone, List<ZoneOffset> offsets) {
    return "%s comes twice in %s, for the clock is set back that day; say which of the two: %s%s is the first, %s%s the second"
        .formatted(
            MINUTES.format(local).replace('T', ' '),
            zone,
            MINUTES.format(local),
            offsets.getFirst(),
            MINUTES.format(local),
            offsets.getLast());
  }

  /** Whether the wall clock of {@code zone} shows this time twice. */
  static boolean twice(String text, ZoneId zone) {
    try {
      return zone.getRules().getValidOffsets(LocalDateTime.parse(text.strip())).size() == 2;
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** As the field of a form holds it: the wall clock's time, with the offset if it comes twice. */
  public static String field(Instant instant, ZoneId zone) {
    LocalDateTime local = LocalDateTime.ofInstant(instant, zone);
    ZoneOffset offset = zone.getRules().getOffset(instant);
    boolean twice = zone.getRules().getValidOffsets(local).size() == 2;
    return local + (twice ? offset.toString() : "");
  }
}
