package org.stile.simulator.chip;

import org.stile.core.Bytes;

/** Numbers as DESFire commands carry them: low byte first. */
final class LittleEndian {
  private LittleEndian() {}

  static Bytes bytes(long value, int length) {
    byte[] content = new byte[length];
    for (int i = 0; i < length; i++) {
      content[i] = (byte) (value >> (8 * i));
    }
    return Bytes.copyOf(content);
  }

  /** The unsigned number in {@code bytes[from, from + length)}, at most 3 bytes. */
  static int unsigned(Bytes bytes, int from, int length) {
    int value = 0;
    for (int i = length - 1; i >= 0; i--) {
      value = (value << 8) | bytes.at(from + i);
    }
    return value;
  }

  /** The signed 32-bit number at {@code from}. */
  static int signed32(Bytes bytes, int from) {
    return unsigned(bytes, from, 4);
  }
}
