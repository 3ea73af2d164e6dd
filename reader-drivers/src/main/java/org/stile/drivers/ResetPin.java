package org.stile.drivers;

import java.io.IOException;

/** The wire to a reader's reset input. Owned by the reader's thread. */
@FunctionalInterface
public interface ResetPin {
  /** Holds the reader in reset for as long as it needs, and lets go; false if nothing is wired. */
  boolean pulse() throws IOException;

  /** No such wire. */
  static ResetPin absent() {
    return () -> false;
  }
}
