package org.stile.system.sync;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  final String name;
  private final Path folder;
  private final Place place;
  private final List<String> before;
  private final SimulatedReader reader;
  private volatile @Nullable GateProcess gate;
  private @Nullable AgentProcess agent;

  /**
   * Where a unit belongs.
   *
   * @param root line of {@code root.pub}: id:algorithm:key.
   */
  record Place(long venue, String root, ChipKeys keys) {}

  /** Furnishes a unit as it leaves the workshop: keys and roots, no master. */
  static GateUnit furnish(Path folder, String name, Place place) throws IOException {
    return furnish(folder, name, place, List.of());
  }

  /**
   * The same.
   *
   * @param before what stands before the command of each of its processes, such as {@code nsenter}.
   * @param more lines of gate.properties.
   */
  static GateUnit furnish(
      Path folder, String name, Place place, List<String> before, String... more)
      throws IOException {
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
        %s
        """
            .formatted(
                name,
                folder.resolve("data"),
                folder.resolve("gate.keys"),
                place.root(),
                folder.resolve("reader"),
                String.join("\n", more)));
    return new GateUnit(name, folder, place, before);
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

  private GateUnit(String name, Path folder, Place place, List<String> before) throws IOException {
    this.before = List.copyOf(before);
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
    gate = GateProcess.start(before, "--config", folder.resolve("gate.properties").toString());
    return this;
  }

  /** Starts a gate that was killed; whoever taps there finds it when it is ready. */
  void startGateAgain() throws Exception {
    gate =
        GateProcess.start(before, "--config", folder.resolve("gate.properties").toString()).ready();
  }

  GateUnit startAgent() throws IOException {
    return startAgent(Map.of());
  }

  GateUnit startAgent(Map<String, String> environment) throws IOException {
    agent = AgentProcess.start(before, folder.resolve("sync.properties"), environment);
    return this;
  }

  GateProcess gate() {
    GateProcess started = gate;
    if (started == null) {
      throw new IllegalStateException("the gate was not started");
    }
    return started;
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

  /** Holds a chip there once; the gate's line, or empty if the gate dies before all is done. */
  Optional<String> tapAt(GateProcess at, VirtualChip chip) throws InterruptedException {
    int idles = at.idles();
    at.forget();
    reader.place(chip);
    Optional<String> tap = at.hearsWhileAlive(TAP);
    if (tap.isPresent() && tap.get().contains(OPENED)) {
      try {
        at.type("");
      } catch (IOException dead) {
        tap = Optional.empty();
      }
    }
    reader.remove(chip);
    return at.idlesAgain(idles) ? tap : Optional.empty();
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

  /** How far the agent has noted that the center has its journal. */
  long acknowledged() throws JournalException {
    try (var reader =
        MasterReader.open(data().resolve("master.db"), RootKeys.parse(place.root()))) {
      return reader.acknowledged(logId());
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
      List<JournalRow> rows = new ArrayList<>();
      List<JournalRow> more = journal.rowsAfter(0, JournalReader.ROWS_MAX);
      while (!more.isEmpty()) {
        rows.addAll(more);
        more = journal.rowsAfter(rows.getLast().sequence(), JournalReader.ROWS_MAX);
      }
      return rows;
    }
  }

  /** The last row of its journal. */
  long lastSequence() throws JournalException {
    try (var journal = JournalReader.open(data().resolve("journal.db"))) {
      return journal.lastSequence();
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
    GateProcess started = gate;
    if (started != null) {
      started.close();
    }
    reader.close();
  }
}
