package org.stile.chips.desfire;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.stile.core.id.ChipId;

/**
 * Which chips turned out to be EV1, so that they are not asked for EV2 again: one exchange saved on
 * every tap but the first. A table with one place per hash, so it never grows; a chip that lost its
 * place pays that exchange again. Any thread.
 */
final class GenerationMemory {
  /** A few hundred EV1 chips pass one lane in the time a chip may come back. */
  static final int PLACES = 1024;

  private final AtomicReferenceArray<@Nullable ChipId> ev1 = new AtomicReferenceArray<>(PLACES);

  boolean isEv1(ChipId chip) {
    return chip.equals(ev1.get(place(chip)));
  }

  void rememberEv1(ChipId chip) {
    ev1.set(place(chip), chip);
  }

  void forget(ChipId chip) {
    if (isEv1(chip)) {
      ev1.set(place(chip), null);
    }
  }

  private static int place(ChipId chip) {
    return Math.floorMod(chip.hashCode(), PLACES);
  }
}
