package org.stile.simulator.chip;

/** The field went away while the chip was writing: nothing after this point happened. */
final class PowerLost extends Exception {
  private static final long serialVersionUID = 1L;

  PowerLost() {
    super("power lost", null, false, false);
  }
}
