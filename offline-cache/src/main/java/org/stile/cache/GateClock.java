package org.stile.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.ClockReading.Trust;

/**
 * The gate's time: carried on from the last moment somebody who knows told it, by a clock that
 * never jumps. The system's own clock is not asked: on a unit without a battery it is anything. Any
 * thread.
 *
 * <pre>
 *                     told                          told
 *   UNTRUSTED ---------------------> TRUSTED <------------------- HELD
 *   (machine was off: at least       (in this run)    (this process is new, the machine
 *    the last good time)                               ran on: the last good time, carried)
 * </pre>
 */
public final class GateClock implements Supplier<ClockReading> {
  /**
   * A trusted source may be this much behind what we hold, for sources differ a little; then the
   * clock stands until it is caught up. One that is further behind is not taken for right.
   */
  private static final Duration BEHIND_MAX = Duration.ofSeconds(30);

  private final String unitBoot;
  private final LongSupplier monotonicNanos;
  private final AtomicReference<Held> held;
  private final AtomicReference<Instant> latest; // No reading is ever before another.

  private record Held(TimeAnchor anchor, Trust trust) {}

  /** What came of a time that was told. */
  public enum Told {
    TAKEN,
    /** Of another start of the machine, or from its future: it cannot be carried to now. */
    NOT_OF_THIS_CLOCK,
    /** Well before a time that was good once: that source is wrong, or the kept time is. */
    EARLIER_THAN_KEPT
  }

  /**
   * Starts from what was kept.
   *
   * @param unitBoot which start of the machine this is, as in {@link TimeAnchor}.
   * @param monotonicNanos {@code System::nanoTime}.
   * @param kept the last good time; without one, time starts in 1970.
   */
  public GateClock(String unitBoot, LongSupplier monotonicNanos, Optional<TimeAnchor> kept) {
    this.unitBoot = unitBoot;
    this.monotonicNanos = monotonicNanos;
    long now = monotonicNanos.getAsLong();
    Held start;
    if (kept.isPresent() && kept.get().reaches(unitBoot, now)) {
      start = new Held(kept.get(), Trust.HELD);
    } else {
      Instant atLeast = kept.map(TimeAnchor::time).orElse(Instant.EPOCH);
      start = new Held(new TimeAnchor(atLeast, now, unitBoot), Trust.UNTRUSTED);
    }
    held = new AtomicReference<>(start);
    latest = new AtomicReference<>(start.anchor().time());
  }

  /** The time, and how far it can be believed. */
  @Override
  public ClockReading get() {
    Held now = held.get();
    Instant time = now.anchor().at(monotonicNanos.getAsLong());
    Instant reading = latest.accumulateAndGet(time, (a, b) -> a.isAfter(b) ? a : b);
    return new ClockReading(reading, now.trust());
  }

  /** Somebody who knows says what time it was at a moment of our monotonic clock. */
  public Told tell(TimeAnchor anchor) {
    long now = monotonicNanos.getAsLong();
    if (!anchor.reaches(unitBoot, now)) {
      return Told.NOT_OF_THIS_CLOCK;
    }
    if (anchor.at(now).isBefore(get().now().minus(BEHIND_MAX))) {
      return Told.EARLIER_THAN_KEPT;
    }
    held.set(new Held(anchor, Trust.TRUSTED));
    return Told.TAKEN;
  }

  /**
   * The last good time as of now, to be kept for the next run. While untrusted too: it grows, so
   * that a unit that never hears the time at least never goes back.
   */
  public TimeAnchor toKeep() {
    Instant now = get().now();
    return new TimeAnchor(now, monotonicNanos.getAsLong(), unitBoot);
  }
}
