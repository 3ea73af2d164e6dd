package org.stile.simulator.pn532;

import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.stile.core.Bytes;

/** A command between its ACK and its answer. */
final class Running {
  private static final int IN_DATA_EXCHANGE = 0x40;

  /** ISO/IEC 7816-4 class of wrapped native commands: the interesting byte is the next one. */
  private static final int WRAPPED = 0x90;

  private final Bytes command;
  Cost cost = Cost.NONE;
  long uart;

  /** When the present step began, then when it ends. */
  long due;

  private boolean forEver;
  Supplier<Step> next = Step.SyntaxError::new;
  Optional<Supplier<Optional<Step>>> look = Optional.empty();

  Running(Bytes command, long start) {
    this.command = command;
    due = start;
  }

  int code() {
    return command.at(0);
  }

  /** Goes on with {@code then} after {@code nanos}, or never by itself. */
  void until(OptionalLong nanos, Supplier<Step> then) {
    forEver = nanos.isEmpty();
    due += nanos.orElse(0);
    next = then;
    look = Optional.empty();
  }

  boolean isDue(long now) {
    return !forEver && due <= now;
  }

  OptionalLong nextDue() {
    return forEver ? OptionalLong.empty() : OptionalLong.of(due);
  }

  /** A chip came: what to do now, if that is what was waited for. */
  Optional<Step> chipCame(long now) {
    Optional<Step> step = look.flatMap(Supplier::get);
    if (step.isPresent()) {
      due = now;
    }
    return step;
  }

  Exchange timing(long answerUart) {
    return new Exchange(
        what(),
        Duration.ofNanos(cost.air()),
        Duration.ofNanos(cost.compute()),
        Duration.ofNanos(uart + answerUart),
        Duration.ofNanos(cost.firmware()));
  }

  private String what() {
    String name = CommandNames.of(code());
    if (code() != IN_DATA_EXCHANGE || command.length() < 3) {
      return name;
    }
    boolean wrapped = command.at(2) == WRAPPED && command.length() > 3;
    int first = wrapped ? command.at(3) : command.at(2);
    return name + " " + HexFormat.of().withUpperCase().toHexDigits((byte) first);
  }
}
