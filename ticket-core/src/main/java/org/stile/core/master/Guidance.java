package org.stile.core.master;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where to go, in each language the venue wrote it in.
 *
 * @param texts language tag (BCP 47, for example "en") to text of 1 to 160 characters; "en" is
 *     there unless the map is empty; at most {@link #LANGUAGES_MAX}.
 */
public record Guidance(Map<String, String> texts) {
  public static final Guidance NONE = new Guidance(Map.of());

  /** Panels turn through them one by one: more would not be read. */
  public static final int LANGUAGES_MAX = 16;

  /** What a panel shows at once. */
  public static final int TEXT_LENGTH_MAX = 160;

  private static final Pattern TAG = Pattern.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}");

  public Guidance {
    texts = Map.copyOf(texts);
    Require.within("number of languages", texts.size(), 0, LANGUAGES_MAX);
    texts.forEach(
        (language, text) -> {
          if (!TAG.matcher(language).matches()) {
            throw new IllegalArgumentException("not a language tag: " + language);
          }
          Require.within("characters of guidance", text.length(), 1, TEXT_LENGTH_MAX);
          Require.text(
              "guidance", text, 1, TEXT_LENGTH_MAX * 3); // No char needs more than 3 bytes.
        });
    if (!texts.isEmpty() && !texts.containsKey("en")) {
      throw new IllegalArgumentException("guidance must be there in English: " + texts.keySet());
    }
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
