package org.stile.center.seating;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is written on a pretix seat, as row and number: a gate and its master number seats, and a
 * visitor must find the very letters that are on the chair. So letters go with the row: seat "12a"
 * of row "5" is seat 12 of row "5 a".
 *
 * @param number range [0, {@link PlanLimits#FIRST_MAX}]; -1: none.
 */
record PretixLabel(String row, int number) {
  private static final Pattern FORM =
      Pattern.compile("(?:(\\p{L}{1,3})[ .-]?)?([0-9]{0,7})(?:[ .-]?(\\p{L}{1,3}))?");

  /** Row and number of a seat that is labelled so; {@code null} if nothing can be made of it. */
  static @org.jspecify.annotations.Nullable PretixLabel of(String row, String seat) {
    if (seat.isEmpty()) {
      return new PretixLabel(row, -1);
    }
    Matcher form = FORM.matcher(seat);
    if (!form.matches()) {
      return null;
    }
    String digits = form.group(2);
    int number = digits.isEmpty() ? -1 : Integer.parseInt(digits);
    if (number > PlanLimits.FIRST_MAX) {
      return null;
    }
    // "A12" in row A says the row once more.
    String before = letters(form.group(1));
    before = before.equalsIgnoreCase(row) && number >= 0 ? "" : before;
    String letters = before + letters(form.group(3));
    return new PretixLabel(letters.isEmpty() ? row : (row + " " + letters).strip(), number);
  }

  private static String letters(@org.jspecify.annotations.Nullable String found) {
    return found == null ? "" : found;
  }
}
