package org.stile.simulator.chip;

import org.stile.core.Bytes;

/**
 * One command, whole and with its protection taken off.
 *
 * @param data header and payload.
 */
record Request(Instruction instruction, Bytes data) {
  int fileNumber() {
    return data.at(0);
  }

  /** The 3-byte number at {@code from}. */
  int number(int from) {
    return LittleEndian.unsigned(data, from, 3);
  }
}
