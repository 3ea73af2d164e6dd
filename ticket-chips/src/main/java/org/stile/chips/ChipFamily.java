package org.stile.chips;

import java.util.Optional;
import org.stile.chips.channel.ChipChannel;

/**
 * Knows one family of chips, so that others can follow without touching the gate. Stateless; holds
 * the gate's key material of that family.
 */
public interface ChipFamily {
  /**
   * Opens the chip as a gate does: finds this system's application and proves the chip genuine.
   *
   * @return empty if the chip is of another family, so that the next family may be asked.
   * @throws ChipException if it is of this family but cannot be used.
   */
  Optional<TicketChip> open(ChipChannel channel) throws ChipException;
}
