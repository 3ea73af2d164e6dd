package org.stile.simulator.pn532;

import org.stile.core.Bytes;

/** What the reader says (PN532 UM0701-02 §6.2.1). */
final class ReaderFrames {
  /** PN532 UM0701-02 §6.2.1.3. */
  static final Bytes ACK = Bytes.of(0x00, 0x00, 0xFF, 0x00, 0xFF, 0x00);

  /** PN532 UM0701-02 §6.2.1.5. */
  static final Bytes ERROR = Bytes.of(0x00, 0x00, 0xFF, 0x01, 0xFF, 0x7F, 0x81, 0x00);

  private static final int TO_HOST = 0xD5;

  /** The longest length byte of a normal frame (PN532 UM0701-02 §6.2.1.1). */
  private static final int NORMAL_LENGTH_MAX = 255;

  private ReaderFrames() {}

  /** The answer to command {@code code}. */
  static Bytes answer(int code, Bytes data) {
    int length = data.length() + 2;
    int sum = TO_HOST + code + 1;
    for (int i = 0; i < data.length(); i++) {
      sum += data.at(i);
    }
    Bytes head =
        length <= NORMAL_LENGTH_MAX
            ? Bytes.of(0x00, 0x00, 0xFF, length, -length)
            : extendedHead(length);
    return Bytes.concat(head, Bytes.of(TO_HOST, code + 1), data, Bytes.of(-sum, 0x00));
  }

  /** PN532 UM0701-02 §6.2.1.2. */
  private static Bytes extendedHead(int length) {
    int high = length >> 8;
    return Bytes.of(0x00, 0x00, 0xFF, 0xFF, 0xFF, high, length, -(high + length));
  }
}
