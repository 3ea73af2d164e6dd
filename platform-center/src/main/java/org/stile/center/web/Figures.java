package org.stile.center.web;

import io.quarkus.qute.TemplateExtension;
import java.util.Locale;

/** How pages write numbers of seats: 80 000, with a space that does not break. */
@TemplateExtension
public final class Figures {
  private static final String SPACE = "\u202f"; // Narrow, and never at the end of a line.

  private Figures() {}

  /** The number in groups of three digits. */
  public static String grouped(int number) {
    return grouped((long) number);
  }

  /** The same. */
  public static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number).replace(",", SPACE);
  }
}
