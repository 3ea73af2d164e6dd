package org.stile.simulator.pn532;

import org.stile.core.Bytes;

/** Bytes that have left the reader, at the speed they were sent with. */
record Transmission(Bytes bytes, int baud) {
  /** What a host makes of them whose end is set to {@code hostSpeed}. */
  byte[] asHeardAt(int hostSpeed) {
    byte[] heard = bytes.toArray();
    if (!Uart.agree(hostSpeed, baud)) {
      for (int i = 0; i < heard.length; i++) {
        heard[i] = Uart.garbled(heard[i]);
      }
    }
    return heard;
  }
}
