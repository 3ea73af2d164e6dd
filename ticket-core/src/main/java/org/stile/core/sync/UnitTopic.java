package org.stile.core.sync;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where on the center's broker a venue's unit tells of itself: {@code stile/1/{venue}/unit/state}
 * ({@link UnitMessage}).
 *
 * @param venue the center's number for the venue, range [1, {@link SyncTopic#VENUE_MAX}].
 */
public record UnitTopic(long venue) {
  private static final int LENGTH_MAX = 40; // Prefix, 16 digits and the rest take 35.
  private static final Pattern FORM = Pattern.compile("stile/1/([1-9][0-9]{0,15})/unit/state");

  public UnitTopic {
    SyncLimits.within("venue", venue, 1, SyncTopic.VENUE_MAX);
  }

  /** The topic {@code text} names; empty if it is no unit's. */
  public static Optional<UnitTopic> parse(String text) {
    if (text.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    long venue = Long.parseLong(form.group(1));
    return venue <= SyncTopic.VENUE_MAX ? Optional.of(new UnitTopic(venue)) : Optional.empty();
  }

  @Override
  public String toString() {
    return "stile/1/" + venue + "/unit/state";
  }
}
