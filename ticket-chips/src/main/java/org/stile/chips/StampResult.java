package org.stile.chips;

import org.stile.core.Bytes;

/** How an attempt to stamp a chip ended. */
public sealed interface StampResult {
  /**
   * The chip says, authenticated, that stamp and debit are lasting.
   *
   * @param proof what the chip added to its word (TMC || TMV of a transaction MAC), or empty.
   */
  record Committed(Bytes proof) implements StampResult {}

  /** The chip certainly holds neither stamp nor debit. */
  record NotCommitted(String why) implements StampResult {}

  /** The answer to the commit was lost or not believable: the chip's own stamp settles it later. */
  record Unknown(String why) implements StampResult {}
}
