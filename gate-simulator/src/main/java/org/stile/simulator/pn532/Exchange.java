package org.stile.simulator.pn532;

import java.time.Duration;

/**
 * One command to a simulated reader and where its time went, by the model.
 *
 * @param what the command, and for a chip's command its first byte.
 * @param air bits and pauses on the radio.
 * @param compute the chip's own work.
 * @param uart bits on the serial line, both ways, acknowledgement included.
 * @param firmware the reader's own work.
 */
public record Exchange(
    String what, Duration air, Duration compute, Duration uart, Duration firmware) {
  /** All of it: the parts follow each other. */
  public Duration total() {
    return air.plus(compute).plus(uart).plus(firmware);
  }
}
