package org.stile.simulator.chip;

import java.io.IOException;

/** Where a chip keeps its image. Owned by the chip that was made with it. */
interface ChipMemory {
  ChipImage image();

  /** Makes {@code next} the image, wholly or not at all. */
  void store(ChipImage next) throws IOException;

  /** A memory that ends with the process. */
  static ChipMemory volatileOf(ChipImage first) {
    return new ChipMemory() {
      private ChipImage image = first;

      @Override
      public ChipImage image() {
        return image;
      }

      @Override
      public void store(ChipImage next) {
        image = next;
      }
    };
  }
}
