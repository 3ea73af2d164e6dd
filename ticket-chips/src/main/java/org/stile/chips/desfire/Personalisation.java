package org.stile.chips.desfire;

/** What it took to make a chip ready for tickets. */
public enum Personalisation {
  /** It was blank. */
  MADE,

  /** An earlier attempt had been cut short. */
  COMPLETED,

  /** It was ready, and nothing was changed. */
  ALREADY
}
