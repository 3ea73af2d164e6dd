package org.stile.simulator.pn532;

import java.util.Optional;
import java.util.function.Supplier;
import org.stile.core.Bytes;

/** The commands that have to do with chips (PN532 UM0701-02 §7.3), reader only, never target. */
final class Radio {
  /** RFConfiguration item 1: the field (§7.3.1). */
  private static final int ITEM_FIELD = 0x01;

  private static final int FIELD_ON = 0x01;

  /** 106, 212, 424 kbit/s (§7.3.7). */
  private static final int RATE_MAX = 2;

  private final RfField field;
  private final Targets targets = new Targets();
  private final RadioSetup setup;
  private final Finder finder;
  private final Conversation conversation;

  Radio(
      RfField field,
      Registers registers,
      RadioSetup setup,
      Pace pace,
      Faults faults,
      ReaderListener events) {
    this.field = field;
    this.setup = setup;
    finder = new Finder(field, targets, setup, pace, events);
    conversation = new Conversation(field, targets, registers, setup, faults, events);
  }

  void reset() {
    setup.reset();
    turnOff();
  }

  void turnOff() {
    targets.clear();
    field.turnOff();
  }

  Step generalStatus() {
    return new Step.Done(targets.generalStatus());
  }

  Step setParameters(Bytes arguments) {
    return emptyIf(setup.setParameters(arguments));
  }

  Step samConfiguration(Bytes arguments) {
    return emptyIf(setup.samConfiguration(arguments));
  }

  /** Diagnose 06: whether the chip spoken to is still there (§7.2.1). */
  Step attention() {
    return targets
        .first()
        .map(conversation::attention)
        .orElseGet(() -> targets.ended(Status.NOT_ACCEPTABLE));
  }

  Step run(int code, Bytes arguments) {
    if (code != 0x32 && !setup.mayUseRadio()) {
      return new Step.SyntaxError();
    }
    return switch (code) {
      case 0x32 -> configure(arguments);
      case 0x40 -> conversation.dataExchange(arguments);
      case 0x42 -> conversation.communicateThru(arguments);
      case 0x44 -> deselect(arguments);
      case 0x4A -> finder.list(arguments);
      case 0x4E -> changeSpeed(arguments);
      case 0x50 -> activate(arguments);
      case 0x52 -> release(arguments);
      case 0x54 -> select(arguments);
      case 0x60 -> finder.poll(arguments);
      default -> new Step.SyntaxError(); // Target and peer-to-peer commands among them.
    };
  }

  private static Step emptyIf(boolean accepted) {
    return accepted ? new Step.Done(Bytes.EMPTY) : new Step.SyntaxError();
  }

  /** §7.3.1. */
  private Step configure(Bytes arguments) {
    if (arguments.isEmpty()) {
      return new Step.SyntaxError();
    }
    int item = arguments.at(0);
    Bytes data = arguments.from(1);
    if (!setup.configure(item, data)) {
      return new Step.SyntaxError();
    }
    if (item == ITEM_FIELD) {
      if ((data.at(0) & FIELD_ON) != 0) {
        field.turnOn();
      } else {
        turnOff();
      }
    }
    return new Step.Done(Bytes.EMPTY);
  }

  /** §7.3.10: the chip sleeps and keeps its number; number 0 means all. */
  private Step deselect(Bytes arguments) {
    return withNumber(arguments, true, () -> targets.ended(Status.OK));
  }

  /** §7.3.11: the chip sleeps and loses its number; number 0 means all. */
  private Step release(Bytes arguments) {
    return withNumber(
        arguments,
        true,
        () -> {
          targets.clear();
          return targets.ended(Status.OK);
        });
  }

  /** §7.3.12: wakes a sleeping chip up; its session starts anew. */
  private Step select(Bytes arguments) {
    return withNumber(
        arguments,
        false,
        () -> {
          Listed chip = targets.byNumber(arguments.at(0)).orElseThrow();
          return new Step.After(Cost.ofAir(AirTime.ACTIVATION), () -> reactivate(chip));
        });
  }

  private Step reactivate(Listed chip) {
    if (!field.holds(chip.guest)) {
      return targets.ended(Status.TIMEOUT);
    }
    field.activate(chip.guest);
    chip.begin();
    return targets.ended(Status.OK);
  }

  private Step withNumber(Bytes arguments, boolean zeroMeansAll, Supplier<Step> then) {
    if (arguments.length() != 1) {
      return new Step.SyntaxError();
    }
    int number = arguments.at(0);
    boolean known = (zeroMeansAll && number == 0) || targets.byNumber(number).isPresent();
    return known ? then.get() : targets.ended(Status.NOT_ACCEPTABLE);
  }

  /** InPSL, §7.3.7: speed from and to the chip, before the first block only. */
  private Step changeSpeed(Bytes arguments) {
    if (arguments.length() != 3) {
      return new Step.SyntaxError();
    }
    Optional<Listed> chip = targets.byNumber(arguments.at(0));
    if (chip.isEmpty() || !chip.get().isoDep) {
      return targets.ended(Status.NOT_ACCEPTABLE);
    }
    int up = arguments.at(1);
    int down = arguments.at(2);
    if (up > RATE_MAX || down > RATE_MAX || !chip.get().canDo(up, down)) {
      return targets.ended(Status.INVALID_PARAMETER);
    }
    // PPS is three bytes, its answer one (ISO/IEC 14443-4 §5.3, §5.4).
    return new Step.After(
        Cost.ofAir(AirTime.roundTrip(3, 1, 0)), () -> agree(chip.get(), up, down));
  }

  private Step agree(Listed chip, int up, int down) {
    if (!field.holds(chip.guest) || chip.spokenTo) {
      return conversation.gone();
    }
    chip.rateUp = up;
    chip.rateDown = down;
    chip.spokenTo = true;
    return targets.ended(Status.OK);
  }

  /** InATR, §7.3.6: sends RATS to a chip listed without. */
  private Step activate(Bytes arguments) {
    if (arguments.isEmpty()) {
      return new Step.SyntaxError();
    }
    Optional<Listed> chip = targets.byNumber(arguments.at(0));
    if (chip.isEmpty() || chip.get().isoDep || !chip.get().target.speaksIsoDep()) {
      return targets.ended(Status.NOT_ACCEPTABLE);
    }
    Listed found = chip.get();
    long air = AirTime.roundTrip(2, found.target.ats().length(), 0);
    return new Step.After(Cost.ofAir(air), () -> activated(found));
  }

  private Step activated(Listed chip) {
    if (!field.holds(chip.guest)) {
      return conversation.gone();
    }
    chip.isoDep = true;
    return new Step.Done(Bytes.concat(Bytes.of(Status.OK), chip.target.ats()));
  }
}
