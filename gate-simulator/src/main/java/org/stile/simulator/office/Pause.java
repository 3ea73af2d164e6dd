package org.stile.simulator.office;

import java.io.IOException;
import java.time.Duration;

/** Between two looks at something that another process will do. Any thread. */
public final class Pause {
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private Pause() {}

  /**
   * Waits a moment.
   *
   * @param what is waited for.
   * @throws IOException if interrupted; the thread stays marked so.
   */
  public static void before(String what) throws IOException {
    try {
      Thread.sleep(LOOK_EVERY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + what, e);
    }
  }
}
