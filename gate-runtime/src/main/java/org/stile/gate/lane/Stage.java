package org.stile.gate.lane;

/** The parts of a tap that are timed, in the order they happen. */
public enum Stage {
  /** From when the reader began to listen until it had a chip: says how busy the lane is. */
  FIELD,
  /** Find the application on the chip and prove it genuine. */
  AUTHENTICATE,
  /** Directory, ticket slots and stamps. */
  READ,
  /** Signature, issuing key and event information. */
  VERIFY,
  /** What journal and chip know, and the rules. */
  DECIDE,
  /** Waiting for the grant to be durable, after the chip held its stamp ready. */
  JOURNAL,
  /** Writing stamp and debit, while the journal writes the grant, and the chip's commit. */
  STAMP,
  /** Telling the arm. */
  OPEN
}
