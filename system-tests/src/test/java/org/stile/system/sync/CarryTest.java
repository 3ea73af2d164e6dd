package org.stile.system.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.chips.desfire.ChipKeys;
import org.stile.simulator.demo.SampleChipKeys;
import org.stile.simulator.ground.Programs;
import org.stile.system.center.CenterProcess;
import org.stile.system.center.CenterProcess.Launch;

/**
 * A gate that never sees a network (docs/how-to/usb-carry.md): its master comes on a stick, its
 * admissions leave on one, by the commands of the how-to.
 */
class CarryTest {
  private static final String GATE = "north-1";

  @TempDir Path folder;

  @Test
  void a_gate_without_a_network_admits_by_a_stick_and_is_counted_by_a_stick() throws Exception {
    Path home = folder.resolve("center");
    Launch launch = Launch.at(home).with("STILE_BROKER", "off");
    try (ChipKeys keys = SampleChipKeys.chipKeys();
        CenterProcess center = launch.ready()) {
      Office office = Office.open(center, home, keys, List.of(GATE));
      String root = Files.readString(home.resolve("root.pub")).strip();
      var place = new GateUnit.Place(office.venue, root, keys);
      try (GateUnit unit = GateUnit.furnish(folder.resolve("unit"), GATE, place)) {
        unit.identity(office.enrolByPage(center, GATE));
        unit.sync(URI.create("tls://localhost:1"), URI.create("http://127.0.0.1:1"));
        master(center, office, unit);
        unit.startGate();
        unit.gate().ready();
        for (int i = 0; i < 2; i++) {
          assertThat(unit.tap(office.visitor(center).chip())).contains("\"decision\":\"ADMIT\"");
        }
        Path rows = folder.resolve("rows");
        assertThat(sync(unit, 0, "export", rows)).contains("rows 1 to");
        refused(launch, rows);
        take(launch, rows, " rows taken in");
        admitted(center, office, 2);
        take(launch, rows, " 0 rows taken in");
        admitted(center, office, 2);
        Path back = folder.resolve("rows.acknowledged");
        assertThat(sync(unit, 0, "import", back)).contains("the center has all rows up to");
        // The gate may have noted something since; what is acknowledged it does not carry again.
        assertThat(sync(unit, 0, "export", folder.resolve("more"))).doesNotContain("rows 1 to");
        unit.tap(office.visitor(center).chip());
        assertThat(sync(unit, 0, "export", folder.resolve("more"))).contains("holds rows");
        take(launch, folder.resolve("more"), " rows taken in");
        admitted(center, office, 3);
      }
    }
  }

  private static void admitted(CenterProcess center, Office office, long expected)
      throws Exception {
    Until.holds(
        expected + " are admitted",
        () -> office.counts(center).path("total").path("admitted").asLong() == expected,
        () -> "the counts");
  }

  /** Key set and master, as whoever has a browser at the center downloads them. */
  private void master(CenterProcess center, Office office, GateUnit unit) throws Exception {
    for (String path : List.of("/api/v1/key-set", "/api/v1/events/" + office.event + "/master")) {
      Path file = folder.resolve("signed");
      Until.holds(
          path + " is there",
          () -> office.organizerAt(center).get(path).status() == 200,
          () -> path);
      Files.write(file, office.organizerAt(center).bytes(path));
      assertThat(sync(unit, 0, "import", file)).contains("installed: ");
    }
    assertThat(unit.master(office.event)).isPositive();
  }

  /** A stick with one byte changed is refused, and nothing is counted. */
  private void refused(Launch launch, Path rows) throws Exception {
    byte[] bytes = Files.readAllBytes(rows);
    bytes[bytes.length / 2] ^= 1;
    Path bad = Files.write(folder.resolve("bad"), bytes);
    assertThat(command(launch, 1, "gate", "import", bad.toString())).contains("is refused");
    Path torn = Files.write(folder.resolve("torn"), Arrays.copyOf(bytes, bytes.length - 9));
    assertThat(command(launch, 1, "gate", "import", torn.toString())).contains("is refused");
    assertThat(folder.resolve("bad.acknowledged")).doesNotExist();
  }

  private static void take(Launch launch, Path rows, String says) throws Exception {
    assertThat(command(launch, 0, "gate", "import", rows.toString())).contains(says);
  }

  private static String command(Launch launch, int code, String... command) throws Exception {
    try (CenterProcess process = launch.running(command).start()) {
      int exit = process.exitCode();
      String said = process.said();
      assertThat(exit).as(said).isEqualTo(code);
      return said;
    }
  }

  private static String sync(GateUnit unit, int code, String what, Path file) throws Exception {
    List<String> command =
        new Programs(CenterProcess.root())
            .agent(
                what,
                file.toString(),
                "--config",
                unit.data().resolveSibling("sync.properties").toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(code);
    return said;
  }
}
