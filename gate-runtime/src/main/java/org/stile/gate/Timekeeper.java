package org.stile.gate;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.stile.cache.ClockFile;
import org.stile.cache.GateClock;
import org.stile.cache.MasterReader;
import org.stile.cache.TimeAnchor;
import org.stile.gate.log.GateLog;

/** Tells the gate's clock what others know, and keeps the last good time. Owned by one thread. */
final class Timekeeper {
  /** The card is written once in this many rounds: a minute of time is what a crash may cost. */
  private static final int ROUNDS_TO_KEEP = 60;

  private final GateClock clock;
  private final ClockFile file;
  private final MasterReader masters;
  private final Optional<InstantSource> system;
  private final LongSupplier nanoTime;
  private final String unitBoot;
  private Optional<TimeAnchor> told = Optional.empty();
  private int rounds;

  /**
   * Starts from nothing told.
   *
   * @param system the unit's own clock, if it is to be believed.
   */
  Timekeeper(
      GateClock clock,
      ClockFile file,
      MasterReader masters,
      Optional<InstantSource> system,
      LongSupplier nanoTime,
      String unitBoot) {
    this.clock = clock;
    this.file = file;
    this.masters = masters;
    this.system = system;
    this.nanoTime = nanoTime;
    this.unitBoot = unitBoot;
  }

  /** Takes over what was told since the last round; keeps the time now and then. */
  void round(GateLog log) {
    tell(log);
    rounds++;
    if (rounds % ROUNDS_TO_KEEP == 0) {
      keep(log);
    }
  }

  void tell(GateLog log) {
    Optional<TimeAnchor> next =
        system.isPresent()
            ? Optional.of(new TimeAnchor(system.get().instant(), nanoTime.getAsLong(), unitBoot))
            : masters.time();
    if (next.isPresent() && !next.equals(told)) {
      GateClock.Told answer = clock.tell(next.get());
      if (answer != GateClock.Told.TAKEN) {
        log.note("TIME-NOT-TAKEN", answer + ": " + next.get());
      }
      told = next;
    }
  }

  void keep(GateLog log) {
    try {
      file.write(clock.toKeep());
    } catch (IOException e) {
      log.note("TIME-NOT-KEPT", String.valueOf(e.getMessage()));
    }
  }
}
