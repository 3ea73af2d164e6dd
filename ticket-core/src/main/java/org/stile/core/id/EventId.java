package org.stile.core.id;

/**
 * An event, by the number the center gave it.
 *
 * @param value range [1, 2^32 - 1].
 */
public record EventId(long value) {
  public EventId {
    if (value < 1 || value > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException("event id out of range [1, 2^32 - 1]: " + value);
    }
  }

  @Override
  public String toString() {
    return "E" + value;
  }
}
