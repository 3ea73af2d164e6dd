package org.stile.system.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stile.simulator.chip.Generation;
import org.stile.simulator.chip.LyingChip;
import org.stile.simulator.chip.LyingChip.Lie;
import org.stile.simulator.chip.TearingChip;
import org.stile.system.gate.Evening.Visitor;

/** A chip that is honest up to some exchange and hostile from there on, before a whole lane. */
class LyingChipFaultTest {
  private static final boolean LONG = Boolean.getBoolean("stile.long");

  /** For an answer on a machine that does other work too. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private static final int HEAP_TAPS = LONG ? 2_000 : 100;

  /** A tap leaves nothing behind; what is measured here is the collector's own untidiness. */
  private static final long HEAP_GROWTH_MAX = 4L << 20;

  @TempDir Path folder;
  private OneLaneGate gate;
  private Evening evening;
  private GateLane lane;
  private long seed;

  @BeforeEach
  void open_the_gate() throws Exception {
    gate = new OneLaneGate(folder);
    evening = gate.evening;
    lane = gate.lane;
    seed = Long.getLong("stile.seed", new Random().nextLong());
  }

  @AfterEach
  void close_the_gate() {
    gate.close();
  }

  @ParameterizedTest
  @EnumSource(Lie.class)
  void a_lie_opens_no_arm_holds_no_lane_and_costs_nobody_an_entry(Lie lie) throws Exception {
    for (Generation generation : new Generation[] {Generation.EV2, Generation.EV1}) {
      int exchanges = exchangesOfAnAdmission(generation);
      int step = LONG ? 1 : 4;
      for (int from = exchanges - 1; from >= 0; from -= step) {
        lieOnceThenBeHonest(generation, lie, from);
      }
    }
  }

  private int exchangesOfAnAdmission(Generation generation) throws Exception {
    var whole =
        new TearingChip(
            evening.visitor(generation).chip(), Integer.MAX_VALUE, TearingChip.Moment.BEFORE);
    assertThat(lane.tapOnce(whole).opened()).isTrue();
    return whole.exchanges();
  }

  private void lieOnceThenBeHonest(Generation generation, Lie lie, int from) throws Exception {
    String what = generation + " " + lie + " from exchange " + from + ", seed " + seed;
    Visitor visitor = evening.visitor(generation);
    long before = lane.mark();
    long openedBefore = lane.arm.opened();
    var liar = new LyingChip(visitor.chip(), from, lie, new Random(seed));
    long began = System.nanoTime();
    var answer = lane.hold(liar);
    assertThat(answer.opened()).as(what).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .as(what)
        .isLessThan(GateLane.TIMES.tapLimit().plus(MARGIN));
    lane.takeAway(liar);
    assertThat(lane.arm.opened()).as(what).isEqualTo(openedBefore);

    lane.tapUntilAdmitted(visitor.chip(), 1);
    lane.ledger(visitor.ticket(), before).assertEnteredOnce(evening.contents(visitor.chip()), what);
  }

  @Test
  void lies_leave_nothing_behind_in_the_heap() throws Exception {
    tapLies(HEAP_TAPS / 4);
    long before = usedHeap();
    tapLies(HEAP_TAPS);
    assertThat(usedHeap() - before).isLessThan(HEAP_GROWTH_MAX);
  }

  private void tapLies(int taps) throws Exception {
    var random = new Random(seed);
    Visitor visitor = evening.visitor(Generation.EV2);
    for (int tap = 0; tap < taps; tap++) {
      Lie lie = Lie.values()[tap % Lie.values().length];
      var liar = new LyingChip(visitor.chip(), random.nextInt(7), lie, random);
      assertThat(lane.tapOnce(liar).opened()).isFalse();
    }
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
