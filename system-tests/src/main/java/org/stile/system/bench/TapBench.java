package org.stile.system.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stile.cache.PeerPassages;
import org.stile.cache.SqliteJournal;
import org.stile.cache.Uploads;
import org.stile.chips.desfire.ChipKeys;
import org.stile.chips.desfire.DesfireFamily;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.Direction;
import org.stile.core.admission.Language;
import org.stile.core.id.GateId;
import org.stile.core.sample.SampleEvent;
import org.stile.core.sample.SampleKeys;
import org.stile.gate.lane.LaneSettings;
import org.stile.gate.lane.Stage;
import org.stile.gate.lane.TapReport;
import org.stile.simulator.chip.ComputeTimes;
import org.stile.simulator.chip.DesfireChip;
import org.stile.simulator.chip.Generation;
import org.stile.simulator.demo.DemoIssuer;
import org.stile.simulator.demo.DemoLane;
import org.stile.simulator.demo.SampleChipKeys;
import org.stile.simulator.pn532.Exchange;
import org.stile.simulator.pn532.Pace;

/**
 * Whole taps on the real lane: driver, chip layer, verifier, policy, journal, simulated hardware.
 */
final class TapBench {
  private static final int WARM_UP = 60;
  private static final int LIFELIKE_TAPS = 300;
  private static final int INSTANT_TAPS = 2_000;

  private final SampleEvent event;
  private final DemoIssuer issuer;
  private final DemoLane lane;
  private int nextIndex = 1;

  private TapBench(SampleEvent event, DemoIssuer issuer, DemoLane lane) {
    this.event = event;
    this.issuer = issuer;
    this.lane = lane;
  }

  /** Budget: p99 within 120 ms, own code within 5 ms, at most 12 reader commands. */
  static void run(InstantSource clock) throws Exception {
    for (Generation generation : List.of(Generation.EV2, Generation.EV1)) {
      with(clock, Pace.LIFELIKE, ComputeTimes.ESTIMATED, bench -> bench.lifelike(generation));
    }
  }

  /** How many taps a second when reader and chip take no time at all. */
  static void throughput(InstantSource clock) throws Exception {
    with(clock, Pace.INSTANT, ComputeTimes.OFF, TapBench::instant);
  }

  private interface Work {
    void on(TapBench bench) throws Exception;
  }

  private static void with(InstantSource clock, Pace pace, ComputeTimes times, Work work)
      throws Exception {
    Path folder = Files.createTempDirectory("stile-bench");
    var random = new SecureRandom();
    Instant start = clock.instant().plus(Duration.ofHours(2));
    SampleEvent event = SampleEvent.stadium(SampleKeys.seeded(1), start);
    try (ChipKeys keys = SampleChipKeys.chipKeys();
        var gateKeys = keys.gateKeys();
        var journal =
            SqliteJournal.open(
                new SqliteJournal.Setup(
                    folder.resolve("journal.db"),
                    new GateId("n1"),
                    PeerPassages.NONE,
                    Uploads.NONE,
                    System::nanoTime,
                    random))) {
      var shared =
          new DemoLane.Shared(
              List.of(new DesfireFamily(gateKeys, random)),
              () -> List.of(event.master()),
              journal,
              () -> new ClockReading(clock.instant(), ClockReading.Trust.TRUSTED),
              random);
      var around =
          new DemoLane.Surroundings(shared, pace, Duration.ZERO, shown -> {}, report -> {});
      try (var lane = new DemoLane(settings(), around, folder.resolve("reader"))) {
        work.on(new TapBench(event, new DemoIssuer(keys, random, times), lane));
      }
    }
  }

  private static LaneSettings settings() {
    return new LaneSettings(
        new GateId("n1"),
        0,
        Direction.ENTRY,
        Optional.empty(),
        new LaneSettings.Times(
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ZERO,
            Duration.ofSeconds(2),
            Duration.ofSeconds(1)),
        List.of(Language.EN));
  }

  private void lifelike(Generation generation) throws IOException {
    List<DesfireChip> chips = chips(generation, WARM_UP + LIFELIKE_TAPS);
    Map<Stage, Samples> stages = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      stages.put(stage, new Samples("  " + stage));
    }
    var whole = new Samples(generation + ", chip in field to open arm, 424 kbit/s, 921600 baud");
    var modelled = new Samples("  of which modelled: air, chip, UART, PN532");
    var own = new Samples("  of which own code, kernel and waiting for it");
    long commands = 0;
    for (int i = 0; i < chips.size(); i++) {
      var _ = lane.reader().takeExchanges();
      Taken taken = tap(chips.get(i));
      if (i < WARM_UP) {
        continue;
      }
      whole.add(taken.nanos());
      modelled.add(taken.modelled());
      own.add(Math.max(0, taken.nanos() - taken.modelled()));
      taken.report().stages().forEach((stage, time) -> samples(stages, stage).add(time.toNanos()));
      commands = Math.max(commands, taken.report().readerCommands());
    }
    System.out.println(Samples.header());
    System.out.println(whole);
    System.out.println(modelled);
    System.out.println(own);
    stages.values().forEach(System.out::println);
    System.out.println("  reader commands, most in one tap: " + commands);
  }

  private void instant() throws IOException {
    List<DesfireChip> chips = chips(Generation.EV2, INSTANT_TAPS);
    var whole = new Samples("EV2, chip in field to open arm, no modelled time");
    long began = System.nanoTime();
    for (DesfireChip chip : chips) {
      whole.add(tap(chip).nanos());
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.println(Samples.header());
    System.out.println(whole);
    System.out.printf(
        "%d taps, one after the other, passage and removal included: %.0f a second%n",
        chips.size(), chips.size() / seconds);
  }

  /** One tap: how long until the arm opened, and how much of that the model asked for. */
  private record Taken(TapReport report, long nanos, long modelled) {}

  private Taken tap(DesfireChip chip) {
    lane.arm().visitorWalks(true);
    long before = System.nanoTime();
    TapReport report = lane.tap(chip);
    long opened = lane.arm().openedAtNanos();
    if (!report.opened()) {
      throw new IllegalStateException("it should be admitted: " + report);
    }
    return new Taken(report, opened - before, modelled(report.readerCommands()));
  }

  /** The commands of the tap itself; looking for its removal comes after. */
  private long modelled(long commands) {
    long sum = 0;
    long counted = 0;
    for (Exchange exchange : lane.reader().takeExchanges()) {
      if (counted++ < commands) {
        sum += exchange.total().toNanos();
      }
    }
    return sum;
  }

  private List<DesfireChip> chips(Generation generation, int count) throws IOException {
    List<DesfireChip> chips = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int index = nextIndex++;
      DesfireChip chip = issuer.blank(generation);
      issuer.issue(
          chip,
          List.of(
              new DemoIssuer.Order(
                  event, id -> event.ticket(id, index, event.firstSeatOf("N101")), 1)));
      chips.add(chip);
    }
    return chips;
  }

  private static Samples samples(Map<Stage, Samples> stages, Stage stage) {
    return stages.computeIfAbsent(stage, missing -> new Samples(missing.name()));
  }
}
