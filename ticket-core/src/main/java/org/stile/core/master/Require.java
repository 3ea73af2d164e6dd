package org.stile.core.master;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** The ranges that the records of this package document, said once. */
final class Require {
  /** Times are unsigned 32-bit seconds on every wire and chip: enough until 2106. */
  private static final long SECONDS_MAX = 0xFFFF_FFFFL;

  private Require() {}

  static void within(String name, long value, long from, long to) {
    if (value < from || value > to) {
      throw new IllegalArgumentException(
          name + " out of range [" + from + ", " + to + "]: " + value);
    }
  }

  /** Whole seconds from 1970 on, below 2^32. */
  static void seconds(String name, Instant instant) {
    if (instant.getNano() != 0) {
      throw new IllegalArgumentException(name + " must be whole seconds: " + instant);
    }
    within(name, instant.getEpochSecond(), 0, SECONDS_MAX);
  }

  static <T> void distinct(String name, List<T> items, Function<T, ?> by) {
    if (items.stream().map(by).distinct().count() != items.size()) {
      throw new IllegalArgumentException(name + " must differ");
    }
  }

  /** Between {@code from} and {@code to} bytes of well-formed UTF-8. */
  static void text(String name, String text, int from, int to) {
    // Each char takes one byte at least: nothing long is ever encoded.
    within("characters of " + name, text.length(), 0, to);
    within("bytes of " + name, text.getBytes(StandardCharsets.UTF_8).length, from, to);
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(name + " has half a surrogate pair");
    }
  }
}
