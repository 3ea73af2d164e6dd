package org.stile.simulator.chip;

import org.stile.core.Bytes;

/** How a command came, and so how its answer must go. */
sealed interface Envelope {
  /** The longest short APDU: header, Lc, 255 bytes, Le (ISO/IEC 7816-4). */
  int COMMAND_LENGTH_MAX = 5 + 255 + 1;

  int WRAPPED_CLASS = 0x90;
  int ISO_CLASS = 0x00;

  /** A native command: its code, then its data. The answer has its status first. */
  record Native(int code, Bytes data) implements Envelope {}

  /** A native command in an APDU, {@code 90 code 00 00}. The answer ends with 91 and its status. */
  record Wrapped(int code, Bytes data) implements Envelope {}

  /** A command of ISO/IEC 7816-4. */
  record Iso(int instruction, int p1, int p2, Bytes data) implements Envelope {}

  /** An APDU whose lengths contradict each other. */
  record Broken(Bytes answer) implements Envelope {}

  /** Sorts out {@code command}, range [1, {@link #COMMAND_LENGTH_MAX}] bytes. */
  static Envelope of(Bytes command) {
    int first = command.at(0);
    if (first != WRAPPED_CLASS && first != ISO_CLASS) {
      return new Native(first, command.from(1));
    }
    boolean wrapped = first == WRAPPED_CLASS;
    var broken =
        new Broken(wrapped ? Bytes.of(0x91, Status.LENGTH_ERROR.code()) : Bytes.of(0x67, 0x00));
    int length = command.length();
    if (length < 4) {
      return broken;
    }
    Bytes data = Bytes.EMPTY;
    if (length > 5) { // Four bytes have no Lc and no Le, five only Le.
      int lc = command.at(4);
      if (lc == 0 || (length != 5 + lc && length != 6 + lc)) {
        return broken;
      }
      data = command.slice(5, 5 + lc);
    }
    if (!wrapped) {
      return new Iso(command.at(1), command.at(2), command.at(3), data);
    }
    boolean named = command.at(2) == 0 && command.at(3) == 0;
    return named
        ? new Wrapped(command.at(1), data)
        : new Broken(Bytes.of(0x91, Status.PARAMETER_ERROR.code()));
  }
}
