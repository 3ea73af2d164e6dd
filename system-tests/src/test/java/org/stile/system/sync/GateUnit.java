package org.stile.system.sync;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stile.cache.JournalException;
import org.stile.cache.JournalReader;
import org.stile.cache.MasterReader;
import org.stile.chips.desfire.ChipKeys;
import org.stile.core.Bytes;
import org.stile.core.config.RootKeys;
import org.stile.core.id.EventId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry.Granted;
import org.stile.core.journal.JournalEntry.Outcome;
import org.stile.core.journal.JournalEntry.Progress;
import org.stile.core.journal.JournalRow;
import org.stile.core.master.EventMaster;
import org.stile.simulator.chip.VirtualChip;
import org.stile.simulator.pn532.Pace;
import org.stile.simulator.pn532.ReaderListener;
import org.stile.simulator.pn532.SimulatedReader;
import org.stile.system.gate.GateProcess;

/** One gate's unit: its folder, its simulated reader, gate and agent as processes. One thread. */
final class GateUnit implements AutoCloseable {
  private static final String TAP = "\"event\":\"tap\"";
  private static final String OPENED = "\"opened\":true";
  private static final String NO_DECISION = "\"code\":\"G01-OUT-OF-ORDER\"";
  private static final int TAPS_MAX = 8;
  private static final int ROWS_MAX = 100_000;

  final String name;
  private final Path folder;
  private final Place place;
  private final SimulatedReader reader;
  private @Nullable GateProcess gate;
  private @Nullable AgentProcess agent;

  /**
   * Where a unit belongs.
   *
   * @param root line of {@code root.pub}: id:algorithm:key.
   */
  record Place(long venue, String root, ChipKeys keys) {}

  /** Furnishes a unit as it leaves the workshop: keys and roots, no master. */
  static GateUnit furnish(Path folder, String name, Place place) throws IOException {
    Files.createDirectories(folder.resolve("data"));
    try (var gateKeys = place.keys().gateKeys()) {
      gateKeys.write(folder.resolve("gate.keys"));
    }
    Files.writeString(
        folder.resolve("gate.properties"),
        """
        gate = %s
        data-folder = %s
        key-file = %s
        root-keys = %s
        clock = system
        lane.0.reader = %s
        open-for = 1 s
        retry-after = 100 ms
        show-for = 0 s
        tap-limit = 5 s
        """
            .formatted(
                name,
                folder.resolve("data"),
                folder.resolve("gate.keys"),
                place.root(),
                folder.resolve("reader")));
    return new GateUnit(name, folder, place);
  }

  /** A unit made of a copy of this one's card, as it is now; the copy is not started. */
  GateUnit copy(Path to) throws IOException {
    GateUnit copy = furnish(to, name, place);
    for (String file : List.of("journal.db", "journal.db-wal", "master.db", "master.db-wal")) {
      if (Files.exists(data().resolve(file))) {
        Files.copy(data().resolve(file), copy.data().resolve(file));
      }
    }
    copy.identity(Files.readString(identityFile()));
    Files.writeString(
        to.resolve("sync.properties"),
        Files.readString(folder.resolve("sync.properties"))
            .replace(folder.toString(), to.toString()));
    return copy;
  }

  private GateUnit(String name, Path folder, Place place) throws IOException {
    this.name = name;
    this.folder = folder;
    this.place = place;
    reader = SimulatedReader.onPty(folder.resolve("reader"), Pace.INSTANT, ReaderListener.NONE);
  }

  /** Puts the file from the enrolment where sync.properties looks for it. */
  void identity(String pem) throws IOException {
    Path file = identityFile();
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, pem);
  }

  Path identityFile() {
    return folder.resolve("identity.pem");
  }

  /** Writes sync.properties. */
  void sync(URI broker, URI center, String... more) throws IOException {
    Files.writeString(
        folder.resolve("sync.properties"),
        """
        gate = %s
        venue = %d
        data-folder = %s
        root-keys = %s
        broker = %s
        center = %s
        authorities = %s
        identity = %s
        health-every = 1 s
        %s
        """
            .formatted(
                name,
                place.venue(),
                folder.resolve("data"),
                place.root(),
                broker,
                center,
                identityFile(),
                identityFile(),
                String.join("\n", more)));
  }

  GateUnit startGate() throws Exception {
    gate = GateProcess.start("--config", folder.resolve("gate.properties").toString());
    return this;
  }

  GateUnit startAgent() throws IOException {
    return startAgent(Map.of());
  }

  GateUnit startAgent(Map<String, String> environment) throws IOException {
    agent = AgentProcess.start(folder.resolve("sync.properties"), environment);
    return this;
  }

  GateProcess gate() {
    if (gate == null) {
      throw new IllegalStateException("the gate was not started");
    }
    return gate;
  }

  AgentProcess agent() {
    if (agent == null) {
      throw new IllegalStateException("the agent was not started");
    }
    return agent;
  }

  /** Holds a chip there until it is answered, walks if let in, takes it away; the gate's line. */
  String tap(VirtualChip chip) throws Exception {
    String tap = tapOnce(chip);
    // On a busy machine the reader can look dead: that is no decision.
    for (int again = 0; again < TAPS_MAX && tap.contains(NO_DECISION); again++) {
      tap = tapOnce(chip);
    }
    return tap;
  }

  private String tapOnce(VirtualChip chip) throws Exception {
    int before = gate().idles();
    long passed = passed();
    reader.place(chip);
    String tap = gate().hears(TAP);
    if (tap.contains(OPENED)) {
      gate().type("");
      Until.holds("somebody walks through " + name, () -> passed() > passed, () -> tap);
    }
    reader.remove(chip);
    gate().awaitIdle(before);
    return tap;
  }

  /** Version of the event's master the agent installed, as the gate reads it; 0: none. */
  long master(long event) {
    try (var reader =
        MasterReader.open(data().resolve("master.db"), RootKeys.parse(place.root()))) {
      return reader.masters().stream()
          .filter(master -> master.event().equals(new EventId(event)))
          .mapToLong(EventMaster::version)
          .max()
          .orElse(0);
    }
  }

  /** What it knows of a ticket from other gates: states of its passages. */
  int peers(TicketId ticket) throws IOException {
    try (var reader =
        MasterReader.open(data().resolve("master.db"), RootKeys.parse(place.root()))) {
      return reader.of(ticket).size();
    }
  }

  Path data() {
    return folder.resolve("data");
  }

  /** Entries that were walked, as this unit's journal has them: "ticket number". */
  Map<String, Long> entries() throws JournalException {
    Map<String, Long> entries = new LinkedHashMap<>();
    Map<Long, String> granted = new LinkedHashMap<>();
    for (JournalRow row : rows()) {
      if (row.entry() instanceof Granted grant) {
        granted.put(row.sequence(), grant.ticket().index() + " " + grant.number());
      } else if (row.entry() instanceof Progress progress
          && progress.outcome() == Outcome.PASSED
          && granted.containsKey(progress.about())) {
        entries.merge(granted.get(progress.about()), 1L, Long::sum);
      }
    }
    return entries;
  }

  private long passed() throws JournalException {
    return entries().size();
  }

  List<JournalRow> rows() throws JournalException {
    try (var journal = JournalReader.open(data().resolve("journal.db"))) {
      return journal.rowsAfter(0, ROWS_MAX);
    }
  }

  Bytes logId() throws JournalException {
    try (var journal = JournalReader.open(data().resolve("journal.db"))) {
      return journal.logId();
    }
  }

  @Override
  public void close() {
    if (agent != null) {
      agent.close();
    }
    if (gate != null) {
      gate.close();
    }
    reader.close();
  }
}
