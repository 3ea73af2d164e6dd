package org.stile.system.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stile.chips.desfire.ChipKeys;
import org.stile.simulator.demo.SampleChipKeys;
import org.stile.system.center.CenterProcess;
import org.stile.system.center.CenterProcess.Launch;

/** A center, two gates with their agents, and a broker that is none of ours. One thread. */
final class ForeignBrokerEvening implements AutoCloseable {
  static final List<String> GATES = List.of("north-1", "north-2", "north-3");

  private static final String OPENED = "\"opened\":true";
  private static final int TAPS_MAX = 5;

  private final Path folder;
  private final ChipKeys keys = SampleChipKeys.chipKeys();
  private final Path home;
  private final Launch launch;
  final Office office;
  final List<GateUnit> units = new ArrayList<>();
  private @Nullable CenterProcess center;

  /**
   * Starts the center, which finds no broker yet, and has it write what the broker must know.
   *
   * @param centers where the broker will listen for the center.
   */
  ForeignBrokerEvening(Path folder, int centers) throws Exception {
    this.folder = folder;
    home = folder.resolve("center");
    launch =
        Launch.at(home)
            .with("STILE_PORT", "" + Ports.free())
            .with("STILE_BROKER_URL", "mqtts://localhost:" + centers);
    center = launch.ready();
    office = Office.open(center(), home, keys, GATES);
    tellBroker();
  }

  CenterProcess center() {
    if (center == null) {
      throw new IllegalStateException("closed");
    }
    return center;
  }

  /** Where the files for the broker are. */
  Path told() {
    return told(folder);
  }

  /** Where they will be for an evening in this folder. */
  static Path told(Path folder) {
    return folder.resolve("told");
  }

  /** Runs the command that writes them. */
  void tellBroker() throws Exception {
    try (CenterProcess command =
        launch
            .running("gate", "broker", "--names", "localhost", "--out", told().toString())
            .start()) {
      assertThat(command.exitCode()).as(command.said()).isZero();
      assertThat(command.said()).contains("knows " + GATES.size() + " gates");
    }
  }

  /** Starts the first two gates with their agents, and waits until they have the master. */
  void openGates(int port) throws Exception {
    var place =
        new GateUnit.Place(office.venue, Files.readString(home.resolve("root.pub")).strip(), keys);
    for (String name : GATES.subList(0, 2)) {
      GateUnit unit = GateUnit.furnish(folder.resolve(name), name, place);
      units.add(unit);
      unit.sync(URI.create("tls://localhost:" + port), center().uri());
      unit.identity(office.enrolByPage(center(), name));
      unit.startGate().startAgent();
    }
    for (GateUnit unit : units) {
      unit.gate().ready();
      Until.holds(unit.name + " has a master", () -> unit.master(office.event) > 0, this::said);
    }
  }

  /** Lets somebody in at each gate. */
  void admit() throws Exception {
    for (GateUnit unit : units) {
      var chip = office.visitor(center()).chip();
      String tap = unit.tap(chip);
      // On a loaded machine a tap may outlast its limit; then people hold the chip there again.
      for (int again = 0; again < TAPS_MAX && !tap.contains(OPENED); again++) {
        tap = unit.tap(chip);
      }
      assertThat(tap).contains(OPENED);
    }
  }

  String topic(String gate, String channel) {
    return "stile/1/" + office.venue + "/gate/" + gate + "/" + channel;
  }

  /** Waits until the center has each entry of each unit's journal, once, and none besides. */
  void awaitCounted() throws Exception {
    Passages.await(home, units);
  }

  /** How often an agent was told what is not for its gate. */
  long strange() {
    return units.stream().mapToLong(unit -> unit.agent().times("NOT-OURS")).sum();
  }

  private String said() {
    var said = new StringBuilder();
    for (GateUnit unit : units) {
      said.append(unit.name).append('\n').append(unit.agent().said()).append('\n');
    }
    return said.toString();
  }

  @Override
  public void close() {
    units.forEach(GateUnit::close);
    if (center != null) {
      center.close();
      center = null;
    }
    keys.close();
  }
}
