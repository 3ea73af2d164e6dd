package org.stile.gate.lane;

import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.stile.cache.Journal;
import org.stile.cache.MasterSource;
import org.stile.chips.ChipFamily;
import org.stile.core.admission.ClockReading;
import org.stile.gate.device.Panel;
import org.stile.gate.device.Sounder;
import org.stile.gate.device.Turnstile;

/**
 * What a lane works with. Journal and masters may be shared by the lanes of a gate; the rest is its
 * own. The lane closes its reader and nothing else.
 *
 * @param families asked in this order whose chip it is.
 * @param clock the time and how far it can be believed.
 * @param nanoTime a monotonic clock, for deadlines and traces.
 * @param nonces cryptographically strong: a stamp's nonce must not be guessed.
 */
public record LaneParts(
    ReaderOpener reader,
    List<ChipFamily> families,
    MasterSource masters,
    Journal journal,
    Turnstile turnstile,
    Panel panel,
    Sounder sounder,
    FireLatch fireLatch,
    Supplier<ClockReading> clock,
    LongSupplier nanoTime,
    RandomGenerator nonces,
    LaneListener listener) {
  public LaneParts {
    families = List.copyOf(families);
  }
}
