package org.stile.simulator.chip;

import java.util.random.RandomGenerator;
import org.stile.core.Bytes;

/** Makes virtual chips. */
public final class VirtualChips {
  private VirtualChips() {}

  /**
   * A chip as delivered, kept in memory only: DES master key of zeros, nothing on it.
   *
   * @param uid 7 bytes.
   * @param random draws the chip's challenges; a fixed one makes transcripts repeatable.
   */
  public static DesfireChip blank(
      Generation generation, Bytes uid, RandomGenerator random, ComputeTimes times) {
    return new DesfireChip(ChipMemory.volatileOf(ChipImage.blank(generation, uid)), random, times);
  }

  /**
   * A second chip that is in all the first one is, keys and uid too, and goes its own way from
   * there; kept in memory only. No attacker can make one: it is for tests that need the same chip
   * in the same state many times.
   */
  public static DesfireChip twin(DesfireChip of, RandomGenerator random, ComputeTimes times) {
    return new DesfireChip(ChipMemory.volatileOf(of.image()), random, times);
  }
}
