package org.stile.simulator.chip;

/**
 * What may be done with keys and directory, of the chip or of an application.
 *
 * <pre>
 *  7..4  key that may change keys: its number, 0xE the key itself, 0xF none (application only)
 *  3     these settings may be changed
 *  2     creating and deleting is free (else with the master key)
 *  1     listing is free (else with the master key)
 *  0     the master key may be changed
 * </pre>
 */
record KeySettings(int value) {
  static final int SAME_KEY = 0xE;
  static final int FROZEN = 0xF;

  KeySettings {
    if (value < 0 || value > 0xFF) {
      throw new IllegalArgumentException("key settings are one byte, not " + value);
    }
  }

  boolean masterKeyChangeable() {
    return (value & 0x01) != 0;
  }

  boolean listingFree() {
    return (value & 0x02) != 0;
  }

  boolean creatingFree() {
    return (value & 0x04) != 0;
  }

  boolean changeable() {
    return (value & 0x08) != 0;
  }

  int changeKey() {
    return value >> 4;
  }
}
