package org.stile.center.broker;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stile.core.id.GateId;

/**
 * A gate of a venue, as brokers and certificates name it.
 *
 * @param venue the center's number of the venue, from 1 upward.
 */
public record GateName(long venue, GateId gate) {
  private static final Pattern CLIENT = Pattern.compile("([1-9][0-9]{0,15})-([a-z0-9-]{1,24})");

  /** What its MQTT client calls itself: "7-north-1". */
  public String client() {
    return venue + "-" + gate;
  }

  /** The gate of this client id, if it is one. */
  static Optional<GateName> ofClient(String client) {
    Matcher form = CLIENT.matcher(client);
    if (!form.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new GateName(Long.parseLong(form.group(1)), new GateId(form.group(2))));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // A hyphen in front.
    }
  }

  @Override
  public String toString() {
    return client();
  }
}
