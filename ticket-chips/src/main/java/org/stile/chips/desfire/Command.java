package org.stile.chips.desfire;

import org.stile.core.Bytes;

/**
 * One native command, before secure messaging.
 *
 * @param header what is never enciphered.
 * @param data what secure messaging protects as the mode says.
 * @param answerLength how many bytes a good answer has, or {@link #ANY_LENGTH}.
 */
record Command(Instruction instruction, Bytes header, Bytes data, Mode mode, int answerLength) {
  static final int ANY_LENGTH = -1;

  /** How a message is protected on the air (AN12343, "communication modes"). */
  enum Mode {
    PLAIN,
    MAC,
    FULL
  }

  /** Header and data, one after the other. */
  Bytes body() {
    return Bytes.concat(header, data);
  }

  /** What an EV1 runs its vector over: the code as well. */
  Bytes whole() {
    return Bytes.concat(Bytes.of(instruction.code()), header, data);
  }

  /** Without its data: that may be a key. */
  @Override
  public String toString() {
    return instruction.title() + "[" + header.length() + "+" + data.length() + " bytes]";
  }
}
