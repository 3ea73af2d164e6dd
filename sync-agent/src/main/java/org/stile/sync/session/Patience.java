package org.stile.sync.session;

/**
 * How long whoever is behind the broker has been asked something and said nothing. A broker can be
 * well while its center's database is gone. One thread.
 */
final class Patience {
  /** Longer than a database takes to be started again; a hello was repeated meanwhile. */
  static final long MS = 15_000;

  static final String WHY = "nobody behind the broker answered for " + MS + " ms";

  private static final long NOTHING_ASKED = Long.MAX_VALUE;

  private long askedAt = NOTHING_ASKED;
  private boolean told;

  /** A new connection: nothing was asked on it yet. */
  void begin() {
    askedAt = NOTHING_ASKED;
    told = false;
  }

  void asked(long now) {
    askedAt = Math.min(askedAt, now);
  }

  void answered() {
    begin();
  }

  /** Whether nobody answered for so long; then it begins anew. */
  boolean isOver(long now) {
    if (askedAt == NOTHING_ASKED || now < overAt()) {
      return false;
    }
    askedAt = now;
    return true;
  }

  /** Whether it is over for the first time since somebody answered. */
  boolean isNews() {
    boolean news = !told;
    told = true;
    return news;
  }

  long overAt() {
    return askedAt == NOTHING_ASKED ? Long.MAX_VALUE : askedAt + MS;
  }
}
