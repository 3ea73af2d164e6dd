package org.stile.simulator.demo;

import org.stile.core.id.ChipId;
import org.stile.simulator.chip.DesfireChip;

/**
 * A virtual chip somebody holds.
 *
 * @param label who holds it and what is on it, for people.
 */
record DemoChip(String label, DesfireChip chip) {
  ChipId id() {
    return new ChipId(chip.target().uid());
  }
}
