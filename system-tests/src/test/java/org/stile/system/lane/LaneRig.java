package org.stile.system.lane;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.stile.cache.Journal;
import org.stile.cache.JournalException;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.desfire.DesfireFamily;
import org.stile.core.admission.Advice;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.Decision;
import org.stile.core.admission.Direction;
import org.stile.core.journal.JournalEntry;
import org.stile.drivers.ReaderListener;
import org.stile.drivers.pn532.Pn532Reader;
import org.stile.drivers.pn532.Pn532Settings;
import org.stile.gate.device.ConsoleTurnstile;
import org.stile.gate.device.Sounder;
import org.stile.gate.device.Turnstile;
import org.stile.gate.lane.FireLatch;
import org.stile.gate.lane.Incident;
import org.stile.gate.lane.Lane;
import org.stile.gate.lane.LaneEvent;
import org.stile.gate.lane.LaneListener;
import org.stile.gate.lane.LaneParts;
import org.stile.gate.lane.LaneSettings;
import org.stile.gate.lane.LaneState;
import org.stile.gate.lane.ReaderOpener;
import org.stile.gate.lane.TapReport;
import org.stile.simulator.chip.VirtualChip;
import org.stile.simulator.pn532.SimulatedReader;

/** A lane with a real driver on a simulated reader, an arm that walks when told, and ears. */
final class LaneRig implements AutoCloseable {
  private static final String MARK = "MARK";

  /** A busy machine makes readers look slow; that they are brought back is not what is tried. */
  private static final Set<String> NOISE =
      Set.of("READER-FAILED", "READER-RECOVERED", "BACK-IN-ORDER");

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  final SimulatedReader reader;
  final ConsoleTurnstile arm;
  final List<Advice> shown = new CopyOnWriteArrayList<>();
  final List<Sounder.Sound> heard = new CopyOnWriteArrayList<>();
  final BlockingQueue<Incident> incidents = new LinkedBlockingQueue<>();
  private final BlockingQueue<TapReport> reports = new LinkedBlockingQueue<>();
  private final BlockingQueue<LaneState> states = new LinkedBlockingQueue<>();
  private final Turnstile turnstile;
  private final Journal journal;
  private final Supplier<ClockReading> clock;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final Lane lane;
  private final Thread thread;

  LaneRig(Venue venue, Journal journal, LaneSettings settings) throws IOException {
    this(venue, journal, settings, FireLatch.none());
  }

  LaneRig(Venue venue, Journal journal, LaneSettings settings, FireLatch latch) throws IOException {
    this(venue, journal, settings, latch, SimulatedReader.onPty());
  }

  private LaneRig(
      Venue venue,
      Journal journal,
      LaneSettings settings,
      FireLatch latch,
      SimulatedReader simulated) {
    this(venue, journal, settings, latch, simulated, () -> reader(Path.of(simulated.device())));
  }

  LaneRig(
      Venue venue,
      Journal journal,
      LaneSettings settings,
      FireLatch latch,
      SimulatedReader simulated,
      ReaderOpener opener) {
    this(venue, journal, settings, latch, simulated, opener, new ConsoleTurnstile("arm"));
  }

  private LaneRig(
      Venue venue,
      Journal journal,
      LaneSettings settings,
      FireLatch latch,
      SimulatedReader simulated,
      ReaderOpener opener,
      Turnstile turnstile) {
    arm = turnstile instanceof ConsoleTurnstile console ? console : new ConsoleTurnstile("unused");
    this.turnstile = turnstile;
    reader = simulated;
    this.journal = journal;
    clock = venue::now;
    lane =
        new Lane(
            settings,
            new LaneParts(
                opener,
                List.of(new DesfireFamily(venue.chipKeys.gateKeys(), venue.random)),
                venue.masterSource(),
                journal,
                turnstile,
                shown::add,
                heard::add,
                latch,
                venue::now,
                System::nanoTime,
                venue.random,
                new Ears()));
    thread = Thread.ofPlatform().name("lane-under-test").start(lane);
    awaitReady();
  }

  /** A lane with another arm than the rig's own, which then is not to be used. */
  static LaneRig withArm(Venue venue, Journal journal, LaneSettings settings, Turnstile arm)
      throws IOException {
    SimulatedReader simulated = SimulatedReader.onPty();
    Path device = Path.of(simulated.device());
    return new LaneRig(
        venue, journal, settings, FireLatch.none(), simulated, () -> reader(device), arm);
  }

  /** A driver that has woken its reader. */
  static Pn532Reader reader(Path device) throws ChannelException {
    var reader = Pn532Reader.on(device, Pn532Settings.DEFAULT, ReaderListener.none());
    try {
      reader.prepare();
      return reader;
    } catch (ChannelException e) {
      reader.close();
      throw e;
    }
  }

  private final class Ears implements LaneListener {
    @Override
    public void ready(int number, LaneState state) {
      ready.countDown();
    }

    @Override
    public void tapped(TapReport report) {
      reports.add(report);
    }

    @Override
    public void moved(int number, LaneState from, LaneEvent event, LaneState to) {
      states.add(to);
    }

    @Override
    public void incident(int number, Incident kind, String detail) {
      incidents.add(kind);
    }
  }

  private void awaitReady() {
    try {
      if (!ready.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("not ready within " + PATIENCE);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Holds a chip to the reader until the gate has answered; it stays there. */
  TapReport hold(VirtualChip chip) {
    reports.clear();
    reader.place(chip);
    return answer();
  }

  TapReport answer() {
    return take(reports, report -> true, "answer");
  }

  /** Whether the lane says anything within {@code patience}. */
  boolean answersWithin(Duration patience) throws InterruptedException {
    return reports.poll(patience.toMillis(), TimeUnit.MILLISECONDS) != null;
  }

  /** Holds a chip to the reader; once answered, walks if the arm is open, and takes it away. */
  TapReport tap(VirtualChip chip) {
    TapReport report = hold(chip);
    if (report.opened()) {
      walk(report);
    }
    remove(chip);
    return report;
  }

  /** Taps and does not walk. */
  TapReport tapAndTurnBack(VirtualChip chip) {
    TapReport report = hold(chip);
    await(LaneState.Removing.class);
    remove(chip);
    return report;
  }

  void walk(TapReport report) {
    if (report.decision() instanceof Decision.Admit admit) {
      states.clear();
      arm.walk(admit.direction());
      await(LaneState.Removing.class);
    }
  }

  void remove(VirtualChip chip) {
    states.clear();
    reader.remove(chip);
    await(LaneState.Idle.class);
  }

  <S extends LaneState> S await(Class<S> kind) {
    if (kind.isInstance(lane.state())) {
      return kind.cast(lane.state());
    }
    return kind.cast(take(states, kind::isInstance, kind.getSimpleName()));
  }

  void await(Incident kind) {
    Incident _ = take(incidents, kind::equals, kind.kind());
  }

  LaneState state() {
    return lane.state();
  }

  private static <T> T take(BlockingQueue<T> queue, Predicate<T> wanted, String what) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (true) {
        T next = queue.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (next == null) {
          throw new AssertionError("no " + what + " within " + PATIENCE);
        }
        if (wanted.test(next)) {
          return next;
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The rows after {@code sequence} in short: GRANTED, STAMPED, ..., R09-..., FORCED. */
  List<String> rowsAfter(long sequence) throws JournalException {
    return allRowsAfter(sequence).stream().filter(row -> !NOISE.contains(row)).toList();
  }

  /** The same, with what befell the reader. */
  List<String> allRowsAfter(long sequence) throws JournalException {
    long last = lastRow(); // Rows are written in order: when the next one is there, all are.
    return journal.rowsAfter(sequence, 1_000).stream()
        .filter(row -> row.sequence() < last)
        .map(row -> brief(row.entry()))
        .filter(row -> !row.equals(MARK))
        .toList();
  }

  /** The last row that is written by now, a mark of this test's own. */
  long lastRow() {
    var mark = new JournalEntry.Incident(0, clock.get(), MARK, "");
    return journal.append(mark).join().sequence();
  }

  private static String brief(JournalEntry entry) {
    return switch (entry) {
      case JournalEntry.Granted granted ->
          "GRANTED" + (granted.direction() == Direction.EXIT ? "-EXIT" : "");
      case JournalEntry.Progress progress -> progress.outcome().name();
      case JournalEntry.Refused refused -> refused.code();
      case JournalEntry.Incident incident -> incident.kind();
    };
  }

  void stop() {
    lane.stop();
    try {
      if (!thread.join(PATIENCE)) {
        throw new AssertionError("the lane hangs in " + lane.state());
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    stop();
    arm.close();
    turnstile.close();
    reader.close();
  }
}
