package org.stile.simulator.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.stile.cache.Journal;
import org.stile.cache.MasterSource;
import org.stile.chips.ChipFamily;
import org.stile.core.admission.ClockReading;
import org.stile.drivers.pn532.Pn532Reader;
import org.stile.drivers.pn532.Pn532Settings;
import org.stile.gate.device.Panel;
import org.stile.gate.device.Sounder;
import org.stile.gate.lane.FireLatch;
import org.stile.gate.lane.Incident;
import org.stile.gate.lane.Lane;
import org.stile.gate.lane.LaneEvent;
import org.stile.gate.lane.LaneListener;
import org.stile.gate.lane.LaneParts;
import org.stile.gate.lane.LaneSettings;
import org.stile.gate.lane.LaneState;
import org.stile.gate.lane.TapReport;
import org.stile.simulator.chip.VirtualChip;
import org.stile.simulator.pn532.Pace;
import org.stile.simulator.pn532.ReaderListener;
import org.stile.simulator.pn532.SimulatedReader;

/**
 * One lane of the real gate, at the end of a pseudo terminal: the reader, the chip and the arm are
 * simulated, everything between them is what runs on a unit. One tap at a time.
 */
public final class DemoLane implements AutoCloseable {
  /** Longer than any tap may take, recovery of the reader included. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final SimulatedReader reader;
  private final DemoTurnstile arm;
  private final Lane lane;
  private final Thread thread;
  private final BlockingQueue<TapReport> answers = new LinkedBlockingQueue<>();
  private final BlockingQueue<LaneState.Idle> rests = new LinkedBlockingQueue<>();

  /** What the lanes of a gate have in common. */
  public record Shared(
      List<ChipFamily> families,
      MasterSource masters,
      Journal journal,
      Supplier<ClockReading> clock,
      SecureRandom random) {
    public Shared {
      families = List.copyOf(families);
    }
  }

  /**
   * Where a lane stands.
   *
   * @param shared what all lanes of the gate have in common.
   * @param pace how fast its reader is.
   * @param walkingTime from the open arm to the passage sensor.
   * @param watcher who hears what it does.
   */
  public record Surroundings(
      Shared shared, Pace pace, Duration walkingTime, Panel panel, LaneListener watcher) {}

  /**
   * Starts the lane.
   *
   * @param link where its reader is to be found.
   */
  public DemoLane(LaneSettings settings, Surroundings around, Path link) throws IOException {
    reader = SimulatedReader.onPty(link, around.pace(), ReaderListener.NONE);
    arm = new DemoTurnstile(around.walkingTime());
    Sounder silent = sound -> {};
    var shared = around.shared();
    lane =
        new Lane(
            settings,
            new LaneParts(
                () ->
                    Pn532Reader.on(
                        link, Pn532Settings.DEFAULT, org.stile.drivers.ReaderListener.none()),
                shared.families(),
                shared.masters(),
                shared.journal(),
                arm,
                around.panel(),
                silent,
                FireLatch.none(),
                shared.clock(),
                System::nanoTime,
                shared.random(),
                new Watch(around.watcher())));
    thread = Thread.ofPlatform().name("lane-" + settings.lane()).start(lane);
  }

  /** Holds a chip to the reader until the gate has answered, then takes it away. */
  public TapReport tap(VirtualChip chip) {
    answers.clear();
    reader.place(chip);
    TapReport answer = await(answers, "answer");
    rests.clear(); // The lane cannot rest again before the chip is gone.
    reader.remove(chip);
    await(rests, "rest");
    return answer;
  }

  public DemoTurnstile arm() {
    return arm;
  }

  public SimulatedReader reader() {
    return reader;
  }

  private static <T> T await(BlockingQueue<T> queue, String what) {
    try {
      T taken = queue.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (taken == null) {
        throw new IllegalStateException("the gate gave no " + what + " within " + PATIENCE);
      }
      return taken;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the gate's " + what, e);
    }
  }

  @Override
  public void close() {
    lane.stop();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    arm.close();
    reader.close();
  }

  private final class Watch implements LaneListener {
    private final LaneListener watcher;

    Watch(LaneListener watcher) {
      this.watcher = watcher;
    }

    @Override
    public void tapped(TapReport report) {
      watcher.tapped(report);
      answers.add(report);
    }

    @Override
    public void moved(int number, LaneState from, LaneEvent event, LaneState to) {
      watcher.moved(number, from, event, to);
      if (to instanceof LaneState.Idle idle) {
        rests.add(idle);
      }
    }

    @Override
    public void incident(int number, Incident kind, String detail) {
      watcher.incident(number, kind, detail);
    }
  }
}
