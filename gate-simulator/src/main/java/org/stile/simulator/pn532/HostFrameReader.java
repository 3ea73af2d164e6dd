package org.stile.simulator.pn532;

import java.util.Arrays;
import java.util.Optional;
import org.stile.core.Bytes;

/**
 * Finds frames in what a host sends (PN532 UM0701-02 §6.2.1.1 and §6.2.1.2).
 *
 * <pre>
 *   00 00 FF LEN LCS D4 command... DCS 00            LEN + LCS = 0, D4 + ... + DCS = 0 (mod 256)
 *   00 00 FF FF FF LENM LENL LCS D4 command... DCS 00      LENM + LENL + LCS = 0
 *   00 00 FF 00 FF 00                                 ACK
 *   00 00 FF FF 00 00                                 NACK
 * </pre>
 *
 * Anything else is passed over in silence, as the chip does: the host notices the missing ACK.
 */
final class HostFrameReader {
  private static final int FROM_HOST = 0xD4;

  /** The longest frame the chip takes: D4, code and 263 bytes (PN532 UM0701-02 §6.2.1.2). */
  private static final int LENGTH_MAX = 265;

  private static final int NORMAL_LENGTH_MAX = 255;
  private static final int NORMAL_HEAD = 4;
  private static final int EXTENDED_HEAD = 7;

  private final byte[] buffer = new byte[EXTENDED_HEAD + LENGTH_MAX + 1];
  private int count;

  /**
   * Bytes until a command is known whole: preamble, head, D4, command and check, while the
   * postamble is still on its way.
   */
  static int bytesUntilKnown(Bytes command) {
    boolean normal = command.length() + 1 <= NORMAL_LENGTH_MAX;
    return 1 + (normal ? NORMAL_HEAD : EXTENDED_HEAD) + 1 + command.length() + 1;
  }

  /** Forgets a frame that was begun. */
  void reset() {
    count = 0;
  }

  /** Takes one more byte; a frame it completes is returned. */
  Optional<HostFrame> take(byte next) {
    buffer[count++] = next;
    while (count > 0) {
      int needed = needed();
      if (needed > count) {
        return Optional.empty();
      }
      if (needed > 0) {
        HostFrame frame = frame();
        count = 0;
        return Optional.of(frame);
      }
      // No frame begins here; the next byte may begin one.
      count--;
      System.arraycopy(buffer, 1, buffer, 0, count);
    }
    return Optional.empty();
  }

  private int at(int index) {
    return buffer[index] & 0xFF;
  }

  /** How many bytes the frame at the start of the buffer has, 0 if there can be none. */
  private int needed() {
    if (at(0) != 0x00) {
      return 0;
    }
    if (count == 1) {
      return 2;
    }
    if (at(1) != 0xFF) {
      return 0;
    }
    if (count < NORMAL_HEAD) {
      return NORMAL_HEAD;
    }
    int length = at(2);
    int check = at(3);
    if (length == 0xFF && check == 0xFF) {
      return extendedNeeded();
    }
    if ((length == 0x00 && check == 0xFF) || (length == 0xFF && check == 0x00)) {
      return NORMAL_HEAD;
    }
    return ((length + check) & 0xFF) == 0 ? bodyNeeded(NORMAL_HEAD, length) : 0;
  }

  private int extendedNeeded() {
    if (count < EXTENDED_HEAD) {
      return EXTENDED_HEAD;
    }
    int length = at(4) << 8 | at(5);
    boolean sound = ((at(4) + at(5) + at(6)) & 0xFF) == 0;
    return sound ? bodyNeeded(EXTENDED_HEAD, length) : 0;
  }

  private int bodyNeeded(int head, int length) {
    if (length < 2 || length > LENGTH_MAX) {
      return 0;
    }
    int whole = head + length + 1;
    if (count < whole) {
      return whole;
    }
    int sum = 0;
    for (int i = head; i < whole; i++) {
      sum += at(i);
    }
    return (sum & 0xFF) == 0 && at(head) == FROM_HOST ? whole : 0;
  }

  private HostFrame frame() {
    if (at(2) == 0x00) {
      return new HostFrame.Ack();
    }
    if (at(2) == 0xFF && at(3) == 0x00) {
      return new HostFrame.Nack();
    }
    int head = at(2) == 0xFF && at(3) == 0xFF ? EXTENDED_HEAD : NORMAL_HEAD;
    return new HostFrame.Command(Bytes.copyOf(Arrays.copyOfRange(buffer, head + 1, count - 1)));
  }
}
