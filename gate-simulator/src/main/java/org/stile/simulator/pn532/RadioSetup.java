package org.stile.simulator.pn532;

import org.stile.core.Bytes;

/** Settings of the radio (PN532 UM0701-02 §7.2.9, §7.2.10, §7.3.1). */
final class RadioSetup {
  /** SetParameters: RATS is sent as part of listing (§7.2.9). */
  private static final int AUTOMATIC_RATS = 0x10;

  private static final int PARAMETERS_AFTER_RESET = 0x14;
  private static final int FOR_EVER = 0xFF;

  /** The longest time code of RFConfiguration item 2 (§7.3.1). */
  private static final int TIME_CODE_MAX = 0x10;

  /** Time codes count from 1 for 100 us and double with each step; 0 is no limit (§7.3.1). */
  private static final long TIME_UNIT_NANOS = 100_000;

  /** 51.2 ms, as after reset (§7.3.1). */
  private static final int RAW_TIME_CODE = 0x0A;

  private static final int SAM_MODE_MAX = 4;

  private int parameters;
  private boolean samConfigured;
  private int looks;
  private int rawTimeCode;

  RadioSetup() {
    reset();
  }

  void reset() {
    parameters = PARAMETERS_AFTER_RESET;
    samConfigured = false;
    looks = FOR_EVER;
    rawTimeCode = RAW_TIME_CODE;
  }

  boolean sendsRats() {
    return (parameters & AUTOMATIC_RATS) != 0;
  }

  /** Until it is told about its SAM, the reader does not touch the radio (§7.2.10). */
  boolean mayUseRadio() {
    return samConfigured;
  }

  boolean looksForEver() {
    return looks == FOR_EVER;
  }

  /** How often to look for chips; only if not for ever. */
  int looks() {
    return looks + 1;
  }

  /** §7.2.9; false if it makes no sense. */
  boolean setParameters(Bytes arguments) {
    if (arguments.length() != 1) {
      return false;
    }
    parameters = arguments.at(0);
    return true;
  }

  /** §7.2.10: mode, timeout, whether to use IRQ; false if it makes no sense. */
  boolean samConfiguration(Bytes arguments) {
    if (arguments.isEmpty() || arguments.length() > 3) {
      return false;
    }
    int mode = arguments.at(0);
    samConfigured = mode >= 1 && mode <= SAM_MODE_MAX;
    return samConfigured;
  }

  /** §7.3.1, item 1 apart; false if it makes no sense. */
  boolean configure(int item, Bytes data) {
    boolean fits = data.length() == lengthOf(item);
    if (!fits) {
      return false;
    }
    if (item == 0x02) {
      return setTimings(data.at(1), data.at(2));
    }
    if (item == 0x05) {
      looks = data.at(2);
    }
    return true;
  }

  private boolean setTimings(int attributeCode, int rawCode) {
    if (attributeCode > TIME_CODE_MAX || rawCode > TIME_CODE_MAX) {
      return false;
    }
    rawTimeCode = rawCode;
    return true;
  }

  /** How long a raw exchange waits for an answer; no limit is the longest limit here. */
  long rawPatienceNanos() {
    int code = rawTimeCode == 0 ? TIME_CODE_MAX : rawTimeCode;
    return TIME_UNIT_NANOS << (code - 1);
  }

  private static int lengthOf(int item) {
    return switch (item) {
      case 0x01, 0x04 -> 1; // Field; retries of InCommunicateThru.
      case 0x02, 0x05, 0x0C -> 3; // Timings; retries; type B settings.
      case 0x0A -> 11; // 106 kbit/s type A settings.
      case 0x0B -> 8; // 212 and 424 kbit/s settings.
      case 0x0D -> 9; // Settings of the higher speeds of ISO/IEC 14443-4.
      default -> -1;
    };
  }
}
