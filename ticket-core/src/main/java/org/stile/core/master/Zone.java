package org.stile.core.master;

/**
 * A part of the venue that is reached through certain gates.
 *
 * @param number range [0, 255].
 * @param name as staff and signs say it, range [1, 48] bytes of UTF-8.
 * @param guidance how to get there from the gate.
 */
public record Zone(int number, String name, Guidance guidance) {
  /** Zone numbers are one byte on every wire. */
  public static final int NUMBER_MAX = 255;

  public Zone {
    Require.within("zone number", number, 0, NUMBER_MAX);
    Require.text("zone name", name, 1, 48);
  }
}
