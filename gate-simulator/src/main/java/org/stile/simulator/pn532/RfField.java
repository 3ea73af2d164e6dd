package org.stile.simulator.pn532;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.stile.chips.channel.ChipTarget;
import org.stile.simulator.chip.VirtualChip;

/** The magnetic field before the antenna and the chips in it. */
final class RfField {
  private final List<Guest> guests = new ArrayList<>();
  private boolean on;

  /** A chip near the antenna. */
  static final class Guest {
    private final VirtualChip chip;

    /** Powered and not spoken to since: as after a reset. */
    private boolean fresh;

    private Guest(VirtualChip chip) {
      this.chip = chip;
    }

    VirtualChip chip() {
      return chip;
    }
  }

  boolean isOn() {
    return on;
  }

  void turnOn() {
    if (!on) {
      on = true;
      guests.forEach(RfField::power);
    }
  }

  void turnOff() {
    if (on) {
      on = false;
      guests.forEach(guest -> guest.chip.leaveField());
    }
  }

  /** A chip comes near, if it is not here already. */
  void place(VirtualChip chip) {
    if (guests.stream().anyMatch(guest -> guest.chip.equals(chip))) {
      return;
    }
    var guest = new Guest(chip);
    guests.add(guest);
    if (on) {
      power(guest);
    }
  }

  /** A chip is taken away; nothing happens if it is not here. */
  void remove(VirtualChip chip) {
    if (guests.removeIf(guest -> guest.chip.equals(chip)) && on) {
      chip.leaveField();
    }
  }

  List<VirtualChip> chips() {
    return guests.stream().map(Guest::chip).toList();
  }

  /** Whether the chip is still where the reader can power it. */
  boolean holds(Guest guest) {
    return on && guests.contains(guest) && guest.chip.isNear();
  }

  /** The chips that answer, in the order they came. */
  List<Guest> find(Predicate<ChipTarget> wanted) {
    return on
        ? guests.stream()
            .filter(guest -> guest.chip.isNear() && wanted.test(guest.chip.target()))
            .toList()
        : List.of();
  }

  /** Selects a chip anew: whatever session it had is over. */
  void activate(Guest guest) {
    if (!guest.fresh) {
      guest.chip.leaveField();
      guest.chip.enterField();
    }
    guest.fresh = false;
  }

  private static void power(Guest guest) {
    guest.chip.enterField();
    guest.fresh = true;
  }
}
