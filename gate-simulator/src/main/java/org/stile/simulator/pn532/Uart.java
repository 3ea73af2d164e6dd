package org.stile.simulator.pn532;

import org.stile.simulator.pty.HostLine;

/** Bytes on the serial line (PN532 UM0701-02 §6.2: 8 data bits, no parity, one stop bit). */
final class Uart {
  /** After power-up and reset (PN532 UM0701-02 §7.2.8). */
  static final int SPEED_AFTER_RESET = 115_200;

  /** Start bit, eight data bits, stop bit. */
  private static final long BITS_PER_BYTE = 10;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private Uart() {}

  static long nanos(int bytes, int baud) {
    return bytes * BITS_PER_BYTE * NANOS_PER_SECOND / baud;
  }

  /** Whether two ends understand each other; a line without speeds always carries. */
  static boolean agree(int hostSpeed, int speed) {
    return hostSpeed == HostLine.SPEED_UNKNOWN || hostSpeed == speed;
  }

  /**
   * What a receiver at another speed makes of a byte: something else, and never the zero that
   * frames begin with.
   */
  static byte garbled(byte sent) {
    return (byte) (0x80 | sent >> 1);
  }

  /** Rising edges in a byte on the line: a start bit low, bits from the lowest, a stop bit high. */
  static int risingEdges(byte sent) {
    int bits = (sent & 0xFF) << 1 | 1 << 9;
    return Integer.bitCount(bits & ~(bits << 1));
  }
}
