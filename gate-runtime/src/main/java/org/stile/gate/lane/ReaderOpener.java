package org.stile.gate.lane;

import org.stile.chips.channel.ChannelException;
import org.stile.drivers.ChipReader;

/** Opens a lane's reader: at the start, and again after its link went down. */
@FunctionalInterface
public interface ReaderOpener {
  /**
   * Opens it anew; leaves nothing open if that fails.
   *
   * @throws ChannelException if the device is not there or does not answer.
   */
  ChipReader open() throws ChannelException;
}
