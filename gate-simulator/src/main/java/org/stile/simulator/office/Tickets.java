package org.stile.simulator.office;

import java.util.List;
import org.stile.core.Bytes;

/**
 * Signed tickets of one event and its signed information, as they go onto a chip.
 *
 * @param signed each for one entry.
 * @param numbers what the center calls them, in the same order.
 */
public record Tickets(Bytes information, List<Bytes> signed, List<Long> numbers) {
  public Tickets {
    signed = List.copyOf(signed);
    numbers = List.copyOf(numbers);
  }
}
