package org.stile.system.bench;

import java.util.Arrays;

/** Durations of many runs of one thing, in nanoseconds. */
final class Samples {
  private final String name;
  private long[] nanos = new long[1024];
  private int count;

  Samples(String name) {
    this.name = name;
  }

  void add(long duration) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = duration;
  }

  /** The value below which {@code share} of all runs lie, range (0, 1]. */
  double millis(double share) {
    if (count == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(share * count) - 1)] / 1e6;
  }

  static String header() {
    return "%-44s %9s %9s %9s %9s %8s".formatted("ms", "p50", "p95", "p99", "max", "runs");
  }

  @Override
  public String toString() {
    return "%-44s %9.3f %9.3f %9.3f %9.3f %8d"
        .formatted(name, millis(0.5), millis(0.95), millis(0.99), millis(1), count);
  }
}
