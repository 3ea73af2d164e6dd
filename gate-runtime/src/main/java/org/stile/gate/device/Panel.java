package org.stile.gate.device;

import org.stile.core.admission.Advice;

/** What the visitor looks at. Called from the lane's thread; must return at once. */
@FunctionalInterface
public interface Panel {
  /** Shows {@code advice} until the next call. */
  void show(Advice advice);

  /** Shows nothing. */
  static Panel none() {
    return advice -> {};
  }
}
