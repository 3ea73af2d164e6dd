package org.stile.gate.config;

import java.util.function.Function;

/**
 * One key of a gate's configuration.
 *
 * @param key as it is written; {@code N} in it stands for the number of a lane.
 * @param range what is accepted, with its unit, for people.
 * @param fallback the text used when the key is not there; empty if it must be.
 * @param meaning one sentence.
 * @param parse turns text into a value.
 */
record Setting<T>(
    String key, String range, String fallback, String meaning, Function<String, T> parse) {
  boolean isRequired() {
    return fallback.isEmpty();
  }

  Setting<T> ofLane(int lane) {
    return new Setting<>(key.replace("N", Integer.toString(lane)), range, fallback, meaning, parse);
  }
}
