package org.stile.simulator.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.stile.cache.Journal;
import org.stile.cache.MasterReader;
import org.stile.cache.SqliteJournal;
import org.stile.chips.desfire.DesfireFamily;
import org.stile.chips.desfire.GateKeys;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.Direction;
import org.stile.core.admission.Language;
import org.stile.core.id.GateId;
import org.stile.gate.device.Panel;
import org.stile.gate.lane.LaneListener;
import org.stile.gate.lane.LaneSettings;
import org.stile.simulator.pn532.Pace;

/** The demo's gate: one lane in, one lane out, one journal. */
final class DemoGate implements AutoCloseable {
  /** It serves the lower and middle tier of the north stand. */
  static final GateId ID = new GateId("n1");

  private static final Duration WALKING_TIME = Duration.ofMillis(30);

  static final int ENTRY = 0;
  static final int EXIT = 1;

  private final Journal journal;
  private final MasterReader masters;
  private final GateKeys keys;
  private final DemoLane entry;
  private final DemoLane exit;

  /** How a demo gate is set up. */
  record Setup(
      Path folder,
      MasterReader masters,
      GateKeys keys,
      InstantSource clock,
      SecureRandom random,
      Pace pace,
      Duration openFor,
      Duration showFor) {}

  /** Who looks at the two lanes. */
  record Audience(Panel entryPanel, Panel exitPanel, LaneListener watcher) {}

  DemoGate(Setup setup, Audience audience) throws IOException {
    keys = setup.keys();
    masters = setup.masters();
    journal =
        SqliteJournal.open(
            new SqliteJournal.Setup(
                setup.folder().resolve("journal.db"),
                ID,
                setup.masters(),
                setup.masters(),
                System::nanoTime,
                setup.random()));
    Supplier<ClockReading> clock =
        () -> new ClockReading(setup.clock().instant(), ClockReading.Trust.TRUSTED);
    var shared =
        new DemoLane.Shared(
            List.of(new DesfireFamily(keys, setup.random())),
            setup.masters(),
            journal,
            clock,
            setup.random());
    entry = lane(setup, shared, Direction.ENTRY, audience.entryPanel(), audience.watcher());
    exit = lane(setup, shared, Direction.EXIT, audience.exitPanel(), audience.watcher());
  }

  private static DemoLane lane(
      Setup setup, DemoLane.Shared shared, Direction direction, Panel panel, LaneListener watcher)
      throws IOException {
    int number = direction == Direction.ENTRY ? ENTRY : EXIT;
    var settings =
        new LaneSettings(
            ID,
            number,
            direction,
            Optional.empty(),
            new LaneSettings.Times(
                setup.openFor(),
                Duration.ofSeconds(2),
                setup.showFor(),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1)),
            List.of(Language.EN, Language.DE));
    return new DemoLane(
        settings,
        new DemoLane.Surroundings(shared, setup.pace(), WALKING_TIME, panel, watcher),
        setup.folder().resolve("reader-" + number));
  }

  DemoLane entry() {
    return entry;
  }

  DemoLane exit() {
    return exit;
  }

  Journal journal() {
    return journal;
  }

  @Override
  public void close() {
    entry.close();
    exit.close();
    journal.close();
    masters.close();
    keys.close();
  }
}
