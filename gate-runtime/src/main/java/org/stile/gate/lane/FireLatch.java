package org.stile.gate.lane;

import java.io.IOException;
import java.nio.file.Path;

/** Remembers over a restart that the fire release was active and nobody has reset it yet. */
public interface FireLatch {
  boolean isLatched();

  /**
   * Remembers, or forgets.
   *
   * @throws IOException if it could not be remembered; the lane goes on, it knows for itself.
   */
  void latch(boolean latched) throws IOException;

  /** Remembers in a file, which is there while the latch is set. */
  static FireLatch inFile(Path file) {
    return new FileFireLatch(file);
  }

  /** Remembers nothing, for a gate whose arm keeps the latch itself. */
  static FireLatch none() {
    return new FireLatch() {
      @Override
      public boolean isLatched() {
        return false;
      }

      @Override
      public void latch(boolean latched) {}
    };
  }
}
