package org.stile.core.config;

/** One flat JSON object (RFC 8259), built name by name; longer texts than there is room are cut. */
public final class JsonLine {
  /** A line is for people too, and a chip may have written part of it. */
  public static final int TEXT_LENGTH_MAX = 200;

  private final StringBuilder line = new StringBuilder(256).append('{');

  /** Begins an object without names. */
  public JsonLine() {}

  /** Adds a text, cut if it is longer than {@link #TEXT_LENGTH_MAX}. */
  public JsonLine with(String name, String text) {
    name(name);
    line.append('"');
    int end = Math.min(text.length(), TEXT_LENGTH_MAX);
    for (int i = 0; i < end; i++) {
      escaped(text.charAt(i));
    }
    if (end < text.length()) {
      line.append('…');
    }
    line.append('"');
    return this;
  }

  public JsonLine with(String name, long number) {
    name(name);
    line.append(number);
    return this;
  }

  public JsonLine with(String name, boolean truth) {
    name(name);
    line.append(truth);
    return this;
  }

  private void name(String name) {
    if (line.length() > 1) {
      line.append(',');
    }
    line.append('"').append(name).append("\":");
  }

  /** RFC 8259 §7: quote, backslash and controls; surrogates too, for one of a pair may be cut. */
  private void escaped(char c) {
    if (c == '"' || c == '\\') {
      line.append('\\').append(c);
    } else if (c < 0x20 || (c >= 0x7F && c < 0xA0) || Character.isSurrogate(c)) {
      line.append("\\u");
      for (int shift = 12; shift >= 0; shift -= 4) {
        line.append(Character.forDigit(c >> shift & 0xF, 16));
      }
    } else {
      line.append(c);
    }
  }

  /** The object, without a line end. */
  public String closed() {
    return line + "}";
  }
}
