package org.stile.simulator.pn532;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.stile.core.Bytes;

/** How a command goes on: commands are chains of steps, so that nothing in them ever blocks. */
sealed interface Step {
  /** It has its answer. */
  record Done(Bytes data, Effect effect) implements Step {
    Done(Bytes data) {
      this(data, new Effect.None());
    }

    static Done status(int status) {
      return new Done(Bytes.of(status));
    }
  }

  /** The command makes no sense: answered by the error frame (PN532 UM0701-02 §6.2.1.5). */
  record SyntaxError() implements Step {}

  /** Goes on once {@code cost} has passed. */
  record After(Cost cost, Supplier<Step> then) implements Step {}

  /**
   * Goes on when a chip comes.
   *
   * @param limitNanos how long to wait, empty for ever.
   * @param look what to do now that another chip is there; empty to wait on.
   * @param none what to do when none came in time.
   */
  record UntilChip(OptionalLong limitNanos, Supplier<Optional<Step>> look, Supplier<Step> none)
      implements Step {}

  /** What happens to the reader itself once the answer is out. */
  sealed interface Effect {
    record None() implements Effect {}

    /** Switches to {@code baud} when the host acknowledges (PN532 UM0701-02 §7.2.8). */
    record SwitchSpeed(int baud) implements Effect {}

    /** Falls asleep (PN532 UM0701-02 §7.2.11). */
    record Sleep(boolean wakesOnSerial) implements Effect {}
  }
}
