package org.stile.simulator.pn532;

import java.util.Arrays;

/**
 * The register file (PN532 data sheet, chapter "Register description"): memory with the reset
 * values of the contactless interface unit. Registers do nothing here, but for the framing ones,
 * which say in which kind of chip's language a raw exchange is spoken.
 */
final class Registers {
  static final int TX_MODE = 0x6302;

  /** Low bits of TxMode: 0 is ISO/IEC 14443 type A. */
  private static final int FRAMING = 0x03;

  private static final int[][] RESET_VALUES = {
    {0x6301, 0x3B}, // Mode
    {0x6304, 0x80}, // TxControl
    {0x6306, 0x10}, // TxSel
    {0x6307, 0x84}, // RxSel
    {0x6308, 0x84}, // RxThreshold
    {0x6309, 0x4D}, // Demod
    {0x630C, 0x62}, // MifNFC
    {0x6313, 0x88}, // GsNOff
    {0x6314, 0x26}, // ModWidth
    {0x6315, 0x87}, // TxBitPhase
    {0x6316, 0x48}, // RFCfg
    {0x6317, 0x88}, // GsNOn
    {0x6318, 0x20}, // CWGsP
    {0x6319, 0x20}, // ModGsP
    {0x633B, 0x08}, // WaterLevel
  };

  private final byte[] values = new byte[0x10000];

  Registers() {
    reset();
  }

  void reset() {
    Arrays.fill(values, (byte) 0);
    for (int[] register : RESET_VALUES) {
      write(register[0], register[1]);
    }
  }

  int read(int address) {
    return values[address] & 0xFF;
  }

  void write(int address, int value) {
    values[address] = (byte) value;
  }

  boolean speaksTypeA() {
    return (read(TX_MODE) & FRAMING) == 0;
  }
}
