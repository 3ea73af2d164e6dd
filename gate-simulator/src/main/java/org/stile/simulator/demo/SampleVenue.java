package org.stile.simulator.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.stile.cache.MasterStore;
import org.stile.chips.desfire.ChipKeys;
import org.stile.chips.desfire.GateKeys;
import org.stile.core.Bytes;
import org.stile.core.id.GateId;
import org.stile.core.master.AdmissionRules;
import org.stile.core.master.EventMaster;
import org.stile.core.sample.SampleEvent;
import org.stile.core.sample.SampleKeys;
import org.stile.core.trust.RootKey;
import org.stile.core.trust.Trusted;

/**
 * The sample event that chips and gates made by the command line are for: the same for all that are
 * made on one day (UTC), with doors open all that day.
 */
public final class SampleVenue {
  /** The sample keys are public: they follow from this number alone. */
  private static final long SEED = 2026;

  private static final LocalTime START = LocalTime.of(20, 0);
  private static final Duration LONGEST_DAY = Duration.ofDays(1);

  private SampleVenue() {}

  /** The cup final of the day of {@code now}. */
  public static SampleEvent today(Instant now) {
    var day = now.atZone(ZoneOffset.UTC).toLocalDate();
    Instant midnight = day.atStartOfDay().toInstant(ZoneOffset.UTC);
    var event =
        SampleEvent.stadium(SampleKeys.seeded(SEED), day.atTime(START).toInstant(ZoneOffset.UTC));
    var allDay =
        new AdmissionRules(
            midnight,
            midnight.plus(LONGEST_DAY),
            List.of(),
            event.master().rules().reEntry(),
            event.master().rules().whenClockUntrusted());
    return event.changed(master -> withRules(master, allDay));
  }

  /** The same master under other rules. */
  private static EventMaster withRules(EventMaster master, AdmissionRules rules) {
    return new EventMaster(
        master.version(),
        master.issuedAt(),
        master.information(),
        master.signedInformation(),
        master.accepted(),
        master.venue(),
        master.seats(),
        rules,
        master.keys(),
        master.status());
  }

  /**
   * Publishes events to a gate: installs key set and masters in its master.db, as its agent would.
   *
   * @param file made if it is not there.
   */
  public static void install(Path file, List<SampleEvent> events) throws IOException {
    SampleEvent first = events.getFirst();
    try (var store = MasterStore.open(file, first.roots())) {
      require(store.installKeySet(first.keySet()));
      for (SampleEvent event : events) {
        require(store.install(event.signedMaster().bytes()));
      }
    }
  }

  /**
   * Makes a folder with all a gate needs for today's event: configuration, keys, master.
   *
   * @param folder must not exist yet.
   * @param gate a gate of the stadium, for example "n1"; its reader is "reader" in the folder.
   * @return the folder's absolute path.
   */
  public static Path make(Path folder, String gate, Instant now) throws IOException {
    SampleEvent event = today(now);
    return make(
        folder, gate, event.roots().getFirst(), event.keySet(), event.signedMaster().bytes());
  }

  /**
   * The same for an event of a center.
   *
   * @param gate of the event's venue.
   * @param root all that the gate believes hangs on it.
   */
  public static Path make(Path folder, String gate, RootKey root, Bytes keySet, Bytes master)
      throws IOException {
    var id = new GateId(gate);
    Path home = Files.createDirectory(folder).toAbsolutePath();
    try {
      furnish(home, id, root, keySet, master);
      return home;
    } catch (IOException e) {
      discard(home); // Nothing half made stays behind.
      throw e;
    }
  }

  private static void discard(Path home) throws IOException {
    try (var files = Files.list(home)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(home);
  }

  private static void furnish(Path home, GateId id, RootKey root, Bytes keySet, Bytes master)
      throws IOException {
    try (var store = MasterStore.open(home.resolve("master.db"), List.of(root))) {
      require(store.installKeySet(keySet));
      require(store.install(master));
    }
    try (ChipKeys chipKeys = SampleChipKeys.chipKeys();
        GateKeys gateKeys = chipKeys.gateKeys()) {
      gateKeys.write(home.resolve("gate.keys"));
    }
    Files.writeString(home.resolve("gate.properties"), properties(home, id, root));
  }

  private static String properties(Path home, GateId gate, RootKey root) {
    return """
        # A gate on a simulated reader. Its chip keys are the public ones of sample chips.
        gate = %s
        data-folder = %s
        key-file = %s
        root-keys = %d:%s:%s
        clock = system
        languages = en, de
        lane.0.reader = %s
        """
        .formatted(
            gate,
            home,
            home.resolve("gate.keys"),
            root.id(),
            root.key().algorithm().name().toLowerCase(Locale.ROOT),
            root.key().encoded().hex(),
            home.resolve("reader"));
  }

  private static void require(Trusted<?> answer) throws IOException {
    switch (answer) {
      case Trusted.Accepted<?> _ -> {}
      case Trusted.Rejected<?> rejected ->
          throw new IOException("a gate would not believe this event: " + rejected);
    }
  }
}
