package org.stile.center.web;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What texts that people type may hold, checked in one place. */
public final class Texts {
  private Texts() {}

  /**
   * A name or a line of text: no control characters, no characters that turn the direction of
   * writing around (they make a name look like another), no half characters, no spaces at its ends.
   *
   * @param errors takes what is wrong.
   * @param at the field, as errors name it.
   * @param bytesMin fewest bytes of UTF-8.
   * @param bytesMax most bytes of UTF-8.
   * @return the text; "" if it was missing or wrong.
   */
  public static String name(
      FieldErrors errors, String at, @Nullable String value, int bytesMin, int bytesMax) {
    String text = value == null ? "" : value;
    String flaw = flaw(text, bytesMin, bytesMax);
    if (!flaw.isEmpty()) {
      errors.add(at, flaw);
      return "";
    }
    return text;
  }

  /** What is wrong with a text, as a sentence for whoever typed it; empty if nothing is. */
  public static String flaw(String text, int bytesMin, int bytesMax) {
    if (text.isEmpty()) {
      return bytesMin > 0 ? "must not be empty" : "";
    }
    // Each char takes one byte at least: nothing long is ever encoded.
    if (text.length() > bytesMax) {
      return tooLong(text.length(), bytesMax);
    }
    int bad = text.codePoints().filter(Texts::refused).findFirst().orElse(-1);
    if (bad >= 0) {
      return "holds the character U+%04X, which a name may not; remove it".formatted(bad);
    }
    if (!text.strip().equals(text)) {
      return "must not begin or end with a space";
    }
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > bytesMax) {
      return tooLong(bytes, bytesMax);
    }
    return bytes < bytesMin ? "is too short: at least " + bytesMin + " bytes" : "";
  }

  private static String tooLong(int bytes, int bytesMax) {
    return "is too long: "
        + bytes
        + " bytes, and "
        + bytesMax
        + " is the most (a letter with an accent takes 2, a CJK character 3)";
  }

  /** Control and format characters, line separators, half surrogates; joiners of emoji may stay. */
  private static boolean refused(int c) {
    if (c == 0x200C || c == 0x200D) {
      return false; // Zero-width (non-)joiners: Persian and Indic scripts, families of emoji.
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
