package org.stile.drivers.pn532;

import org.stile.core.Bytes;
import org.stile.drivers.pn532.Frame.Ack;
import org.stile.drivers.pn532.Frame.Direction;
import org.stile.drivers.pn532.Frame.Information;
import org.stile.drivers.pn532.Frame.Nack;
import org.stile.drivers.pn532.Frame.SyntaxError;

/**
 * Turns {@link Frame}s into bytes and back (UM0701-02 §6.2.1). Pure: holds no state and touches no
 * device.
 *
 * <pre>
 *  00   00 FF   LEN  LCS                   TFI  code  payload...  DCS   00
 *  00   00 FF   FF   FF   LENM LENL LCS    TFI  code  payload...  DCS   00     extended
 *  00   00 FF   00   FF   00                                                   ACK
 *  00   00 FF   FF   00   00                                                   NACK
 *  pre  start                              \_____ LEN bytes ____/       post
 *       LEN + LCS = 0, LENM + LENL + LCS = 0, sum(TFI..payload) + DCS = 0, each mod 256
 * </pre>
 *
 * The preamble is not demanded of others: a slow line swallows the first byte of a frame now and
 * then. The postamble behind a body is: both checksums are sums, which do not miss a lost 00, and
 * without it such a frame would borrow its last byte.
 */
final class FrameCodec {
  /** TFI, code and the longest payload. */
  static final int BODY_LENGTH_MAX = 2 + Information.PAYLOAD_LENGTH_MAX;

  /** Preamble, start code, extended length, body, checksum, postamble. */
  static final int FRAME_LENGTH_MAX = 1 + 2 + 5 + BODY_LENGTH_MAX + 2;

  private static final int START_LENGTH = 2;
  private static final int NORMAL_HEADER_LENGTH = START_LENGTH + 2;
  private static final int EXTENDED_HEADER_LENGTH = NORMAL_HEADER_LENGTH + 3;
  private static final int NORMAL_BODY_LENGTH_MAX = 255;
  private static final int SYNTAX_ERROR = 0x7F;
  private static final Decoded UNKNOWN_YET = new Decoded.Incomplete(0);
  private static final byte[] ACK = {0x00, 0x00, (byte) 0xFF, 0x00, (byte) 0xFF, 0x00};
  private static final byte[] NACK = {0x00, 0x00, (byte) 0xFF, (byte) 0xFF, 0x00, 0x00};

  private FrameCodec() {}

  /** What the bytes received so far amount to. */
  sealed interface Decoded {
    /**
     * Too few bytes to tell: read more and offer them again.
     *
     * @param junk how many bytes at the front belong to no frame and may be dropped.
     */
    record Incomplete(int junk) implements Decoded {}

    /**
     * A frame.
     *
     * @param consumed how many bytes to drop from the front of the buffer.
     */
    record Complete(Frame frame, int consumed) implements Decoded {}

    /**
     * Looked like a frame and is none.
     *
     * @param consumed how many bytes to drop: only the start code where the length cannot be
     *     believed, so that a frame right behind it is found.
     */
    record Malformed(Flaw flaw, int consumed) implements Decoded {}
  }

  /** Why bytes are not a frame. */
  enum Flaw {
    LENGTH_CHECKSUM,
    DATA_CHECKSUM,
    UNKNOWN_DIRECTION,
    EMPTY_BODY,
    TOO_LONG,
    NO_POSTAMBLE
  }

  /** The bytes of an ACK frame. */
  static byte[] ack() {
    return ACK.clone();
  }

  /** The bytes of a NACK frame. */
  static byte[] nack() {
    return NACK.clone();
  }

  /** The bytes of {@code frame}, extended only where its length needs it. */
  static byte[] encode(Information frame) {
    int length = 2 + frame.payload().length();
    boolean extended = length > NORMAL_BODY_LENGTH_MAX;
    int body = 1 + (extended ? EXTENDED_HEADER_LENGTH : NORMAL_HEADER_LENGTH);
    byte[] out = new byte[body + length + 2];
    out[2] = (byte) 0xFF;
    if (extended) {
      out[3] = (byte) 0xFF;
      out[4] = (byte) 0xFF;
      out[5] = (byte) (length >> 8);
      out[6] = (byte) length;
      out[7] = (byte) -(out[5] + out[6]);
    } else {
      out[3] = (byte) length;
      out[4] = (byte) -length;
    }
    out[body] = (byte) frame.direction().tfi;
    out[body + 1] = (byte) frame.code();
    frame.payload().copyInto(out, body + 2);
    out[body + length] = (byte) -sum(out, body, length);
    return out;
  }

  /**
   * Decodes the first frame in {@code buffer[0, count)}; reads no byte outside it.
   *
   * @param count number of valid bytes, range [0, buffer.length].
   */
  static Decoded decode(byte[] buffer, int count) {
    int start = startCode(buffer, count);
    int header = start + NORMAL_HEADER_LENGTH;
    if (count < header) {
      return start == 0 ? UNKNOWN_YET : new Decoded.Incomplete(Math.min(start, count));
    }
    int length = buffer[start + 2] & 0xFF;
    int checksum = buffer[start + 3] & 0xFF;
    if (length == 0x00 && checksum == 0xFF) {
      return new Decoded.Complete(new Ack(), postamble(buffer, count, header));
    }
    if (length == 0xFF && checksum == 0x00) {
      return new Decoded.Complete(new Nack(), postamble(buffer, count, header));
    }
    if (length == 0xFF && checksum == 0xFF) {
      return extended(buffer, count, start);
    }
    if (((length + checksum) & 0xFF) != 0) {
      return new Decoded.Malformed(Flaw.LENGTH_CHECKSUM, start + START_LENGTH);
    }
    return body(buffer, count, start, header, length);
  }

  private static Decoded extended(byte[] buffer, int count, int start) {
    int header = start + EXTENDED_HEADER_LENGTH;
    if (count < header) {
      return new Decoded.Incomplete(start);
    }
    if (sum(buffer, start + NORMAL_HEADER_LENGTH, 3) != 0) {
      return new Decoded.Malformed(Flaw.LENGTH_CHECKSUM, start + START_LENGTH);
    }
    int high = buffer[start + NORMAL_HEADER_LENGTH] & 0xFF;
    int low = buffer[start + NORMAL_HEADER_LENGTH + 1] & 0xFF;
    return body(buffer, count, start, header, high << 8 | low);
  }

  private static Decoded body(byte[] buffer, int count, int start, int from, int length) {
    if (length == 0) {
      return new Decoded.Malformed(Flaw.EMPTY_BODY, start + START_LENGTH);
    }
    if (length > BODY_LENGTH_MAX) {
      return new Decoded.Malformed(Flaw.TOO_LONG, start + START_LENGTH);
    }
    int end = from + length + 1;
    if (count < end) {
      return new Decoded.Incomplete(start);
    }
    if (sum(buffer, from, length + 1) != 0) {
      return new Decoded.Malformed(Flaw.DATA_CHECKSUM, end);
    }
    if (count == end) {
      return new Decoded.Incomplete(start);
    }
    if (buffer[end] != 0x00) {
      return new Decoded.Malformed(Flaw.NO_POSTAMBLE, end);
    }
    int consumed = end + 1;
    int tfi = buffer[from] & 0xFF;
    if (length == 1) {
      return tfi == SYNTAX_ERROR
          ? new Decoded.Complete(new SyntaxError(), consumed)
          : new Decoded.Malformed(Flaw.EMPTY_BODY, consumed);
    }
    for (Direction direction : Direction.values()) {
      if (direction.tfi == tfi) {
        Bytes payload = Bytes.copyOf(buffer, from + 2, from + length);
        return new Decoded.Complete(
            new Information(direction, buffer[from + 1] & 0xFF, payload), consumed);
      }
    }
    return new Decoded.Malformed(Flaw.UNKNOWN_DIRECTION, consumed);
  }

  /** Past the postamble of an ACK or NACK, if it is there already; it carries nothing. */
  private static int postamble(byte[] buffer, int count, int at) {
    return at < count && buffer[at] == 0x00 ? at + 1 : at;
  }

  /** Index of the first 00 FF; if there is none, of a last 00 that may begin one, or the end. */
  private static int startCode(byte[] buffer, int count) {
    for (int i = 0; i + 1 < count; i++) {
      if (buffer[i] == 0x00 && buffer[i + 1] == (byte) 0xFF) {
        return i;
      }
    }
    return count > 0 && buffer[count - 1] == 0x00 ? count - 1 : count;
  }

  private static int sum(byte[] buffer, int from, int length) {
    int sum = 0;
    for (int i = from; i < from + length; i++) {
      sum += buffer[i];
    }
    return sum & 0xFF;
  }
}
