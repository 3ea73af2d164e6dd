package org.stile.center.broker;

import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.stile.core.sync.SyncTopic;

/** How the unit of a venue is called at brokers: "venue-7". No gate is called so. */
public final class UnitName {
  static final String PREFIX = "venue-";

  private static final Pattern CLIENT = Pattern.compile("venue-[1-9][0-9]{0,15}");

  private UnitName() {}

  /** Its client id. */
  public static String client(long venue) {
    return PREFIX + venue;
  }

  /** The venue of this client id, if it is a unit's. */
  static OptionalLong venue(String client) {
    if (!CLIENT.matcher(client).matches()) {
      return OptionalLong.empty();
    }
    long venue = Long.parseLong(client.substring(PREFIX.length()));
    return venue <= SyncTopic.VENUE_MAX ? OptionalLong.of(venue) : OptionalLong.empty();
  }

  /** What it hears: what all gates of its venue are told. */
  public static String filter(long venue) {
    return "stile/1/" + venue + "/gate/+/down";
  }
}
