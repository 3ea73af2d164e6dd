package org.stile.simulator.chip;

/**
 * What protects one command and its answer.
 *
 * @param mode how far; a chip that was not authenticated with protects nothing.
 * @param flow where the payload is, which is what full protection enciphers.
 * @param headerLength bytes of the command that always stay readable.
 * @param payloadLength bytes after the header, if they flow in.
 * @param marked whether enciphered padding starts with 80, as EV1 does when no length was named.
 */
record Protection(CommMode mode, Flow flow, int headerLength, int payloadLength, boolean marked) {
  /** Which way a payload goes. */
  enum Flow {
    NONE,
    IN,
    OUT
  }

  /** For a command that is never protected. */
  static final Protection PLAIN = new Protection(CommMode.PLAIN, Flow.NONE, 0, 0, false);

  /** For a command that is all header and whose answer, if any, is never enciphered. */
  static final Protection MACED = new Protection(CommMode.MACED, Flow.NONE, 0, 0, false);

  /** For a command that is all header and whose answer is enciphered. */
  static final Protection FULL_ANSWER = new Protection(CommMode.FULL, Flow.OUT, 0, 0, false);

  static Protection fullPayload(int headerLength, int payloadLength) {
    return new Protection(CommMode.FULL, Flow.IN, headerLength, payloadLength, false);
  }

  boolean enciphersCommand() {
    return mode == CommMode.FULL && flow == Flow.IN;
  }

  boolean enciphersAnswer() {
    return mode == CommMode.FULL && flow == Flow.OUT;
  }
}
