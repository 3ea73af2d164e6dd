package org.stile.drivers.pn532;

/** Bit rates between PN532 and chip; it goes no faster than 424 kbit/s (UM0701-02 §7.3.7). */
public enum ChipSpeed {
  KBIT_106(0x00, 0x00),
  KBIT_212(0x01, 0x01),
  KBIT_424(0x02, 0x02);

  /** The code in InPSL. */
  final int code;

  /** Its bit in either half of TA(1) (ISO/IEC 14443-4); 106 kbit/s has none. */
  final int ta;

  ChipSpeed(int code, int ta) {
    this.code = code;
    this.ta = ta;
  }
}
