package org.stile.simulator.pn532;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stile.chips.channel.ChipTarget;
import org.stile.core.Bytes;

/** The chips the reader has numbered, at most two (PN532 UM0701-02 §7.3.5). */
final class Targets {
  private final List<Listed> listed = new ArrayList<>();

  /** What the last command about a chip ended with; GetGeneralStatus tells (§7.2.3). */
  private int lastError = Status.OK;

  void clear() {
    listed.clear();
    lastError = Status.OK;
  }

  void add(Listed chip) {
    listed.add(chip);
  }

  /** The chip of that number, from 1. */
  Optional<Listed> byNumber(int number) {
    return number >= 1 && number <= listed.size()
        ? Optional.of(listed.get(number - 1))
        : Optional.empty();
  }

  /** The chip spoken to when no number is given. */
  Optional<Listed> first() {
    return listed.stream().findFirst();
  }

  /** The number of a chip and all that was learnt of it, as InListPassiveTarget tells it. */
  Bytes describe(Listed chip) {
    ChipTarget target = chip.target;
    return Bytes.concat(
        Bytes.of(listed.indexOf(chip) + 1, target.atqa() >> 8, target.atqa(), target.sak()),
        Bytes.of(target.uid().length()),
        target.uid(),
        chip.isoDep ? target.ats() : Bytes.EMPTY);
  }

  Step.Done ended(int status) {
    lastError = status;
    return Step.Done.status(status);
  }

  /** Error, external field, number of chips, each with its speeds and type, SAM (§7.2.3). */
  Bytes generalStatus() {
    Bytes status = Bytes.of(lastError, 0x00, listed.size());
    for (int i = 0; i < listed.size(); i++) {
      Listed chip = listed.get(i);
      status = Bytes.concat(status, Bytes.of(i + 1, chip.rateUp, chip.rateDown, 0x00));
    }
    return Bytes.concat(status, Bytes.of(0x00));
  }
}
