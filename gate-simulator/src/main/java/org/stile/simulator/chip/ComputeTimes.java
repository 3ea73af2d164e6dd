package org.stile.simulator.chip;

import java.time.Duration;

/**
 * How long a chip thinks before it answers. No chip was measured: the numbers are estimates, chosen
 * so that one admission on an EV2 (select, authenticate, three reads, stamp, debit, commit) comes
 * to 36 ms, of which a memory page written is about 1 ms.
 */
public enum ComputeTimes {
  /** The chip answers at once: for tests of what it says. */
  OFF,
  /** As the table says: for tests of how long a tap takes. */
  ESTIMATED;

  static final Duration SELECT = Duration.ofMillis(2);
  static final Duration AUTHENTICATE_START = Duration.ofMillis(3);
  static final Duration AUTHENTICATE_FINISH = Duration.ofMillis(5);
  static final Duration ASK = Duration.ofMillis(1);
  static final Duration READ = Duration.ofMillis(2);
  static final Duration WRITE = Duration.ofMillis(4);
  static final Duration VALUE = Duration.ofMillis(4);
  static final Duration COMMIT = Duration.ofMillis(12);
  static final Duration ADMINISTER = Duration.ofMillis(10);
  static final Duration FRAME = Duration.ofNanos(500_000);

  Duration of(Cost cost) {
    return switch (this) {
      case OFF -> Duration.ZERO;
      case ESTIMATED ->
          switch (cost) {
            case SELECT -> SELECT;
            case AUTHENTICATE_START -> AUTHENTICATE_START;
            case AUTHENTICATE_FINISH -> AUTHENTICATE_FINISH;
            case ASK -> ASK;
            case READ -> READ;
            case WRITE -> WRITE;
            case VALUE -> VALUE;
            case COMMIT -> COMMIT;
            case ADMINISTER -> ADMINISTER;
            case FRAME -> FRAME;
          };
    };
  }
}
