package org.stile.center.grants;

import java.util.random.RandomGenerator;

/**
 * How far from the best seats a node looks while another node sells the same ones: a few rows
 * aside, or elsewhere in an area where no place is better than another. Whoever is not beaten looks
 * aside nowhere. Immutable.
 *
 * @param rows with an acceptable place to pass over, if there are so many.
 * @param within where in an area to begin, as a part of its size, range [0, 1).
 */
record Aside(int rows, double within) {
  static final Aside NONE = new Aside(0, 0);

  /** Few enough that nobody sees the difference, and enough for as many nodes. */
  static final int ROWS_MAX = 8;

  /**
   * Where to look after a place was lost to another node.
   *
   * @param losses how many were lost lately, this one too, at least 1.
   */
  static Aside after(int losses, RandomGenerator random) {
    // Two that beat each other must not move in step.
    return new Aside(random.nextInt(1, Math.min(losses + 1, ROWS_MAX) + 1), random.nextDouble());
  }
}
