package org.stile.simulator.chip;

import org.stile.core.Bytes;

/**
 * One key on a chip.
 *
 * @param value 16 bytes, also for DES, whose halves are then equal.
 * @param version range [0, 255].
 */
record ChipKey(KeyType type, Bytes value, int version) {
  static final int LENGTH = 16;

  ChipKey {
    if (value.length() != LENGTH || version < 0 || version > 0xFF) {
      throw new IllegalArgumentException("a key has 16 bytes and a one-byte version");
    }
  }

  /** All zeros, version 0, as a chip leaves the factory and as new keys start. */
  static ChipKey zero(KeyType type) {
    return new ChipKey(type, Bytes.copyOf(new byte[LENGTH]), 0);
  }

  BlockCipher cipher() {
    return BlockCipher.of(type, value);
  }

  /** Never prints the key: reports and logs are read by many. */
  @Override
  public String toString() {
    return type + " key, version " + version;
  }
}
