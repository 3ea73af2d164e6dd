package org.stile.system.sync;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stile.chips.desfire.ChipKeys;
import org.stile.core.admission.Direction;
import org.stile.simulator.demo.SampleChipKeys;
import org.stile.system.center.CenterProcess;
import org.stile.system.center.CenterProcess.Launch;
import org.stile.system.center.KeptPort;
import org.stile.system.center.PostgresServer;

/**
 * The real thing: three gates with their agents, two clustered brokers, two center nodes, one
 * PostgreSQL, all processes, and people who tap at every gate all the time. Units stand in network
 * namespaces of their own where that can be ({@link Wiring}). One thread.
 */
final class FaultedRig implements AutoCloseable {
  static final List<String> ENTRIES = List.of("north-1", "north-2");
  static final String EXIT = "south-1";
  static final List<String> GATES = List.of("north-1", "north-2", "south-1");

  private static final boolean LONG = Boolean.getBoolean("stile.long");

  /** For a loaded machine; an agent that was away long comes again after up to 30 s. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Taps at each gate while something is wrong; the people come some four a second. */
  private static final int TAPS = LONG ? 20 : 5;

  /** Who come anew for each fault, so that somebody is admitted during each. */
  private static final int GUESTS = LONG ? 60 : 20;

  private static final int SELLERS = 4;

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Path folder;
  private final ChipKeys keys = SampleChipKeys.chipKeys();
  private final List<Launch> launches;
  private final List<CenterProcess> nodes = new ArrayList<>();
  private @Nullable Reckoning watch;
  final PostgresServer database;
  final Optional<Wiring> wiring;
  final List<BrokerNode> brokers;
  final Office office;
  final List<GateUnit> units = new ArrayList<>();
  final Turnout turnout;
  final RigReport report;

  /** What is done to it. */
  interface Act {
    void go() throws Exception;
  }

  /**
   * Sets all of it up and lets people come.
   *
   * @param faults how many it is to endure: new guests come for each.
   */
  FaultedRig(Path folder, int faults) throws Exception {
    this.folder = folder;
    int guests = faults * GUESTS;
    open.push(keys::close);
    open.push(this::endWatch);
    try (ExecutorService aside = Executors.newVirtualThreadPerTaskExecutor()) {
      wiring = wire();
      database = PostgresServer.start(folder.resolve("database"));
      open.push(database);
      int broker = KeptPort.find();
      launches = launches(database, broker);
      startNext();
      office = open(guests);
      startNext();
      Future<List<Office.Guest>> sold = aside.submit(() -> sell(guests));
      brokers = startBrokers();
      open.push(new Balancer(broker, brokers.stream().map(BrokerNode::port).toList()));
      startUnits();
      turnout = new Turnout(ENTRIES, EXIT, sold.get());
      report = new RigReport(turnout);
      letCome();
    } catch (Exception | AssertionError e) {
      close();
      throw e;
    }
  }

  private List<Launch> launches(PostgresServer of, int broker) throws IOException {
    List<Launch> both = new ArrayList<>();
    for (Launch launch : List.of(Launch.node(home(0), of), Launch.further(home(1), of, home(0)))) {
      both.add(
          launch
              .with("STILE_PORT", "" + KeptPort.find())
              .with("STILE_BROKER_URL", "mqtts://localhost:" + broker));
    }
    return both;
  }

  private void startNext() throws Exception {
    int node = nodes.size();
    nodes.add(launches.get(node).ready());
    open.push(() -> node(node).close());
  }

  private Office open(int guests) throws Exception {
    try (Connection connection = database.connect()) {
      int rows = Math.ceilDiv(guests, Office.SEATS_OF_ROW);
      return Office.open(
          node(0), connection, keys, GATES, rows * Office.SEATS_OF_ROW, folder.resolve("chips"));
    }
  }

  /** Units reach brokers and center nodes at the switch, by a balancer each. */
  private void startUnits() throws Exception {
    InetAddress at = wiring.map(Wiring::address).orElseGet(InetAddress::getLoopbackAddress);
    int broker = KeptPort.find();
    int files = KeptPort.find();
    open.push(new Balancer(at, broker, brokers.stream().map(BrokerNode::port).toList()));
    open.push(new Balancer(at, files, List.of(node(0).uri().getPort(), node(1).uri().getPort())));
    String host = wiring.isPresent() ? at.getHostAddress() : "localhost";
    for (String gate : GATES) {
      startUnit(gate, "tls://" + host + ":" + broker, "http://" + host + ":" + files);
    }
    for (GateUnit unit : units) {
      unit.gate().ready();
      Until.holds(
          PATIENCE, unit.name + " has a master", () -> unit.master(office.event) > 0, this::said);
    }
  }

  private void letCome() {
    for (GateUnit unit : units) {
      Direction way = unit.name.equals(EXIT) ? Direction.EXIT : Direction.ENTRY;
      open.push(new Crowd(unit, way, turnout));
    }
  }

  private Optional<Wiring> wire() throws Exception {
    if (Wiring.missing().isPresent()) {
      return Optional.empty();
    }
    Wiring laid = Wiring.lay(GATES);
    open.push(laid);
    return Optional.of(laid);
  }

  private Path home(int node) {
    return folder.resolve("center-" + node);
  }

  private List<Office.Guest> sell(int guests) throws Exception {
    List<Future<Office.Guest>> sold = new ArrayList<>();
    try (ExecutorService sellers = Executors.newFixedThreadPool(SELLERS)) {
      for (int guest = 0; guest < guests; guest++) {
        sold.add(sellers.submit(() -> office.guest(node(0))));
      }
    }
    List<Office.Guest> all = new ArrayList<>();
    for (Future<Office.Guest> each : sold) {
      all.add(each.get());
    }
    return all;
  }

  /** Has the center write what brokers must know, and starts them. */
  private List<BrokerNode> startBrokers() throws Exception {
    Path told = folder.resolve("told");
    String names =
        "localhost" + wiring.map(laid -> "," + laid.address().getHostAddress()).orElse("");
    try (CenterProcess command =
        launches
            .getFirst()
            .running("gate", "broker", "--names", names, "--out", told.toString())
            .start()) {
      if (command.exitCode() != 0) {
        throw new AssertionError(command.said());
      }
    }
    List<BrokerNode> pair = BrokerNode.pair(folder, told);
    for (BrokerNode each : pair) {
      open.push(each);
      each.start();
    }
    for (BrokerNode each : pair) {
      each.awaitUp();
    }
    return pair;
  }

  private void startUnit(String gate, String broker, String center) throws Exception {
    var place =
        new GateUnit.Place(
            office.venue, Files.readString(home(0).resolve("root.pub")).strip(), keys);
    List<String> inside = wiring.map(laid -> laid.inside(gate)).orElse(List.of());
    String way = gate.equals(EXIT) ? "exit" : "entry";
    GateUnit unit =
        GateUnit.furnish(folder.resolve(gate), gate, place, inside, "lane.0.direction = " + way);
    units.add(unit);
    open.push(unit);
    unit.sync(URI.create(broker), URI.create(center));
    unit.identity(office.enrolByPage(node(0), gate));
    unit.startGate().startAgent();
  }

  CenterProcess node(int node) {
    return nodes.get(node);
  }

  void startNode(int node) throws Exception {
    nodes.set(node, launches.get(node).ready());
  }

  /**
   * Lets something go wrong while people come, and mends it. Every gate that runs goes on answering
   * taps meanwhile; and all that journals hold when it is mended comes to be at the center.
   *
   * @param dead gates that do not run meanwhile.
   * @param meanwhile what must hold while it is broken.
   */
  void endure(String fault, Set<String> dead, Act breaks, Act meanwhile, Act mends)
      throws Exception {
    turnout.during(fault);
    turnout.come(GUESTS);
    long began = System.nanoTime();
    Map<String, Integer> before = turnout.answers();
    breaks.go();
    awaitTaps(before, dead);
    meanwhile.go();
    mends.go();
    long mended = System.nanoTime();
    Map<String, Long> last = Reckoning.lastRows(units);
    awaitCounted(last);
    report.healed(fault, mended - began, System.nanoTime() - mended);
    try (Reckoning reckoning = reckoning()) {
      reckoning.grantsUpTo(last);
    }
    for (CenterProcess node : nodes) {
      var _ = office.board(node); // A board that is looked at reads on from where it was.
    }
    turnout.during("healed");
  }

  /** Waits until each gate has answered some taps more. */
  private void awaitTaps(Map<String, Integer> before, Set<String> dead) throws Exception {
    Until.holds(
        PATIENCE,
        "people tap at every gate",
        () -> {
          turnout.check();
          Map<String, Integer> now = turnout.answers();
          return GATES.stream()
              .filter(gate -> !dead.contains(gate))
              .allMatch(gate -> of(now, gate) >= of(before, gate) + TAPS);
        },
        () -> before + " before, now " + turnout.answers() + "\n" + said());
  }

  private static int of(Map<String, Integer> counts, String gate) {
    return counts.getOrDefault(gate, 0);
  }

  /** Waits until what these gates' journals hold now is at the center. */
  void awaitCounted(List<String> gates) throws Exception {
    awaitCounted(
        Reckoning.lastRows(units.stream().filter(unit -> gates.contains(unit.name)).toList()));
  }

  private void awaitCounted(Map<String, Long> last) throws Exception {
    Until.holds(
        PATIENCE,
        "the center has " + last,
        () -> {
          turnout.check();
          return counted(
              waters ->
                  last.entrySet().stream()
                      .allMatch(each -> waters.getOrDefault(each.getKey(), 0L) >= each.getValue()));
        },
        this::said);
  }

  private boolean counted(Predicate<Map<String, Long>> enough) throws Exception {
    try {
      if (watch == null) {
        watch = reckoning();
      }
      return enough.test(watch.highWaters());
    } catch (SQLException away) {
      endWatch();
      return false;
    }
  }

  private void endWatch() throws SQLException {
    if (watch != null) {
      watch.close();
      watch = null;
    }
  }

  /** To be closed. */
  Reckoning reckoning() throws SQLException {
    return new Reckoning(units, database.connect());
  }

  GateUnit unit(String gate) {
    return units.get(GATES.indexOf(gate));
  }

  /** Lets the last of them finish; nobody taps afterwards. */
  void closeDoors() {
    while (open.peek() instanceof Crowd crowd) {
      open.pop();
      crowd.close();
    }
    turnout.check();
  }

  /** What everybody said, for when something does not come. */
  private String said() {
    String agents =
        units.stream()
            .map(unit -> unit.name + "\n" + unit.agent().said())
            .collect(Collectors.joining("\n"));
    try (Reckoning reckoning = reckoning()) {
      return reckoning.highWaters() + "\n" + agents;
    } catch (Exception e) {
      return e + "\n" + agents;
    }
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        System.out.println("rig: at the end: " + e);
      }
    }
  }
}
