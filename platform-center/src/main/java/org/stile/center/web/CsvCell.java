package org.stile.center.web;

/** Cells of tables that people open in a spreadsheet program. */
public final class CsvCell {
  private static final String BEGINS_A_FORMULA = "=+-@\t\r";

  private CsvCell() {}

  /**
   * The text, with an apostrophe before it where a spreadsheet program would take it for a formula
   * (OWASP, "CSV Injection").
   */
  public static String safe(String text) {
    return !text.isEmpty() && BEGINS_A_FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
  }
}
