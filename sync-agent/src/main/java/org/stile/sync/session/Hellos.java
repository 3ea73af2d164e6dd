package org.stile.sync.session;

/** When to say hello again. One thread. */
final class Hellos {
  /** One that is not answered is said again after this, doubling: the center may be down. */
  static final long FIRST_MS = 5_000;

  static final long MOST_MS = 60_000;

  /**
   * One that was answered is said again after this: what a broker lost, or a liar put something
   * else in the place of, the center then tells again, however long the connection lasts.
   */
  static final long EVERY_MS = 300_000;

  /** Sooner if something was offered that nobody could believe: the center knows what is true. */
  static final long AFTER_REFUSAL_MS = 15_000;

  private long at;
  private long againMs = FIRST_MS;
  private boolean answered;

  /** A new connection. */
  void begin() {
    againMs = FIRST_MS;
    answered = false;
  }

  void said(long now) {
    at = now;
  }

  void answered() {
    answered = true;
    againMs = EVERY_MS;
  }

  void refused(long now) {
    if (answered) {
      againMs = Math.min(againMs, now - at + AFTER_REFUSAL_MS);
    }
  }

  /** Whether to say it again; if so, it must be. */
  boolean isDue(long now) {
    if (now < dueAt()) {
      return false;
    }
    againMs = answered ? EVERY_MS : Math.min(MOST_MS, 2 * againMs);
    return true;
  }

  long dueAt() {
    return at + againMs;
  }
}
