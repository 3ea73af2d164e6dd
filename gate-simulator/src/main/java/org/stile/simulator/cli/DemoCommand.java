package org.stile.simulator.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.stile.simulator.ground.Evening;
import org.stile.simulator.ground.Ground;
import org.stile.simulator.ground.Household;
import org.stile.simulator.ground.Opening;
import org.stile.simulator.ground.Programs;
import org.stile.simulator.ground.Show;
import org.stile.simulator.ground.Steps;
import org.stile.simulator.page.Broadcast;
import org.stile.simulator.page.PageServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code stile demo}: a whole ground on this machine, to play with. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Start center, venue unit and three gates on this machine, and a page to play with them.",
      "It needs some 1.3 GB of memory, and leaves nothing behind."
    })
final class DemoCommand implements Callable<Integer> {
  /** For eyes: a body is seen in the arm, an answer is read. */
  private static final Opening.Pace AT_EASE =
      new Opening.Pace(Duration.ofMillis(900), Duration.ofMillis(250), Duration.ofSeconds(4), true);

  private static final Opening.Pace HURRIED =
      new Opening.Pace(Duration.ofMillis(20), Duration.ZERO, Duration.ZERO, true);

  private final InstantSource clock;
  private final SecureRandom random;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--once",
      description = "Unattended: one line per step; exit code 0 only if each came out as it must.")
  private boolean once;

  @Option(
      names = "--port",
      defaultValue = "0",
      description = "Where the page is served; default: any port that is free.")
  private int port;

  DemoCommand(InstantSource clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  @Override
  public Integer call() throws IOException {
    if (port < 0 || port > 65_535) {
      throw Usage.wrong(spec, "--port must be within [0, 65535]: " + port);
    }
    var stage = new Stage();
    var over = new CountDownLatch(1);
    var hook = new Thread(() -> interrupted(stage, over), "end the demo");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return play(stage);
    } finally {
      over.countDown();
    }
  }

  /** On Ctrl-C: lets the main thread end everything. */
  private static void interrupted(Stage stage, CountDownLatch over) {
    stage.stop();
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int play(Stage stage) throws IOException {
    PrintWriter out = Usage.out(spec);
    try (var folder = ScratchFolder.create("stile-demo");
        var household = Household.in(folder.path())) {
      return stage.run(
          () -> once ? once(household, out) : live(household, out, stage),
          () -> {
            household.farewell();
            say(out, "Everything ends ...");
          });
    }
  }

  private int once(Household household, PrintWriter out) throws IOException {
    var steps = new Steps(line -> say(out, line), () -> {});
    try (Ground ground = new Opening(setting(household, HURRIED, () -> {}), steps).open()) {
      return new Evening(ground, out).play() ? 0 : 1;
    }
  }

  private int live(Household household, PrintWriter out, Stage stage) throws IOException {
    var broadcast = new Broadcast();
    var steps = new Steps(line -> say(out, line), broadcast::changed);
    var show = new Show(household, steps, stage::stop);
    broadcast.of(show::state);
    try (var page = new PageServer(show, broadcast, port)) {
      say(out, "Stile's demo comes up: " + page.address() + "\n");
      var opening = new Opening(setting(household, AT_EASE, broadcast::changed), steps);
      try (Ground ground = opening.open()) {
        show.open(ground);
        broadcast.changed();
        say(out, "\nPlay with it: " + page.address() + "   (Ctrl-C ends everything)");
        stage.awaitStop();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        show.failed(Sentences.on(e));
        throw e;
      }
    }
    return 0;
  }

  private Opening.Setting setting(Household household, Opening.Pace pace, Runnable changed)
      throws IOException {
    return new Opening.Setting(household, Programs.ofThisBuild(), pace, clock, random, changed);
  }

  private static void say(PrintWriter out, String line) {
    out.println(line);
    out.flush();
  }
}
