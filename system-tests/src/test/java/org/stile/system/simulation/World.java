package org.stile.system.simulation;

import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/** Time, chance and what is to happen, all from one seed. One thread. */
final class World {
  /** Faults happen until then; after that everything must heal. */
  static final long TROUBLE_MS = 20_000;

  /** Longer than the longest of all waits: hellos, silence, back-off. */
  static final long END_MS = TROUBLE_MS + 900_000;

  /** One run in so many has a venue's unit. */
  private static final int UNIT_IN = 3;

  final long seed;
  final Random random;

  /** Whether the venue has a unit between its gates and the center. */
  final boolean hasUnit;

  final Set<Fault> faults;
  private final PriorityQueue<Later> later =
      new PriorityQueue<>(
          (a, b) -> a.at == b.at ? Long.compare(a.order, b.order) : Long.compare(a.at, b.at));
  private long now;
  private long order;
  private long steps;

  private record Later(long at, long order, Runnable what) {}

  World(long seed) {
    this.seed = seed;
    random = new Random(seed);
    hasUnit = random.nextInt(UNIT_IN) == 0;
    faults = Fault.some(random, hasUnit);
  }

  long now() {
    return now;
  }

  long steps() {
    return steps;
  }

  void at(long delay, Runnable what) {
    later.add(new Later(now + delay, order++, what));
  }

  /** The next thing happens; false: nothing is left to happen before the end. */
  boolean step() {
    if (later.isEmpty() || later.peek().at > END_MS) {
      return false;
    }
    Later next = later.remove();
    now = next.at;
    steps++;
    next.what.run();
    return true;
  }

  boolean isTroubled() {
    return now < TROUBLE_MS;
  }

  /** Whether that fault happens now; never in a run that did not draw it. */
  boolean happens(Fault fault, double probability) {
    return faults.contains(fault) && isTroubled() && random.nextDouble() < probability;
  }

  /** In [from, to). */
  int between(int from, int to) {
    return from + random.nextInt(to - from);
  }

  byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
