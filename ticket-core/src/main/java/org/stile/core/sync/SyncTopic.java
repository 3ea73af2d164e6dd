package org.stile.core.sync;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stile.core.id.GateId;

/**
 * Where on the broker a gate and the center speak: {@code stile/1/{venue}/gate/{gate}/{channel}}.
 *
 * @param venue the center's number for the venue, range [1, {@link #VENUE_MAX}].
 */
public record SyncTopic(long venue, GateId gate, Channel channel) {
  /** Largest venue number: what JSON and JavaScript still count exactly. */
  public static final long VENUE_MAX = (1L << 53) - 1;

  private static final int LENGTH_MAX = 64; // Prefix, 16 digits, gate of 24 and channel take 60.
  private static final Pattern FORM =
      Pattern.compile("stile/1/([1-9][0-9]{0,15})/gate/([a-z0-9-]{1,24})/(up|down|state)");

  /** Who speaks there, and about what. */
  public enum Channel {
    /** From the gate: {@link UpMessage}. */
    UP("up"),
    /** To the gate: {@link DownMessage}. */
    DOWN("down"),
    /** From the gate, or from the broker in its name: {@link StateMessage}. */
    STATE("state");

    private final String word;

    Channel(String word) {
      this.word = word;
    }

    private static Channel of(String word) {
      return switch (word) {
        case "up" -> UP;
        case "down" -> DOWN;
        default -> STATE; // The pattern lets nothing else through.
      };
    }
  }

  public SyncTopic {
    if (venue < 1 || venue > VENUE_MAX) {
      throw new IllegalArgumentException("venue out of range [1, 2^53 - 1]: " + venue);
    }
  }

  /** The topic {@code text} names; empty if it is none of ours. */
  public static Optional<SyncTopic> parse(String text) {
    if (text.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new SyncTopic(
              Long.parseLong(form.group(1)), new GateId(form.group(2)), Channel.of(form.group(3))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "stile/1/" + venue + "/gate/" + gate + "/" + channel.word;
  }
}
