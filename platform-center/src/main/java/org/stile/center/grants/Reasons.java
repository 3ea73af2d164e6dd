package org.stile.center.grants;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The text of every reason a request's row may name. */
final class Reasons {
  private static final Map<String, String> WORDS =
      Stream.concat(
              Arrays.stream(Refusal.values()).map(r -> Map.entry(r.name(), r.words())),
              Arrays.stream(Ending.values()).map(e -> Map.entry(e.name(), e.words())))
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private Reasons() {}

  static String words(String reason) {
    return WORDS.getOrDefault(reason, reason);
  }
}
