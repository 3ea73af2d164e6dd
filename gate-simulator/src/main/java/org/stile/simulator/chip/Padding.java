package org.stile.simulator.chip;

import org.stile.core.Bytes;

/** Filling up to whole blocks. */
final class Padding {
  private Padding() {}

  /** The next multiple of {@code block} that is at least {@code length}. */
  static int roundUp(int length, int block) {
    return (length + block - 1) / block * block;
  }

  /** With zeros up to a whole block. */
  static Bytes zeros(Bytes message, int block) {
    byte[] padded = new byte[roundUp(message.length(), block)];
    message.copyInto(padded, 0);
    return Bytes.copyOf(padded);
  }

  /** With 80 and zeros, at least one byte (ISO/IEC 9797-1 padding method 2). */
  static Bytes marked(Bytes message, int block) {
    return zeros(Bytes.concat(message, Bytes.of(0x80)), block);
  }

  /** Undoes {@link #marked} of at least one block. */
  static Bytes unmarked(Bytes padded, int block) throws Declined {
    int end = padded.length() - 1;
    int first = padded.length() - block; // Padding never fills more than one block.
    while (end > first && padded.at(end) == 0) {
      end--;
    }
    Declined.unless(padded.at(end) == 0x80, Status.INTEGRITY_ERROR);
    return padded.slice(0, end);
  }

  /** Whether {@code padding} is zeros only. */
  static boolean isZeros(Bytes padding) {
    for (int i = 0; i < padding.length(); i++) {
      if (padding.at(i) != 0) {
        return false;
      }
    }
    return true;
  }
}
