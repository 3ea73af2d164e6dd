package org.stile.system.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.core.Bytes;
import org.stile.core.admission.Refusal;
import org.stile.gate.lane.TapReport;
import org.stile.simulator.chip.ChipFile;
import org.stile.simulator.chip.ChipFile.Durability;
import org.stile.simulator.chip.ComputeTimes;
import org.stile.simulator.chip.DesfireChip;
import org.stile.simulator.chip.Generation;
import org.stile.system.gate.Evening.Visitor;

/**
 * One chip, copied whole with all its keys, as only a simulation can: both held to two readers of
 * one gate at the same instant.
 */
class TwoReadersSoakTest {
  private static final int PAIRS = Boolean.getBoolean("stile.long") ? 2_000 : 40;

  @TempDir Path folder;

  @Test
  void one_of_two_identical_chips_is_let_in_at_two_readers() throws Exception {
    try (var evening = new Evening(Evening.NOON);
        var journal = evening.journal(folder.resolve("journal.db"));
        var left = new GateLane(evening, journal, 0, folder.resolve("left"));
        var right = new GateLane(evening, journal, 1, folder.resolve("right"));
        var hands = Executors.newFixedThreadPool(2)) {
      for (int pair = 0; pair < PAIRS; pair++) {
        race(pair, evening, List.of(left, right), hands);
      }
      assertThat(left.arm.opened() + right.arm.opened()).isEqualTo(PAIRS);
    }
  }

  private void race(int pair, Evening evening, List<GateLane> lanes, ExecutorService hands)
      throws Exception {
    Path file = folder.resolve("chip-" + pair);
    Path copy = folder.resolve("copy-" + pair);
    ChipFile.create(file, Generation.EV2, Bytes.hex("04%012x".formatted(pair)));
    Visitor visitor = evening.visitor(open(evening, file));
    Files.copy(file, copy);
    long before = lanes.getFirst().mark();
    var together = new CyclicBarrier(2);
    Future<TapReport> one = hands.submit(tap(lanes.getFirst(), visitor.chip(), together));
    Future<TapReport> other = hands.submit(tap(lanes.getLast(), open(evening, copy), together));
    List<TapReport> reports = List.of(one.get(), other.get());
    assertThat(reports).as("pair %d", pair).filteredOn(TapReport::opened).hasSize(1);
    TapReport loser = reports.get(reports.getFirst().opened() ? 1 : 0);
    assertThat(GateLane.refusal(loser))
        .as("pair %d", pair)
        .isInstanceOfAny(Refusal.AlreadyInside.class, Refusal.FinishElsewhere.class);
    assertThat(lanes.getFirst().ledger(visitor.ticket(), before).grants()).isEqualTo(1);
    Files.delete(file);
    Files.delete(copy);
  }

  private static DesfireChip open(Evening evening, Path file) throws Exception {
    return ChipFile.open(file, evening.random, ComputeTimes.OFF, Durability.PROCESS);
  }

  private static Callable<TapReport> tap(GateLane lane, DesfireChip chip, CyclicBarrier together) {
    return () -> {
      together.await();
      return lane.tap(chip);
    };
  }
}
