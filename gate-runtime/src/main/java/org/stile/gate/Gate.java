package org.stile.gate;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.desfire.DesfireFamily;
import org.stile.chips.desfire.GateKeys;
import org.stile.core.journal.JournalEntry;
import org.stile.core.master.EventMaster;
import org.stile.drivers.ChipReader;
import org.stile.drivers.pn532.Pn532Reader;
import org.stile.drivers.pn532.Pn532Settings;
import org.stile.gate.config.GateConfig;
import org.stile.gate.config.GateConfig.LaneConfig;
import org.stile.gate.device.BellSounder;
import org.stile.gate.device.ConsolePanel;
import org.stile.gate.device.ConsoleTurnstile;
import org.stile.gate.device.LineWriter;
import org.stile.gate.device.Panel;
import org.stile.gate.device.Sounder;
import org.stile.gate.lane.FireLatch;
import org.stile.gate.lane.Lane;
import org.stile.gate.lane.LaneParts;
import org.stile.gate.log.GateLog;

/**
 * A gate at work: opens everything, runs its lanes, closes everything. {@link #run} belongs to the
 * process's main thread; {@link #stop} may be called from any.
 */
final class Gate {
  private static final Duration HOUSEKEEPING = Duration.ofSeconds(1);

  /** Longer than any lane needs to finish a visitor: {@code open-for} and grace, with margin. */
  private static final Duration FAREWELL_MARGIN = Duration.ofSeconds(5);

  private final GateConfig config;
  private final Surroundings around;
  private final CompletableFuture<ExitCode> end = new CompletableFuture<>();
  private final List<ConsoleTurnstile> arms = new ArrayList<>();
  private final List<Lane> lanes = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  Gate(GateConfig config, Surroundings around) {
    this.config = config;
    this.around = around;
  }

  /** Makes {@link #run} return soon. */
  void stop() {
    end.complete(ExitCode.STOPPED);
  }

  /** Works until stopped, or until it cannot go on. */
  ExitCode run(String version) throws CannotStartException {
    var random = new SecureRandom();
    try (GateKeys keys = KeyFileCheck.read(config.keyFile());
        LineWriter screen = new LineWriter("screen", around.screen());
        LogStream stream = LogStream.open(config, around);
        LineWriter lines = new LineWriter("log", stream.out());
        Memory memory = Memory.open(config, around, random)) {
      var log = new GateLog(lines, config.gate(), memory.clock());
      Timekeeper time = memory.timekeeper(config, around);
      time.tell(log);
      log.started(version);
      notes(memory, log);
      System.gc(); // Loading masters leaves 15 MB behind, which a small unit would carry for hours.
      startLanes(memory, new DesfireFamily(keys, random), random, screen, log);
      ExitCode code = housekeep(memory, time, log);
      stopLanes(log);
      time.keep(log);
      log.stopped(code.name());
      return code;
    }
  }

  /** What whoever reads log and journal should know before the first tap. */
  private void notes(Memory memory, GateLog log) {
    memory
        .journal()
        .setAside()
        .ifPresent(aside -> report(memory, log, "JOURNAL-SET-ASIDE", aside.toString()));
    report(memory, log, "MASTERS", masters(memory));
  }

  private static String masters(Memory memory) {
    var text = new StringBuilder();
    for (EventMaster master : memory.masters().masters()) {
      text.append(master.event()).append(" v").append(master.version()).append(' ');
    }
    memory.masters().troubles().forEach(trouble -> text.append(trouble).append(' '));
    return text.toString().strip();
  }

  private void report(Memory memory, GateLog log, String kind, String detail) {
    log.note(kind, detail);
    int lane = config.lanes().getFirst().settings().lane();
    var row = new JournalEntry.Incident(lane, memory.clock().get(), kind, detail);
    var _ =
        memory
            .journal()
            .append(row)
            .whenComplete(
                (_, failure) -> {
                  if (failure != null) { // A lane that needs the journal will find out too.
                    log.note("ROW-NOT-KEPT", kind + ": " + failure.getMessage());
                  }
                });
  }

  private void startLanes(
      Memory memory, DesfireFamily family, SecureRandom random, LineWriter screen, GateLog log) {
    var watch =
        new LaneWatch(
            log,
            config.lanes().size(),
            () -> log.ready(around.ageMillis().getAsLong()),
            () -> end.complete(ExitCode.RESTART));
    for (LaneConfig each : config.lanes()) {
      int number = each.settings().lane();
      var arm = new ConsoleTurnstile("arm-" + number);
      arms.add(arm);
      var lane =
          new Lane(
              each.settings(),
              new LaneParts(
                  () -> reader(each, log),
                  List.of(family),
                  memory.masters(),
                  memory.journal(),
                  arm,
                  panel(number, screen),
                  sounder(screen),
                  FireLatch.inFile(config.dataFolder().resolve("fire-release-" + number)),
                  memory.clock(),
                  around.nanoTime(),
                  random,
                  watch));
      lanes.add(lane);
      threads.add(Thread.ofPlatform().name("lane-" + number).unstarted(() -> run(lane, log)));
    }
    threads.forEach(Thread::start);
    ConsoleCommands.listen(around.keys(), arms);
  }

  /** A lane that ends by itself takes the process along: what runs it will start it again. */
  private void run(Lane lane, GateLog log) {
    try {
      lane.run();
    } catch (RuntimeException | Error e) {
      log.note("LANE-DIED", lane.settings().lane() + ": " + e);
      throw e;
    } finally {
      end.complete(ExitCode.LANE_DIED);
    }
  }

  private static ChipReader reader(LaneConfig lane, GateLog log) throws ChannelException {
    var settings =
        new Pn532Settings(
            lane.baud(), Pn532Settings.DEFAULT.chipSpeed(), Pn532Settings.DEFAULT.chipsListed());
    int number = lane.settings().lane();
    var reader = Pn532Reader.on(lane.reader(), settings, event -> log.reader(number, event));
    try {
      reader.prepare();
      return reader;
    } catch (ChannelException e) {
      reader.close();
      throw e;
    }
  }

  private Panel panel(int lane, LineWriter screen) {
    return switch (config.panel()) {
      case CONSOLE -> new ConsolePanel(screen, config.gate() + "/" + lane, around.coloured());
      case NONE -> Panel.none();
    };
  }

  private Sounder sounder(LineWriter screen) {
    return switch (config.sounder()) {
      case BELL -> new BellSounder(screen);
      case SILENT -> Sounder.silent();
    };
  }

  /** Keeps masters and time fresh, away from the lanes, until something ends the gate. */
  private ExitCode housekeep(Memory memory, Timekeeper time, GateLog log) {
    while (true) {
      try {
        return end.get(HOUSEKEEPING.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (memory.masters().refresh()) {
          report(memory, log, "MASTERS", masters(memory));
        }
        time.round(log);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return ExitCode.STOPPED;
      } catch (ExecutionException e) {
        throw new IllegalStateException("an end that is only ever completed", e);
      }
    }
  }

  private void stopLanes(GateLog log) {
    lanes.forEach(Lane::stop);
    Duration patience = FAREWELL_MARGIN;
    for (Lane lane : lanes) {
      var times = lane.settings().times();
      patience = patience.plus(times.openFor()).plus(times.passageGrace());
    }
    for (Thread thread : threads) {
      try {
        if (!thread.join(patience)) {
          log.note("LANE-HANGS", thread.getName());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    arms.forEach(ConsoleTurnstile::close);
  }
}
