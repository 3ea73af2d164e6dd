package org.stile.drivers.pn532;

import java.util.HexFormat;
import org.stile.core.Bytes;

/** One host-interface frame, as the PN532 User Manual UM0701-02 §6.2.1 defines it. */
sealed interface Frame {
  /** UM0701-02 §6.2.1.3: the last frame was received; from the host, it also aborts a command. */
  record Ack() implements Frame {}

  /** UM0701-02 §6.2.1.4: please repeat the last response. */
  record Nack() implements Frame {}

  /** UM0701-02 §6.2.1.5: the chip could not make sense of the last command. */
  record SyntaxError() implements Frame {}

  /**
   * UM0701-02 §6.2.1.1 and §6.2.1.2: a command (host to chip) or a response (chip to host).
   *
   * @param direction who speaks.
   * @param code command or response code, range [0x00, 0xFF].
   * @param payload what follows the code, range [0, 263] bytes.
   */
  record Information(Direction direction, int code, Bytes payload) implements Frame {
    /** A status or target byte and 262 bytes of data (UM0701-02 §7.3.8): no response is longer. */
    static final int PAYLOAD_LENGTH_MAX = 263;

    public Information {
      if (code < 0 || code > 0xFF) {
        throw new IllegalArgumentException("code must be one byte, was " + code);
      }
      if (payload.length() > PAYLOAD_LENGTH_MAX) {
        throw new IllegalArgumentException("payload of " + payload.length() + " bytes is too long");
      }
    }

    @Override
    public String toString() {
      return direction + " " + HexFormat.of().toHexDigits((byte) code) + " " + payload;
    }
  }

  /** Who speaks: the frame identifier TFI, one byte. */
  enum Direction {
    HOST_TO_CHIP(0xD4),
    CHIP_TO_HOST(0xD5);

    final int tfi;

    Direction(int tfi) {
      this.tfi = tfi;
    }
  }
}
