package org.stile.core.id;

import org.stile.core.Bytes;

/**
 * A chip, by its unique identifier.
 *
 * @param uid range [4, 10] bytes; 7 on DESFire.
 */
public record ChipId(Bytes uid) {
  public ChipId {
    if (uid.length() < 4 || uid.length() > 10) {
      throw new IllegalArgumentException("a chip id has 4 to 10 bytes, not " + uid.length());
    }
  }

  @Override
  public String toString() {
    return uid.hex();
  }
}
