package org.stile.core.admission;

import java.util.Arrays;
import java.util.Optional;

/** A language visitors can be told things in; each has a whole catalogue of texts. */
public enum Language {
  EN("en"),
  DE("de"),
  JA("ja");

  private final String tag;

  Language(String tag) {
    this.tag = tag;
  }

  /** Its language tag (BCP 47), as a venue's guidance texts are keyed. */
  public String tag() {
    return tag;
  }

  /** The language with this tag, empty if there is no catalogue for it. */
  public static Optional<Language> of(String tag) {
    return Arrays.stream(values()).filter(language -> language.tag.equals(tag)).findFirst();
  }
}
