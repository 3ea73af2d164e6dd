package org.stile.drivers.pn532;

import java.util.HexFormat;
import org.stile.chips.channel.ChannelException.Fault;

/** The status byte that heads a response (UM0701-02 §7.1): what it means, and whose fault it is. */
enum Status {
  OK(0x00, Cause.NONE, "no error"),
  TIME_OUT(0x01, Cause.CHIP, "the chip did not answer"),
  CRC(0x02, Cause.AIR, "CRC error"),
  PARITY(0x03, Cause.AIR, "parity error"),
  BIT_COUNT(0x04, Cause.AIR, "wrong bit count in anti-collision"),
  FRAMING(0x05, Cause.AIR, "framing error"),
  BIT_COLLISION(0x06, Cause.AIR, "bit collision"),
  BUFFER_TOO_SMALL(0x07, Cause.READER, "communication buffer too small"),
  RF_OVERFLOW(0x09, Cause.AIR, "RF buffer overflow"),
  FIELD_NOT_ON(0x0A, Cause.READER, "RF field not on in time"),
  RF_PROTOCOL(0x0B, Cause.AIR, "RF protocol error"),
  OVERHEATED(0x0D, Cause.READER, "antenna drivers overheated"),
  INTERNAL_OVERFLOW(0x0E, Cause.READER, "internal buffer overflow"),
  INVALID_PARAMETER(0x10, Cause.READER, "invalid parameter"),
  DEP_UNSUPPORTED(0x12, Cause.CHIP, "command not supported in DEP"),
  DATA_FORMAT(0x13, Cause.CHIP, "data format does not match"),
  AUTHENTICATION(0x14, Cause.CHIP, "authentication error"),
  UID_CHECK_BYTE(0x23, Cause.AIR, "wrong UID check byte"),
  DEP_STATE(0x25, Cause.CHIP, "wrong device state in DEP"),
  NOT_ALLOWED(0x26, Cause.READER, "operation not allowed in this configuration"),
  WRONG_CONTEXT(0x27, Cause.CHIP, "no such target now"),
  RELEASED(0x29, Cause.CHIP, "released by its initiator"),
  EXCHANGED(0x2A, Cause.CHIP, "another chip took its place"),
  DISAPPEARED(0x2B, Cause.CHIP, "the chip disappeared"),
  NFCID3_MISMATCH(0x2C, Cause.CHIP, "NFCID3 mismatch"),
  OVER_CURRENT(0x2D, Cause.READER, "over-current"),
  NAD_MISSING(0x2E, Cause.CHIP, "NAD missing"),
  UNKNOWN(0x3F, Cause.READER, "unknown status");

  /** Bit 6: more of the answer waits in the chip (UM0701-02 §7.3.8). */
  private static final int MORE_INFORMATION = 0x40;

  private static final int ERROR_MASK = 0x3F;

  private final int code;
  private final Cause cause;
  private final String meaning;

  Status(int code, Cause cause, String meaning) {
    this.code = code;
    this.cause = cause;
    this.meaning = meaning;
  }

  /** What the low six bits of a status byte say. */
  static Status of(int statusByte) {
    for (Status status : values()) {
      if (status.code == (statusByte & ERROR_MASK)) {
        return status;
      }
    }
    return UNKNOWN;
  }

  /** Whether a status byte announces more of the answer. */
  static boolean announcesMore(int statusByte) {
    return (statusByte & MORE_INFORMATION) != 0;
  }

  /** Whether it is something a slower, sturdier bit rate may cure. */
  boolean isNoise() {
    return cause == Cause.AIR;
  }

  /** As a fault of the channel; the reader's own troubles call for its recovery. */
  Fault asFault() {
    return switch (cause) {
      case NONE, CHIP, AIR -> new Fault.ChipLost(toString());
      case READER -> new Fault.ReaderProtocol(toString());
    };
  }

  @Override
  public String toString() {
    return HexFormat.of().toHexDigits((byte) code) + " " + meaning;
  }

  private enum Cause {
    NONE,
    CHIP,
    AIR,
    READER
  }
}
