package org.stile.drivers;

import java.io.IOException;

/** The switch in a reader's supply. Owned by the reader's thread. */
@FunctionalInterface
public interface PowerPin {
  /** Takes the power away for long enough to discharge, and gives it back; false if not wired. */
  boolean cycle() throws IOException;

  /** No such switch. */
  static PowerPin absent() {
    return () -> false;
  }
}
