package org.stile.center.ingest;

import java.time.Instant;

/** What gates' clocks say may be anything; what the database can hold is not. */
final class WallTime {
  private static final long MAX_MS = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();

  private WallTime() {}

  /** Milliseconds since 1970, range [0, year 9999]. */
  static long ms(Instant time) {
    // Comparing first: a time of another age overflows milliseconds.
    return time.isBefore(Instant.EPOCH)
        ? 0
        : time.getEpochSecond() >= MAX_MS / 1000 ? MAX_MS : time.toEpochMilli();
  }
}
