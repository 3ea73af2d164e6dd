package org.stile.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.core.Bytes;
import org.stile.core.config.Problem;
import org.stile.core.sample.SampleEvent;
import org.stile.core.sample.SampleKeys;
import org.stile.core.sync.DownMessage.KeySetAvailable;
import org.stile.core.sync.DownMessage.MasterAvailable;

/** The agent as a process, with the options of a unit. */
class AgentProcessTest {
  private static final SampleEvent STADIUM =
      SampleEvent.largeStadium(SampleKeys.seeded(1), Instant.parse("2026-06-05T18:45:00Z"));

  @TempDir Path folder;

  private Path config(URI broker, URI center) throws IOException {
    String root =
        STADIUM.roots().stream()
            .map(key -> key.id() + ":eddsa:" + key.key().encoded().hex())
            .collect(Collectors.joining(","));
    Path file = folder.resolve("sync.properties");
    Files.writeString(
        file,
        """
        gate = north-1
        venue = 7
        data-folder = %s
        root-keys = %s
        broker = %s
        center = %s
        health-every = 1 s
        """
            .formatted(folder, root, broker, center));
    return file;
  }

  private Process start(String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of("..", "deploy", "sync.jvmoptions"));
    command.add("-Djava.security.properties=" + Path.of("..", "deploy", "sync.security"));
    String modules = System.getProperty("jdk.module.path");
    String classes = System.getProperty("java.class.path");
    command.add("--enable-native-access=ALL-UNNAMED"); // On a unit sqlite is a module.
    command.add("-cp");
    command.add(modules == null ? classes : modules + File.pathSeparator + classes);
    command.add(StileSyncMain.class.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .start();
  }

  private Path log() {
    return folder.resolve("agent.log");
  }

  private static long residentKb(Process process) {
    try {
      return residentKb(Path.of("/proc", process.pid() + "", "status"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long residentKb(Path status) throws IOException {
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void it_takes_little_memory_after_a_backlog_and_a_master_of_a_hundred_thousand_seats()
      throws Exception {
    try (var broker = Mosquitto.open(folder.resolve("mq"));
        var web = new TestWeb();
        var center = new TestCenter(broker.address());
        var rig = new AgentRig(folder, STADIUM.roots())) {
      Bytes keys = STADIUM.keySet();
      Bytes master = STADIUM.signedMaster().bytes();
      web.files.put("/keys", keys);
      web.files.put("/master", master);
      center.answers.add(new KeySetAvailable(1, keys.sha256(), keys.length(), "/keys"));
      center.answers.add(
          new MasterAvailable(
              STADIUM.master().event(),
              STADIUM.master().version(),
              master.sha256(),
              master.length(),
              "/master",
              List.of(),
              "/master/"));
      rig.grants(20_000);
      Process agent = start("--config", config(broker.address(), web.address()).toString());
      try {
        rig.await("all", 60_000, () -> center.log(rig.logId).contiguous == 20_000);
        rig.await(
            "master",
            60_000,
            () -> center.healths.stream().anyMatch(each -> each.masters().size() == 1));
        for (int i = 0; i < 10; i++) {
          rig.grants(20);
          Thread.sleep(200);
        }
        System.out.println("agent: " + residentKb(agent) / 1024 + " MB resident");
        // Without the runtime that the build makes later; with it the budget is 60.
        rig.await("no more than 75 MB, soon", 60_000, () -> residentKb(agent) <= 75 * 1024);
        assertThat(center.wrong).isEmpty();
        agent.destroy();
        assertThat(agent.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(agent.exitValue()).isZero();
        assertThat(Files.readString(log())).contains("\"event\":\"stop\",\"why\":\"STOPPED\"");
      } finally {
        agent.destroyForcibly();
      }
    }
  }

  @Test
  void killed_again_and_again_it_loses_nothing_and_doubles_nothing() throws Exception {
    try (var broker = Mosquitto.open(folder.resolve("mq"));
        var center = new TestCenter(broker.address());
        var rig = new AgentRig(folder, STADIUM.roots())) {
      Path config = config(broker.address(), URI.create("http://127.0.0.1:1"));
      center.slowMs = 60;
      var random = new Random(7);
      long last = 0;
      for (int round = 0; round < 5; round++) {
        Process agent = start("--config", config.toString());
        last = rig.grants(1_500);
        long enough = last - 1_000;
        rig.await("some", () -> center.log(rig.logId).contiguous > enough);
        Thread.sleep(random.nextInt(50));
        agent.destroyForcibly().waitFor();
      }
      long all = last;
      Process agent = start("--config", config.toString());
      try {
        rig.await("all", () -> center.log(rig.logId).contiguous == all);
        assertThat(center.sequences(rig.logId))
            .isEqualTo(LongStream.rangeClosed(1, all).boxed().toList());
        assertThat(center.wrong).isEmpty();
        System.out.println(all + " rows, " + center.log(rig.logId).again + " sent again");
      } finally {
        agent.destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void a_stick_brings_a_key_set_and_a_master_where_there_is_no_network() throws Exception {
    String config =
        config(URI.create("tcp://127.0.0.1:1"), URI.create("http://127.0.0.1:1")).toString();
    Path keys = folder.resolve("keys.cose");
    Path master = folder.resolve("master.cose");
    Files.write(keys, STADIUM.keySet().toArray());
    Files.write(master, STADIUM.signedMaster().bytes().toArray());
    assertThat(start("import", master.toString(), "--config", config).waitFor()).isEqualTo(65);
    assertThat(start("import", keys.toString(), "--config", config).waitFor()).isZero();
    assertThat(start("import", master.toString(), "--config", config).waitFor()).isZero();
    assertThat(start("import", master.toString(), "--config", config).waitFor()).isEqualTo(65);
    assertThat(Files.readString(log()))
        .contains("installed: key set version 1")
        .contains("installed: master of " + STADIUM.master().event() + " version 1")
        .contains("import the center's key set first")
        .contains("is not newer than what is here (version 1 after 1); nothing was changed");
  }

  @Test
  void what_it_cannot_run_with_it_says_and_ends() throws Exception {
    Path bad = folder.resolve("bad.properties");
    Files.writeString(bad, "gate = North\n");
    assertThat(start("--check", bad.toString()).waitFor()).isEqualTo(78);
    assertThat(start("--config", folder.resolve("none").toString()).waitFor()).isEqualTo(66);
    assertThat(start("--quick").waitFor()).isEqualTo(64);
    Path config = config(URI.create("tcp://127.0.0.1:1"), URI.create("http://127.0.0.1:1"));
    Files.writeString(config, Files.readString(config).replace(folder.toString(), "/nowhere"));
    assertThat(start("--config", config.toString()).waitFor()).isEqualTo(74);
    assertThat(Files.readString(log()))
        .contains(new Problem("gate", "North", "1 to 24 of: a-z, 0-9, hyphen").toString())
        .contains("is its disk there?");
  }
}
