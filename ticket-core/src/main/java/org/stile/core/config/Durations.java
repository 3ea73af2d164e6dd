package org.stile.core.config;

import java.time.Duration;

/** Durations as people write them: a whole number, and {@code ms}, {@code s} or {@code min}. */
public final class Durations {
  /** Longer numbers are no duration of ours, and would not fit a long. */
  private static final int DIGITS_MAX = 9;

  private Durations() {}

  /** Parses for example {@code 500 ms}, {@code 5 s}, {@code 5s}, {@code 1 min}. */
  public static Duration parse(String text) {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    if (digits == 0 || digits > DIGITS_MAX) {
      throw new IllegalArgumentException("no whole number");
    }
    long number = Long.parseLong(text.substring(0, digits));
    return switch (text.substring(digits).strip()) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "min" -> Duration.ofMinutes(number);
      default -> throw new IllegalArgumentException("no unit");
    };
  }

  /** The shortest way to write it. */
  public static String text(Duration duration) {
    long millis = duration.toMillis();
    if (millis > 0 && millis % 60_000 == 0) {
      return millis / 60_000 + " min";
    }
    return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
  }
}
