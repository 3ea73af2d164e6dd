package org.stile.core.master;

import java.util.Map;

/**
 * Where to go, in each language the venue wrote it in.
 *
 * @param texts language tag (BCP 47, for example "en") to text of at most 160 characters; "en" is
 *     there unless the map is empty.
 */
public record Guidance(Map<String, String> texts) {
  public static final Guidance NONE = new Guidance(Map.of());

  public Guidance {
    texts = Map.copyOf(texts);
  }

  /** The text in {@code language}, else in English, else any, else empty. */
  public String in(String language) {
    String text = texts.get(language);
    if (text == null) {
      text = texts.get("en");
    }
    return text != null ? text : texts.values().stream().sorted().findFirst().orElse("");
  }
}
