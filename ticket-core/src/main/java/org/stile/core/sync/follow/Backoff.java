package org.stile.core.sync.follow;

/**
 * How long to wait after the n-th failure: anything from nothing to a bound that doubles, so that
 * all gates of a stadium, cut off at one instant, do not come back at one instant ("full jitter").
 */
public final class Backoff {
  private static final int DOUBLINGS_MAX = 20; // Keeps the bound within a long.

  private final long firstMs;
  private final long mostMs;
  private int failures;

  /**
   * Starts without failures.
   *
   * @param firstMs bound after the first failure.
   * @param mostMs bound that is not exceeded.
   */
  public Backoff(long firstMs, long mostMs) {
    this.firstMs = firstMs;
    this.mostMs = mostMs;
  }

  /** One more failure; {@code jitter} is drawn from [0, 1). */
  public long afterFailure(double jitter) {
    long bound = Math.min(mostMs, firstMs << Math.min(failures, DOUBLINGS_MAX));
    failures++;
    return (long) (jitter * bound);
  }

  /** It works again. */
  public void reset() {
    failures = 0;
  }
}
