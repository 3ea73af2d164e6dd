package org.stile.cache;

import java.time.Duration;
import java.time.Instant;

/**
 * A moment known by two clocks, from which any process of this machine can tell the time until the
 * machine is started again.
 *
 * @param time what it was, by somebody who knows.
 * @param monotonicNanos the machine's monotonic clock then: {@code System::nanoTime}, which on
 *     Linux is CLOCK_MONOTONIC (clock_gettime(2)), the same for every process.
 * @param unitBoot which start of the machine that clock counts from:
 *     /proc/sys/kernel/random/boot_id (random(4)).
 */
public record TimeAnchor(Instant time, long monotonicNanos, String unitBoot) {
  /** Bounds what is believed of a file or another process; a boot id has 36 characters. */
  static final int UNIT_BOOT_MAX = 64;

  public TimeAnchor {
    if (unitBoot.isEmpty() || unitBoot.length() > UNIT_BOOT_MAX) {
      throw new IllegalArgumentException("no boot id: " + unitBoot.length() + " characters");
    }
  }

  /** The time when the monotonic clock of the same machine start says {@code nanosNow}. */
  Instant at(long nanosNow) {
    return time.plus(Duration.ofNanos(nanosNow - monotonicNanos));
  }

  /** Whether {@code nanosNow} of {@code boot} is on the same clock, and not before. */
  boolean reaches(String boot, long nanosNow) {
    return unitBoot.equals(boot) && nanosNow - monotonicNanos >= 0;
  }
}
