package org.stile.chips.desfire;

import java.security.SecureRandom;
import org.stile.core.Bytes;

/** Draws the one number that a recorded session drew. */
final class ScriptedRandom extends SecureRandom {
  private static final long serialVersionUID = 1L;

  private final transient Bytes number;

  ScriptedRandom(Bytes number) {
    this.number = number;
  }

  @Override
  public void nextBytes(byte[] into) {
    number.copyInto(into, 0);
  }
}
