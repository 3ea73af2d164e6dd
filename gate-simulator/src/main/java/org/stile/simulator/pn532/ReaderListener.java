package org.stile.simulator.pn532;

import org.stile.chips.channel.ChipTarget;
import org.stile.core.Bytes;

/** Watches a simulated reader. Called on the reader's thread: must not block. */
public interface ReaderListener {
  /** Watches nothing. */
  ReaderListener NONE = new ReaderListener() {};

  /** A chip was selected. */
  default void listed(ChipTarget target) {}

  /** A chip has answered a command. */
  default void exchanged() {}

  /** The host sent a command: code and arguments. */
  default void commanded(Bytes command) {}

  /** The reader's answer is ready to go out: a whole frame. */
  default void answered(Bytes frame) {}
}
