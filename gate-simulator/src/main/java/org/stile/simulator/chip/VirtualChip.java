package org.stile.simulator.chip;

import java.time.Duration;
import org.stile.chips.channel.ChipTarget;
import org.stile.core.Bytes;

/** A chip that exists only as bytes. Owned by one thread. */
public interface VirtualChip {
  /** What a reader learns by listing it. */
  ChipTarget target();

  /** Power comes on: volatile state (session, pending transaction) is as after a reset. */
  void enterField();

  /** Power goes, at any time: what was not committed is gone, what was is kept. */
  void leaveField();

  /**
   * One ISO/IEC 14443-4 command, whole, and its whole answer.
   *
   * @param command as a reader sends it: ISO-wrapped ({@code 90 INS ...}), native, or ISO 7816-4.
   */
  Answer exchange(Bytes command);

  /**
   * Whether a reader that looks for it finds it. A chip that was pulled away stays away, however
   * often the field is switched on, until somebody brings it back.
   */
  default boolean isNear() {
    return true;
  }

  /**
   * What the chip says and how long it takes to think of it.
   *
   * @param response with its status bytes; empty if the chip says nothing because it is gone.
   * @param compute crypto and EEPROM time before the first bit of the answer.
   */
  record Answer(Bytes response, Duration compute) {
    /** The chip is gone: a reader runs into its timeout. */
    public static final Answer SILENCE = new Answer(Bytes.EMPTY, Duration.ZERO);

    public boolean isSilence() {
      return response.isEmpty();
    }
  }
}
