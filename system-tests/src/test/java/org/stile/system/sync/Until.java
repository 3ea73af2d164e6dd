package org.stile.system.sync;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Waits for what must come, and says what there was instead if it does not. */
final class Until {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long POLL_MS = 20;

  private Until() {}

  static void holds(String what, Callable<Boolean> condition, Supplier<String> instead)
      throws Exception {
    holds(PATIENCE, what, condition, instead);
  }

  static void holds(
      Duration patience, String what, Callable<Boolean> condition, Supplier<String> instead)
      throws Exception {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within " + patience + ": " + what + "\n" + instead.get());
      }
      Thread.sleep(POLL_MS);
    }
  }
}
