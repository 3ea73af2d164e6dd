package org.stile.simulator.pn532;

import java.util.Optional;
import org.stile.core.Bytes;
import org.stile.simulator.chip.VirtualChip;

/** Speaks with chips: InDataExchange and InCommunicateThru (PN532 UM0701-02 §7.3.8, §7.3.9). */
final class Conversation {
  /** The most that fits one frame beside its status or number (§7.3.8). */
  private static final int DATA_MAX = 262;

  /** A chained command longer than this is refused: no chip here takes more. */
  private static final int CHAINED_MAX = 4096;

  /** In the number of the chip: the command goes on in the next exchange (§7.3.8). */
  private static final int MORE_TO_COME = 0x40;

  private static final int NUMBER = 0x3F;

  /** R(NAK) without CID, either block number; R(ACK) (ISO/IEC 14443-4 §7.1.1.1). */
  private static final int R_NAK = 0xB2;

  private static final int R_ACK = 0xA2;
  private static final int BLOCK_NUMBER = 0x01;

  private final RfField field;
  private final Targets targets;
  private final Registers registers;
  private final RadioSetup setup;
  private final Faults faults;
  private final ReaderListener events;

  Conversation(
      RfField field,
      Targets targets,
      Registers registers,
      RadioSetup setup,
      Faults faults,
      ReaderListener events) {
    this.setup = setup;
    this.field = field;
    this.targets = targets;
    this.registers = registers;
    this.faults = faults;
    this.events = events;
  }

  /** The chip has not answered: the reader tries in vain for a while first. */
  Step gone() {
    return new Step.After(Cost.ofAir(AirTime.GONE), () -> targets.ended(Status.TIMEOUT));
  }

  /** A block that asks for nothing but a sign of life. */
  Step attention(Listed chip) {
    return new Step.After(
        Cost.ofAir(AirTime.roundTrip(1, 1, chip.rateDown)),
        () -> field.holds(chip.guest) ? targets.ended(Status.OK) : gone());
  }

  /** InDataExchange. */
  Step dataExchange(Bytes arguments) {
    if (arguments.isEmpty() || arguments.length() - 1 > DATA_MAX) {
      return new Step.SyntaxError();
    }
    int number = arguments.at(0) & NUMBER;
    boolean more = (arguments.at(0) & MORE_TO_COME) != 0;
    Bytes data = arguments.from(1);
    return targets
        .byNumber(number)
        .map(chip -> exchange(chip, data, more))
        .orElseGet(() -> targets.ended(Status.NOT_ACCEPTABLE));
  }

  private Step exchange(Listed chip, Bytes data, boolean more) {
    if (data.isEmpty() && chip.begun.isEmpty()) {
      return chip.unfetched.isEmpty() ? gone() : fetch(chip);
    }
    chip.unfetched = Bytes.EMPTY;
    if (chip.begun.length() + data.length() > CHAINED_MAX) {
      chip.begun = Bytes.EMPTY;
      return targets.ended(Status.BUFFER_OVERFLOW);
    }
    chip.begun = Bytes.concat(chip.begun, data);
    Cost down = Cost.ofAir(air(chip, data.length(), true));
    return more
        ? new Step.After(down, () -> field.holds(chip.guest) ? targets.ended(Status.OK) : gone())
        : new Step.After(down, () -> deliver(chip));
  }

  /** The whole command has reached the chip, if the chip is still there. */
  private Step deliver(Listed chip) {
    Bytes command = chip.begun;
    chip.begun = Bytes.EMPTY;
    Optional<Faults.Moment> pull = faults.pull();
    pullIf(pull, Faults.Moment.BEFORE_THE_CHIP_ACTS, chip);
    if (!field.holds(chip.guest)) {
      return gone();
    }
    chip.spokenTo = true;
    chip.blockNumber ^= BLOCK_NUMBER;
    VirtualChip.Answer answer = chip.guest.chip().exchange(command);
    events.exchanged();
    pullIf(pull, Faults.Moment.AFTER_THE_CHIP_ACTED, chip);
    if (answer.isSilence()) {
      return gone();
    }
    chip.unfetched = answer.response();
    return new Step.After(new Cost(0, answer.compute().toNanos(), 0), () -> fetch(chip));
  }

  private void pullIf(Optional<Faults.Moment> pull, Faults.Moment moment, Listed chip) {
    if (pull.isPresent() && pull.get() == moment) {
      field.remove(chip.guest.chip());
    }
  }

  /** Brings as much of the answer to the host as fits a frame. */
  private Step fetch(Listed chip) {
    int count = Math.min(DATA_MAX, chip.unfetched.length());
    Bytes part = chip.unfetched.slice(0, count);
    Bytes rest = chip.unfetched.from(count);
    return new Step.After(
        Cost.ofAir(air(chip, count, false)),
        () -> {
          if (!field.holds(chip.guest)) {
            chip.unfetched = Bytes.EMPTY;
            return gone();
          }
          chip.unfetched = rest;
          int status = rest.isEmpty() ? Status.OK : Status.MORE;
          return new Step.Done(Bytes.concat(Bytes.of(status), part));
        });
  }

  private static long air(Listed chip, int length, boolean down) {
    int frame = down ? chip.frameSize() : AirTime.READER_FRAME;
    return down
        ? AirTime.chained(length, frame, chip.rateDown, chip.rateUp)
        : AirTime.chained(length, frame, chip.rateUp, chip.rateDown);
  }

  /**
   * InCommunicateThru: raw bytes. Understood is what hosts ask to learn whether a chip is still
   * there, R(NAK); everything else is no language of a chip that has been selected.
   */
  Step communicateThru(Bytes data) {
    Optional<Listed> chip = targets.first();
    if (chip.isEmpty() || !registers.speaksTypeA() || !chip.get().isoDep || !isNak(data)) {
      return unanswered();
    }
    Listed found = chip.get();
    long air = AirTime.roundTrip(1, 1, found.rateDown);
    return new Step.After(
        Cost.ofAir(air),
        () ->
            field.holds(found.guest)
                ? new Step.Done(Bytes.of(Status.OK, R_ACK | found.blockNumber))
                : unanswered());
  }

  /** Nobody answers raw bytes: the reader waits as long as it was told to, once. */
  private Step unanswered() {
    return new Step.After(
        Cost.ofAir(setup.rawPatienceNanos()), () -> targets.ended(Status.TIMEOUT));
  }

  private static boolean isNak(Bytes data) {
    return data.length() == 1 && (data.at(0) & ~BLOCK_NUMBER) == R_NAK;
  }
}
