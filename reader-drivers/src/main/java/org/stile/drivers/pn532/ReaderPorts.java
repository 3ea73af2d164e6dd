package org.stile.drivers.pn532;

import org.stile.drivers.PowerPin;
import org.stile.drivers.ReaderListener;
import org.stile.drivers.ResetPin;
import org.stile.drivers.serial.LinkSource;

/**
 * What a reader is wired to.
 *
 * @param link how it is spoken to.
 * @param reset its reset input, or {@link ResetPin#absent()}.
 * @param power its supply, or {@link PowerPin#absent()}.
 * @param listener is told what befalls it.
 */
public record ReaderPorts(
    LinkSource link, ResetPin reset, PowerPin power, ReaderListener listener) {
  /** A reader with nothing but its link. */
  public static ReaderPorts of(LinkSource link) {
    return new ReaderPorts(link, ResetPin.absent(), PowerPin.absent(), ReaderListener.none());
  }
}
