package org.stile.core.journal;

/** Text as rows carry it: short, and equal to itself after it went through a database. */
final class EntryText {
  /** Characters; what a steward reads on one screen line or two. */
  static final int DETAIL_MAX = 200;

  /** Characters; codes and kinds are words. */
  static final int WORD_MAX = 40;

  private EntryText() {}

  static String detail(String text) {
    return clean(text, DETAIL_MAX);
  }

  static String word(String text) {
    return clean(text, WORD_MAX);
  }

  /** Cuts to {@code max} and puts ? for what is not a printable character of its own. */
  private static String clean(String text, int max) {
    var cleaned = new StringBuilder(Math.min(text.length(), max));
    int at = 0;
    while (at < text.length()) {
      int point = text.codePointAt(at);
      at += Character.charCount(point);
      boolean lone = Character.getType(point) == Character.SURROGATE;
      int kept = lone || Character.isISOControl(point) ? '?' : point;
      if (cleaned.length() + Character.charCount(kept) > max) {
        break;
      }
      cleaned.appendCodePoint(kept);
    }
    return cleaned.toString();
  }
}
