package org.stile.simulator.ground;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.stile.chips.desfire.ChipKeys;
import org.stile.core.admission.Direction;
import org.stile.core.admission.Language;
import org.stile.core.admission.Tone;
import org.stile.core.id.GateId;
import org.stile.core.trust.RootKey;
import org.stile.gate.device.Sounder.Sound;
import org.stile.simulator.chip.VirtualChip;
import org.stile.simulator.ground.JournalFold.Arm;
import org.stile.simulator.office.Json;
import org.stile.simulator.office.Json.Obj;

/**
 * A gate unit at the ground: the gate's process and its agent's, as they run on a unit, with two
 * simulated readers (in, out) and a cable to the venue. Any thread; one tap at a time on each lane.
 */
final class GateUnit implements AutoCloseable {
  static final int IN = 0;
  static final int OUT = 1;

  /** Longer than any tap may take, recovery of the reader included. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** The panel speaks within that after a tap, or has nothing to say. */
  private static final Duration SPEAKS_WITHIN = Duration.ofMillis(250);

  private static final Duration LOOK_EVERY = Duration.ofMillis(5);

  private final GateId id;
  private final UnitFiles files;
  private final Path agentConfig;
  private final Household household;
  private final Programs programs;
  private final Cable broker;
  private final Cable web;
  private final Duration walkingTime;
  private final Duration heldOn;
  private final Duration showFor;
  private final Runnable changed;
  private final List<LaneReader> readers = new ArrayList<>();
  private final List<ReentrantLock> lanes = List.of(new ReentrantLock(), new ReentrantLock());
  private final List<BlockingQueue<Tapped>> answers =
      List.of(new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>());
  private final List<AtomicReference<Optional<PanelReader.Picture>>> panels =
      List.of(new AtomicReference<>(Optional.empty()), new AtomicReference<>(Optional.empty()));
  private final List<AtomicReference<String>> headlines =
      List.of(new AtomicReference<>(""), new AtomicReference<>(""));
  private final JournalWatch journal;
  private volatile int panelLane;
  private volatile Optional<Sound> sound = Optional.empty();
  private volatile String masters = "";
  private volatile List<Language> languages = List.of(Language.EN, Language.DE, Language.JA);
  private @Nullable Child gate; // Guarded by this.
  private @Nullable Child agent; // Guarded by this.

  /**
   * Where and how a gate stands.
   *
   * @param brokerPort of the venue.
   * @param webPort of the venue.
   * @param changed is called whenever there is something new to see; must return at once.
   */
  record Place(
      Household household,
      Programs programs,
      int brokerPort,
      int webPort,
      Opening.Pace pace,
      Runnable changed) {}

  /** What a gate answered to a tap, and said on its panel. */
  record Answer(Tapped tapped, String headline) {}

  /** What its agent was given when the gate was enrolled. */
  record Enrolment(long venue, RootKey root, String identity) {}

  GateUnit(GateId id, Place place, ChipKeys keys, Enrolment enrolment) throws IOException {
    this.id = id;
    this.household = place.household;
    this.programs = place.programs;
    this.walkingTime = place.pace.walkingTime();
    this.heldOn = place.pace.heldOn();
    this.showFor = place.pace.showFor();
    this.changed = place.changed;
    Path home = household.folder().resolve("gate-" + id);
    files = new UnitFiles(home, id, enrolment);
    files.furnish(keys);
    broker = new Cable(place.brokerPort);
    web = new Cable(place.webPort);
    agentConfig = files.sync(broker.port(), web.port());
    for (int lane : List.of(IN, OUT)) {
      readers.add(new LaneReader(files.reader(lane), place.pace.readers()));
    }
    journal =
        new JournalWatch(
            home.resolve("journal.db"), home.resolve("master.db"), enrolment.root, changed);
  }

  GateId id() {
    return id;
  }

  /** Starts the gate's two processes. */
  synchronized void start() throws IOException {
    agent = startAgent();
    startGate();
  }

  private synchronized void startGate() throws IOException {
    Path config = files.gate(showFor, languages);
    Child started = household.start("gate-" + id, programs.gate(config), Map.of());
    var reader = new PanelReader(id.value());
    started.onOutput(line -> reader.read(line).ifPresent(this::told));
    started.onError(this::logged);
    gate = started;
  }

  /** Another language first: a gate reads its configuration once, so it is started anew. */
  synchronized void speak(Language first) throws IOException {
    var order = new ArrayList<Language>(List.of(first));
    for (Language each : Language.values()) {
      if (each != first) {
        order.add(each);
      }
    }
    languages = List.copyOf(order);
    restart(false);
  }

  /** Power off and on again: both processes die at once, mid-tap if need be. */
  synchronized void cutPower() throws IOException {
    if (agent != null) {
      household.kill(agent);
    }
    agent = startAgent();
    restart(true);
  }

  private Child startAgent() throws IOException {
    List<String> command = programs.agent("--config", agentConfig.toString());
    return household.start("agent-" + id, command, Map.of());
  }

  private void restart(boolean atOnce) throws IOException {
    panels.forEach(panel -> panel.set(Optional.empty()));
    changed.run();
    if (gate != null) {
      if (atOnce) {
        household.kill(gate);
      } else {
        household.end(gate);
      }
    }
    panels.forEach(panel -> panel.set(Optional.empty())); // Its last words may have come since.
    startGate();
  }

  private void told(PanelReader.Told told) {
    switch (told) {
      case PanelReader.Told.Shows(int lane, PanelReader.Picture picture) -> {
        if (lane < panels.size()) {
          panels.get(lane).set(Optional.of(picture));
          if (picture.tone() != Tone.IDLE && picture.tone() != Tone.WORKING) {
            headlines.get(lane).set(picture.headline());
          }
          panelLane = lane;
        }
      }
      case PanelReader.Told.Sounds(Sound played) -> sound = Optional.of(played);
    }
    changed.run();
  }

  private void logged(String line) {
    if (!line.startsWith("{")) {
      return; // The JVM itself has something to say.
    }
    try {
      Obj said = Json.read(line.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      switch (said.text("event")) {
        case "tap" -> {
          Tapped tapped = Tapped.read(said);
          answers.get(tapped.lane()).add(tapped);
        }
        case "note" -> {
          if (said.text("kind").equals("MASTERS")) {
            masters = said.text("detail");
            changed.run();
          }
        }
        default -> {}
      }
    } catch (IOException | IndexOutOfBoundsException e) {
      // A line that was cut when the power was.
    }
  }

  /**
   * Holds a guest's chip to a reader until the gate has answered, takes it away, and walks through
   * if the arm opened and the guest does.
   *
   * @return empty if somebody else stands there, or the gate gave no answer.
   */
  Optional<Answer> tap(Guest guest, int lane) throws IOException {
    ReentrantLock place = lanes.get(lane);
    if (!place.tryLock()) {
      return Optional.empty();
    }
    try {
      return tapAlone(guest, lane);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a chip was tapped", e);
    } finally {
      place.unlock();
      changed.run();
    }
  }

  boolean isBusy(int lane) {
    return lanes.get(lane).isLocked();
  }

  private Optional<Answer> tapAlone(Guest guest, int lane)
      throws IOException, InterruptedException {
    LaneReader reader = readers.get(lane);
    BlockingQueue<Tapped> queue = answers.get(lane);
    if (!reader.awaitLooking(PATIENCE)) {
      return Optional.empty();
    }
    queue.clear();
    headlines.get(lane).set("");
    long passed = passages();
    changed.run();
    List<VirtualChip> held = guest.held();
    reader.place(held);
    Tapped answer = queue.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    Thread.sleep(heldOn);
    String headline = headline(lane);
    reader.remove(held);
    if (answer == null) {
      return Optional.empty();
    }
    if (answer.opened() && guest.manner() != Guest.Manner.STAYS) {
      Thread.sleep(walkingTime);
      walk();
      boolean _ = journal.await(fold -> fold.admitted() + fold.left() > passed, PATIENCE);
    }
    guest.learn();
    return Optional.of(new Answer(answer, headline));
  }

  /** What the panel says of a tap; it comes another way than the log, so it may come later. */
  private String headline(int lane) throws InterruptedException {
    AtomicReference<String> headline = headlines.get(lane);
    long end = System.nanoTime() + SPEAKS_WITHIN.toNanos();
    while (headline.get().isEmpty() && System.nanoTime() < end) {
      Thread.sleep(LOOK_EVERY);
    }
    return headline.get();
  }

  private long passages() {
    JournalFold.Counts counts = journal.counts();
    return counts.admitted() + counts.left();
  }

  /** A body walks where an arm is open. */
  private void walk() throws IOException {
    type("");
  }

  /** Somebody climbs over the arm. */
  void climbOver() throws IOException {
    type("over");
  }

  /** The fire release is pulled, or put back and reset by key. */
  void fire(boolean active) throws IOException {
    if (active) {
      type("fire");
    } else {
      type("clear");
      type("reset");
    }
  }

  private void type(String line) throws IOException {
    Child typed;
    synchronized (this) {
      typed = gate;
    }
    if (typed != null) {
      typed.type(line);
    }
  }

  /** Pulls the network cable, lets nothing come through it, or plugs it in. */
  void cable(Cable.State state) {
    broker.goes(state);
    web.goes(state);
    changed.run();
  }

  Cable.State cable() {
    return broker.state();
  }

  /** What the panel shows that changed last; empty while the gate starts. */
  Optional<PanelReader.Picture> panel() {
    return panels.get(panelLane).get();
  }

  /** What the panel of one lane shows. */
  Optional<PanelReader.Picture> panel(int lane) {
    return panels.get(lane).get();
  }

  Optional<Sound> sound() {
    return sound;
  }

  Arm arm(int lane) {
    return journal.arm(lane);
  }

  static Direction direction(int lane) {
    return lane == OUT ? Direction.EXIT : Direction.ENTRY;
  }

  JournalWatch journal() {
    return journal;
  }

  /** The masters it has, as it says them: event and version. */
  String masters() {
    return masters;
  }

  List<Language> languages() {
    return languages;
  }

  @Override
  public void close() throws IOException {
    journal.close();
    readers.forEach(LaneReader::close);
    broker.close();
    web.close();
  }
}
