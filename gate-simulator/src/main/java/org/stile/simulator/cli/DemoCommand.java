package org.stile.simulator.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stile.simulator.demo.CenterProcess;
import org.stile.simulator.demo.DemoLive;
import org.stile.simulator.demo.DemoOnce;
import org.stile.simulator.demo.DemoStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stile demo}: the gate's main job on simulated hardware. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Run a gate on a simulated reader, with chips to tap.")
final class DemoCommand implements Callable<Integer> {
  private final InstantSource clock;
  private final SecureRandom random;

  @Option(
      names = "--once",
      description = "Unattended: one line per tap; exit code 0 only if each came out as it must.")
  private boolean once;

  @Option(
      names = "--fast",
      description = "Reader and chips answer at once, instead of taking the time real ones take.")
  private boolean fast;

  @Option(
      names = "--no-center",
      description = "With --once: tickets by keys of the demo's own, instead of from a center.")
  private boolean noCenter;

  @Option(
      names = "--center",
      paramLabel = "JAR",
      description = "The center to start for --once; default: the one that was built beside this.")
  private @Nullable Path center;

  DemoCommand(InstantSource clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  @Override
  public Integer call() throws IOException {
    try (var folder = ScratchFolder.create("stile-demo")) {
      return once ? playOnce(folder.path()) : playLive(folder.path());
    }
  }

  private int playOnce(Path folder) throws IOException {
    var setting =
        new DemoStage.Setting(folder, !fast, Duration.ofMillis(500), Duration.ofMillis(0));
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    if (noCenter) {
      try (DemoStage stage = DemoStage.unattended(setting, clock, random)) {
        return new DemoOnce(stage, out).play() ? 0 : 1;
      }
    }
    out.println("A center starts, for this demo alone, and somebody new to it ...");
    try (var process = CenterProcess.start(center == null ? built() : center, folder);
        DemoStage stage =
            DemoStage.fromCenter(
                process, setting, clock, random, line -> out.println("  ... " + line))) {
      process.stop(); // A gate decides alone.
      out.println("The center is stopped: a gate decides alone.\n");
      return new DemoOnce(stage, out).play() ? 0 : 1;
    }
  }

  /** The center of the same build: modules lie side by side. */
  private static Path built() throws IOException {
    try {
      Path own =
          Path.of(DemoCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path root = own.resolve("../../..").normalize(); // gate-simulator/target/the jar
      return root.resolve("platform-center/target/quarkus-app/quarkus-run.jar");
    } catch (URISyntaxException e) {
      throw new IOException("cannot find the center of this build; name it with --center", e);
    }
  }

  private int playLive(Path folder) throws IOException {
    if (Optional.ofNullable(System.console()).filter(Console::isTerminal).isEmpty()) {
      throw new IOException("the live demo needs a terminal; without one: ./stile demo --once");
    }
    var setting =
        new DemoStage.Setting(folder, !fast, Duration.ofSeconds(3), Duration.ofSeconds(4));
    try (var live = new DemoLive(setting, clock, random)) {
      live.play();
    }
    return 0;
  }
}
