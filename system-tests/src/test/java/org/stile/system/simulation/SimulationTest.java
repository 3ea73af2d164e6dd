package org.stile.system.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * Gates, broker, center and, in a third of the runs, a venue's unit in one thread from one seed,
 * thousands of times. A failure names its seed and what the run drew; {@code -Dstile.seed=N} runs
 * that one alone.
 */
class SimulationTest {
  private static final long SEEDS = 10_000;
  private static final long LONG_SEEDS = 300_000;
  private static final long SEEDS_TO_NOTICE = 2_000;

  @Test
  void whatever_goes_wrong_every_admission_is_counted_once_and_every_gate_is_told() {
    String one = System.getProperty("stile.seed");
    long count = Boolean.getBoolean("stile.long") ? LONG_SEEDS : SEEDS;
    LongStream seeds =
        one == null ? LongStream.range(0, count).parallel() : LongStream.of(Long.parseLong(one));
    Optional<Failure> first =
        seeds
            .mapToObj(seed -> failure(seed, Flaw.NONE))
            .flatMap(Optional::stream)
            .findFirst(); // In order, so that the smallest seed is reported.
    if (first.isPresent()) {
      throw new AssertionError(first.get().toString(), first.get().why());
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void what_is_built_in_wrong_is_noticed(Flaw flaw) {
    Optional<Failure> noticed =
        LongStream.range(0, SEEDS_TO_NOTICE)
            .mapToObj(seed -> failure(seed, flaw))
            .flatMap(Optional::stream)
            .findFirst();
    assertThat(noticed).as("a run that notices").isPresent();
    System.out.println(flaw + " is noticed: " + noticed.get());
  }

  @Test
  void one_seed_is_one_run() {
    for (long seed = 0; seed < 20; seed++) {
      assertThat(trail(seed)).isEqualTo(trail(seed));
    }
  }

  private static String trail(long seed) {
    var evening = new Evening(seed, Flaw.NONE);
    evening.run();
    return evening.world.now() + " " + evening.world.steps() + " " + evening.center.grants();
  }

  private record Failure(Evening evening, Throwable why) {
    @Override
    public String toString() {
      return "seed %d (-Dstile.seed=%d), step %d, %d ms in, %s, with %s: %s"
          .formatted(
              evening.world.seed,
              evening.world.seed,
              evening.world.steps(),
              evening.world.now(),
              evening.world.hasUnit ? "a venue's unit" : "no unit",
              evening.world.faults,
              why.getMessage());
    }
  }

  private static Optional<Failure> failure(long seed, Flaw flaw) {
    var evening = new Evening(seed, flaw);
    try {
      evening.run();
      return Optional.empty();
    } catch (AssertionError | RuntimeException e) {
      return Optional.of(new Failure(evening, e));
    }
  }
}
