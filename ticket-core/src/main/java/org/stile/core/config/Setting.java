package org.stile.core.config;

import java.util.function.Function;

/**
 * One key of a configuration.
 *
 * @param key as it is written; {@code N} in it stands for a number.
 * @param range what is accepted, with its unit, for people.
 * @param fallback the text used when the key is not there; empty if it must be.
 * @param meaning one sentence.
 * @param parse turns text into a value.
 */
public record Setting<T>(
    String key, String range, String fallback, String meaning, Function<String, T> parse) {
  public boolean isRequired() {
    return fallback.isEmpty();
  }

  /** The same with {@code number} for N. */
  public Setting<T> numbered(int number) {
    String numbered = key.replace("N", Integer.toString(number));
    return new Setting<>(numbered, range, fallback, meaning, parse);
  }
}
