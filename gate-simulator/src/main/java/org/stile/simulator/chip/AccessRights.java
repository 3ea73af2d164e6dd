package org.stile.simulator.chip;

import org.stile.core.Bytes;

/**
 * Which key may do what to a file, one nibble each: a key number, 0xE for anybody, 0xF for nobody.
 *
 * <pre>
 *  15..12  11..8  7..4        3..0      sent low byte first
 *  read    write  read+write  change
 * </pre>
 */
record AccessRights(int read, int write, int readWrite, int change) {
  static final int FREE = 0xE;
  static final int NEVER = 0xF;

  AccessRights {
    if (((read | write | readWrite | change) & ~0xF) != 0) {
      throw new IllegalArgumentException("an access right is a nibble");
    }
  }

  static AccessRights of(int sixteenBits) {
    return new AccessRights(
        (sixteenBits >> 12) & 0xF,
        (sixteenBits >> 8) & 0xF,
        (sixteenBits >> 4) & 0xF,
        sixteenBits & 0xF);
  }

  int sixteenBits() {
    return (read << 12) | (write << 8) | (readWrite << 4) | change;
  }

  Bytes bytes() {
    return LittleEndian.bytes(sixteenBits(), 2);
  }

  /** Whether every key these rights name is one of {@code keys}. */
  boolean nameOnly(int keys) {
    return isKnown(read, keys)
        && isKnown(write, keys)
        && isKnown(readWrite, keys)
        && isKnown(change, keys);
  }

  private static boolean isKnown(int nibble, int keys) {
    return nibble < keys || nibble >= FREE;
  }
}
