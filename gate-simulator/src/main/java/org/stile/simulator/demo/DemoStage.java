package org.stile.simulator.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.stile.cache.MasterReader;
import org.stile.chips.desfire.ChipKeys;
import org.stile.core.master.EventInformation;
import org.stile.simulator.chip.ComputeTimes;
import org.stile.simulator.pn532.Pace;

/** A gate, an event and a cast of chips, ready to be played with. */
public final class DemoStage implements AutoCloseable {
  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("EEEE d MMMM, HH:mm", Locale.ENGLISH);

  private final EventInformation event;
  private final Map<String, DemoChip> chips;
  private final DemoGate gate;

  private DemoStage(EventInformation event, Map<String, DemoChip> chips, DemoGate gate) {
    this.event = event;
    this.chips = chips;
    this.gate = gate;
  }

  /**
   * How the stage is set.
   *
   * @param folder where journal, masters and reader links go; empty, and the caller's to delete.
   * @param lifelike whether reader and chips take the time real ones take.
   * @param openFor how long the arm waits for a body.
   * @param showFor how long an answer stays on the panel.
   */
  public record Setting(Path folder, boolean lifelike, Duration openFor, Duration showFor) {}

  static DemoStage set(
      Setting setting, InstantSource clock, SecureRandom random, DemoGate.Audience audience)
      throws IOException {
    var office = new SampleOffice(DemoEvents.around(clock.instant()));
    return set(office, setting, clock, random, audience);
  }

  private static DemoStage set(
      DemoOffice office,
      Setting setting,
      InstantSource clock,
      SecureRandom random,
      DemoGate.Audience audience)
      throws IOException {
    ComputeTimes times = setting.lifelike() ? ComputeTimes.ESTIMATED : ComputeTimes.OFF;
    try (var keys = ChipKeys.draw(1, random)) {
      Map<String, DemoChip> chips = DemoCast.make(office, keys, random, times);
      DemoOffice.Publication published = office.publish();
      Path file = setting.folder().resolve("master.db");
      SampleVenue.install(file, published);
      var setup =
          new DemoGate.Setup(
              setting.folder(),
              MasterReader.open(file, published.roots()),
              keys.gateKeys(),
              clock,
              random,
              setting.lifelike() ? Pace.LIFELIKE : Pace.INSTANT,
              setting.openFor(),
              setting.showFor());
      return new DemoStage(published.tonight(), chips, new DemoGate(setup, audience));
    }
  }

  /** Set for a play nobody watches. */
  public static DemoStage unattended(Setting setting, InstantSource clock, SecureRandom random)
      throws IOException {
    return set(setting, clock, random, nobody());
  }

  /**
   * The same with a master and tickets from a center.
   *
   * @param center a center at its first start, on this machine.
   * @param progress is told what is done, a line each.
   */
  public static DemoStage fromCenter(
      CenterProcess center,
      Setting setting,
      InstantSource clock,
      SecureRandom random,
      Consumer<String> progress)
      throws IOException {
    return set(
        CenterOffice.open(center, clock.instant(), progress), setting, clock, random, nobody());
  }

  private static DemoGate.Audience nobody() {
    return new DemoGate.Audience(shown -> {}, shown -> {}, report -> {});
  }

  DemoChip chip(String name) {
    DemoChip chip = chips.get(name);
    if (chip == null) {
      throw new IllegalArgumentException("nobody is called " + name);
    }
    return chip;
  }

  Map<String, DemoChip> chips() {
    return chips;
  }

  DemoGate gate() {
    return gate;
  }

  String title() {
    return "%s, %s, %s"
        .formatted(
            event.name(),
            event.venue(),
            DAY_AND_TIME.format(event.startsAt().atZone(ZoneId.of(event.timeZone()))));
  }

  @Override
  public void close() {
    gate.close();
  }
}
