package org.stile.simulator.pn532;

/** Whether a simulated reader takes its time. */
public enum Pace {
  /** Answers at once; what it would have taken is only recorded. */
  INSTANT,
  /** Takes as long as radio, chip, serial line and firmware are modelled to take. */
  LIFELIKE
}
