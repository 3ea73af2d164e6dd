package org.stile.simulator.chip;

import java.util.random.RandomGenerator;
import org.stile.core.Bytes;

/** Draws what it was given, in order, so that a published transcript can be replayed. */
final class ScriptedRandom implements RandomGenerator {
  private Bytes rest;

  ScriptedRandom(Bytes... draws) {
    this.rest = Bytes.concat(draws);
  }

  @Override
  public void nextBytes(byte[] into) {
    rest.slice(0, into.length).copyInto(into, 0);
    rest = rest.from(into.length);
  }

  @Override
  public long nextLong() {
    throw new UnsupportedOperationException("a chip draws bytes");
  }
}
