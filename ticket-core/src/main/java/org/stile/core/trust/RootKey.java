package org.stile.core.trust;

import org.stile.core.cose.VerifyingKey;

/**
 * A key whose private half is kept offline, and which gates carry from the day they are flashed.
 *
 * @param id as key sets name it, range [0, 255].
 */
public record RootKey(int id, VerifyingKey key) {
  public RootKey {
    if (id < 0 || id > 0xFF) {
      throw new IllegalArgumentException("a key id is one byte, was " + id);
    }
  }
}
