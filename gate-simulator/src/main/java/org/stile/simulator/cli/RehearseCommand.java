package org.stile.simulator.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stile.simulator.ground.Household;
import org.stile.simulator.ground.Programs;
import org.stile.simulator.ground.Rehearsal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code stile rehearse}: the last step of a build, for whoever builds Stile. */
@Command(
    name = "rehearse",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = {
      "Start center and gate once, so that each leaves a cache with which it starts faster.",
      "The end of a build; what goes wrong is said, and costs nothing but the caches."
    })
final class RehearseCommand implements Callable<Integer> {
  /** Whoever ends writes its cache first, with all others and on a busy machine. */
  private static final Duration FAREWELL = Duration.ofMinutes(3);

  private final InstantSource clock;
  private final SecureRandom random;

  @Spec private @Nullable CommandSpec spec;

  RehearseCommand(InstantSource clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  @Override
  public Integer call() {
    PrintWriter out = Usage.out(spec);
    long began = System.nanoTime();
    try (var folder = ScratchFolder.create("stile-rehearsal");
        var household = Household.in(folder.path(), FAREWELL)) {
      new Rehearsal(household, Programs.ofThisBuild(), clock, random).play();
    } catch (IOException e) {
      out.println("Starts stay slow, for the rehearsal went wrong: " + Sentences.on(e));
      return 0;
    }
    out.printf("Rehearsed in %.0f s.%n", (System.nanoTime() - began) / 1e9);
    out.flush();
    return 0;
  }
}
