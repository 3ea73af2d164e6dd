package org.stile.chips.channel;

import org.stile.core.Bytes;

/**
 * A chip in the field that speaks ISO/IEC 14443-4: the narrow pipe between a reader and what is
 * said to a chip. Owned by one thread. Valid until the reader lists the next chip or releases it.
 */
public interface ChipChannel {
  /** Who the reader found: not secret, and not proof of anything. */
  ChipTarget target();

  /**
   * Sends one command and waits for its whole answer, chaining on the air as needed.
   *
   * @param command range [1, {@link #commandLengthMax}] bytes.
   * @return the answer with its status bytes, range [2, 262] bytes.
   * @throws ChannelException with {@link ChannelException.Fault.ChipLost} when the chip left
   *     (normal at a gate), or another fault when the reader itself failed.
   */
  Bytes transceive(Bytes command) throws ChannelException;

  /** The longest command this pipe carries in one go, in bytes, at least 61. */
  int commandLengthMax();
}
