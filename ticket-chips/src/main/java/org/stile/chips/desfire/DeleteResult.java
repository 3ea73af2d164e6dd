package org.stile.chips.desfire;

/** How taking a ticket off a chip ended. */
public sealed interface DeleteResult {
  /** The directory no longer names it, and its counter is at zero. */
  record Deleted() implements DeleteResult {}

  /** Nothing was changed: there was no ticket in that slot. */
  record NotThere() implements DeleteResult {}

  /** The answer was lost or not believable: the chip's directory tells. */
  record Unknown(String why) implements DeleteResult {}
}
