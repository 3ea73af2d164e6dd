package org.stile.center.testing;

import java.util.Random;
import java.util.function.Consumer;

/** Random histories, each of a seed that is told when it does not hold. */
public final class Seeds {
  private Seeds() {}

  /** Plays so many; {@code history} draws all it draws from what it is given. */
  public static void play(int histories, Consumer<Random> history) {
    var seeds = new Random();
    for (int i = 0; i < histories; i++) {
      long seed = seeds.nextLong();
      try {
        history.accept(new Random(seed));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("with seed " + seed, e);
      }
    }
  }
}
