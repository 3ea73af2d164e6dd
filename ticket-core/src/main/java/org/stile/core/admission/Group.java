package org.stile.core.admission;

/**
 * Where this ticket stands among the tickets of the same event on the same chip.
 *
 * @param position 1 for the first to enter, range [1, size].
 * @param size how many there are, range [1, 8].
 */
public record Group(int position, int size) {
  /** A chip has 8 ticket slots (docs/chip-layout.md). */
  public static final int SIZE_MAX = 8;

  /** A ticket alone on its chip. */
  public static final Group ALONE = new Group(1, 1);

  public Group {
    if (size < 1 || size > SIZE_MAX || position < 1 || position > size) {
      throw new IllegalArgumentException("group out of range: " + position + " of " + size);
    }
  }
}
