package org.stile.system.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ctrl-C at a real terminal, script(1), whose driver sends SIGINT to every process in front of it,
 * the demo's children included: all end, the databases that live apart too, and nothing is left.
 */
class CtrlCFaultTest {
  private static final char CTRL_C = 3; // ETX, which termios(3) takes for VINTR.
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Path SCRIPT = Path.of("/usr/bin/script");

  @TempDir Path folder;
  private Process terminal;

  @AfterEach
  void end() {
    if (terminal != null) {
      terminal.destroyForcibly();
      left().forEach(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void pressed_while_the_ground_opens_it_ends_all_that_was_started() throws Exception {
    pressedAfter("registers a stadium", "demo"); // Its center runs, and its database.
  }

  @Test
  @EnabledIfSystemProperty(named = "stile.long", matches = "true")
  void pressed_while_people_play_it_ends_everything() throws Exception {
    pressedAfter("Play with it", "demo");
  }

  @Test
  @EnabledIfSystemProperty(named = "stile.long", matches = "true")
  void pressed_in_the_middle_of_the_unattended_evening_it_ends_everything() throws Exception {
    pressedAfter("a good ticket", "demo", "--once");
  }

  private void pressedAfter(String line, String... arguments) throws Exception {
    assumeTrue(Files.exists(SCRIPT), "SKIPPED: needs script(1)");
    start(arguments);
    await("it says: " + line, () -> said().contains(line));
    assertThat(left()).as("its center, at least").isNotEmpty();
    terminal.getOutputStream().write(CTRL_C);
    terminal.getOutputStream().flush();
    assertThat(terminal.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(said()).isTrue();
    await("all end", () -> left().isEmpty());
    try (Stream<Path> scratch = Files.list(temporary())) {
      assertThat(scratch.filter(each -> each.toString().contains("stile-demo"))).isEmpty();
    }
    assertThat(said())
        .contains("Everything ends")
        .doesNotContain("Exception", "\tat ", "WRONG", "died", "stile: ");
  }

  private void start(String... arguments) throws IOException {
    Path root = Path.of("").toAbsolutePath().getParent();
    Path simulator = root.resolve("gate-simulator/target");
    Files.createDirectories(temporary());
    String command =
        "exec %s -Djava.io.tmpdir=%s -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -p %s:%s -m %s %s"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                temporary(),
                simulator.resolve("stile-gate-simulator.jar"),
                simulator.resolve("lib"),
                "org.stile.simulator/org.stile.simulator.cli.StileMain",
                String.join(" ", arguments));
    terminal =
        new ProcessBuilder(SCRIPT.toString(), "-qfec", command, folder.resolve("typed").toString())
            .redirectOutput(folder.resolve("said").toFile())
            .redirectErrorStream(true)
            .start();
  }

  private Path temporary() {
    return folder.resolve("temporary");
  }

  private String said() {
    try {
      return Files.readString(folder.resolve("said"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Everybody whose command names the scratch folder of this demo, databases included. */
  private List<ProcessHandle> left() {
    return ProcessHandle.allProcesses().filter(this::isOfThisDemo).toList();
  }

  private boolean isOfThisDemo(ProcessHandle process) {
    try {
      Path told = Path.of("/proc/" + process.pid());
      String scratch = temporary() + "/stile-demo";
      return Files.readString(told.resolve("cmdline"), StandardCharsets.ISO_8859_1)
              .contains(scratch)
          || Files.readString(told.resolve("environ"), StandardCharsets.ISO_8859_1)
              .contains("STILE_HOME=" + scratch);
    } catch (IOException e) {
      return false; // It has ended, or is somebody else's.
    }
  }

  /** What must come to be. */
  private interface Condition {
    boolean holds() throws Exception;
  }

  private void await(String what, Condition condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as(what + "\n" + said() + left()).isLessThan(end);
      Thread.sleep(50);
    }
  }
}
