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
}
