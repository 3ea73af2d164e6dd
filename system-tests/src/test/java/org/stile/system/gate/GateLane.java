package org.stile.system.gate;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.stile.cache.Journal;
import org.stile.cache.JournalException;
import org.stile.chips.desfire.DesfireFamily;
import org.stile.core.Bytes;
import org.stile.core.admission.Advice;
import org.stile.core.admission.Decision;
import org.stile.core.admission.Direction;
import org.stile.core.admission.Language;
import org.stile.core.admission.Refusal;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry;
import org.stile.drivers.pn532.Pn532Reader;
import org.stile.drivers.pn532.Pn532Settings;
import org.stile.gate.device.Sounder;
import org.stile.gate.lane.FireLatch;
import org.stile.gate.lane.Lane;
import org.stile.gate.lane.LaneListener;
import org.stile.gate.lane.LaneParts;
import org.stile.gate.lane.LaneSettings;
import org.stile.gate.lane.LaneState;
import org.stile.gate.lane.TapReport;
import org.stile.simulator.chip.VirtualChip;
import org.stile.simulator.demo.DemoTurnstile;
import org.stile.simulator.pn532.Pace;
import org.stile.simulator.pn532.ReaderListener;
import org.stile.simulator.pn532.SimulatedReader;

/**
 * One lane of the real gate on a simulated reader at a pseudo terminal, with an arm that whoever is
 * let in walks through at once. Owned by the test's thread.
 */
final class GateLane implements AutoCloseable {
  static final LaneSettings.Times TIMES =
      new LaneSettings.Times(
          Duration.ofMillis(500),
          Duration.ofSeconds(2),
          Duration.ZERO,
          Duration.ofSeconds(2),
          Duration.ofMillis(100));

  /** Longer than all attempts at bringing a reader back, on a machine with other work. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int REPORTS_MAX = 1_000;
  private static final int REVIVALS_MAX = 5;
  private static final int ROWS_MAX = 10_000;
  private static final long POLL_NANOS = 200_000;

  final SimulatedReader reader;
  final DemoTurnstile arm = new DemoTurnstile(Duration.ofMillis(1));
  final Traffic traffic = new Traffic();
  private final Evening evening;
  private final Journal journal;
  private final int number;
  private final Lane lane;
  private final Thread thread;
  private final BlockingQueue<TapReport> reports = new ArrayBlockingQueue<>(REPORTS_MAX);
  private volatile Optional<Advice> shown = Optional.empty();

  GateLane(Evening evening, Journal journal, int number, Path link) throws Exception {
    this.evening = evening;
    this.journal = journal;
    this.number = number;
    reader = SimulatedReader.onPty(link, Pace.INSTANT, traffic);
    Sounder silent = sound -> {};
    LaneListener ears = reports::offer;
    lane =
        new Lane(
            new LaneSettings(
                Evening.GATE,
                number,
                Direction.ENTRY,
                Optional.empty(),
                TIMES,
                List.of(Language.EN)),
            new LaneParts(
                () ->
                    Pn532Reader.on(
                        link, Pn532Settings.DEFAULT, org.stile.drivers.ReaderListener.none()),
                List.of(new DesfireFamily(evening.gateKeys, evening.random)),
                () -> List.of(evening.event.master()),
                journal,
                arm,
                advice -> shown = Optional.of(advice),
                silent,
                FireLatch.none(),
                evening::clock,
                System::nanoTime,
                evening.random,
                ears));
    thread = Thread.ofPlatform().name("lane-" + number).start(lane);
  }

  /** Counts what goes over the serial line, roughly: framing counts as a fixed number of bytes. */
  static final class Traffic implements ReaderListener {
    private static final int FRAME = 8; // Preamble, start code, length, TFI, checksum, postamble.
    private static final int ACK = 6;
    private final AtomicLong toReader = new AtomicLong();
    private final AtomicLong toHost = new AtomicLong();
    private final AtomicLong exchanges = new AtomicLong();

    @Override
    public void exchanged() {
      exchanges.incrementAndGet();
    }

    @Override
    public void commanded(Bytes command) {
      toReader.addAndGet(command.length() + FRAME);
    }

    @Override
    public void answered(Bytes frame) {
      toHost.addAndGet(frame.length() + ACK);
    }

    long toReader() {
      return toReader.get();
    }

    long toHost() {
      return toHost.get();
    }

    int exchanges() {
      return exchanges.intValue();
    }
  }

  /** Holds a chip to the reader until the gate answers; it stays there. */
  TapReport hold(VirtualChip chip) {
    place(chip);
    return answer(PATIENCE).orElseThrow(() -> new AssertionError("no answer: " + lane.state()));
  }

  void place(VirtualChip chip) {
    reports.clear();
    reader.place(chip);
  }

  /** What the gate says within {@code patience}. */
  Optional<TapReport> answer(Duration patience) {
    try {
      return Optional.ofNullable(reports.poll(patience.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Takes the chip away and waits until the lane is ready for the next one. */
  void takeAway(VirtualChip chip) {
    reader.remove(chip);
    awaitIdle();
  }

  void awaitIdle() {
    until(() -> lane.state() instanceof LaneState.Idle, "a lane that waits for a chip");
  }

  /** Holds a chip there until it is answered, walks if let in, takes it away. */
  TapReport tapOnce(VirtualChip chip) {
    TapReport report = hold(chip);
    takeAway(chip);
    return report;
  }

  /**
   * The same with a good chip, until the gate has decided: a reader looks dead where the machine
   * has other work for a quarter of a second, and that it is brought back is not tried here.
   */
  TapReport tap(VirtualChip chip) {
    TapReport report = tapOnce(chip);
    for (int again = 0; again < REVIVALS_MAX && isOutOfOrder(report); again++) {
      report = tapOnce(chip);
    }
    return report;
  }

  private static boolean isOutOfOrder(TapReport report) {
    return report.decision() instanceof Decision.Refuse(var _, Refusal.GateOutOfOrder _);
  }

  /** Taps as a patient visitor does: again while told so. Says how often it took. */
  int tapUntilAdmitted(VirtualChip chip, int attempts) {
    for (int attempt = 1; attempt <= attempts; attempt++) {
      TapReport report = tap(chip);
      if (report.opened()) {
        return attempt;
      }
      if (attempt == attempts) {
        throw new AssertionError("never admitted; the last answer: " + report);
      }
    }
    throw new IllegalArgumentException("no attempts");
  }

  /** The refusal of a tap that must not have opened the arm. */
  static Refusal refusal(TapReport report) {
    return switch (report.decision()) {
      case Decision.Refuse(var _, Refusal why) when !report.opened() -> why;
      case Decision.Refuse _, Decision.Admit _ -> throw new AssertionError("let in: " + report);
    };
  }

  void until(BooleanSupplier condition, String what) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError(
            "not within " + PATIENCE + ": " + what + "; it is " + lane.state());
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  LaneState state() {
    return lane.state();
  }

  /** What the panel shows. */
  Advice panel() {
    return shown.orElseThrow();
  }

  /** What the journal says of a ticket, once all that was written by now is in it. */
  Ledger ledger(TicketId ticket, long after) throws JournalException {
    mark();
    return new Ledger(journal.rowsAfter(after, ROWS_MAX), ticket);
  }

  /** Writes a row of the test's own: when it is there, all before it are. */
  long mark() {
    var mark = new JournalEntry.Incident(number, evening.clock(), "MARK", "");
    return journal.append(mark).join().sequence();
  }

  @Override
  public void close() {
    lane.stop();
    try {
      if (!thread.join(PATIENCE)) {
        throw new AssertionError("the lane hangs in " + lane.state());
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    arm.close();
    reader.close();
  }
}
