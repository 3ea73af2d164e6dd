package org.stile.drivers.serial;

import java.io.IOException;

/** Opens the same link as often as it takes: an adapter may be unplugged and put back. */
@FunctionalInterface
public interface LinkSource {
  /**
   * Opens the link anew.
   *
   * @throws IOException if it cannot be opened now.
   */
  ByteLink open() throws IOException;
}
