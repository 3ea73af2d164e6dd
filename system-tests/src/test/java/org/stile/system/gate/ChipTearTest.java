package org.stile.system.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stile.core.admission.Refusal;
import org.stile.gate.lane.TapReport;
import org.stile.simulator.chip.Generation;
import org.stile.simulator.chip.TearingChip;
import org.stile.simulator.chip.TearingChip.Moment;
import org.stile.system.gate.Evening.Visitor;

/** A visitor pulls the chip away, or its answer is garbled, after every exchange of a tap. */
class ChipTearTest {
  private static final int NEVER = Integer.MAX_VALUE;

  @TempDir Path folder;
  private OneLaneGate gate;
  private Evening evening;
  private GateLane lane;

  @BeforeEach
  void open_the_gate() throws Exception {
    gate = new OneLaneGate(folder);
    evening = gate.evening;
    lane = gate.lane;
  }

  @AfterEach
  void close_the_gate() {
    gate.close();
  }

  @ParameterizedTest
  @CsvSource({
    "EV2, BEFORE",
    "EV2, WHILE_WRITING",
    "EV2, BEFORE_THE_ANSWER",
    "EV2, ANSWER_CORRUPTED",
    "EV1, BEFORE",
    "EV1, WHILE_WRITING",
    "EV1, BEFORE_THE_ANSWER",
    "EV1, ANSWER_CORRUPTED"
  })
  void whoever_pulls_the_chip_away_gets_in_once_and_pays_once(Generation generation, Moment moment)
      throws Exception {
    int exchanges = exchangesOfAnAdmission(generation);
    assertThat(exchanges).isBetween(8, 20);
    for (int tearAt = 0; tearAt < exchanges; tearAt++) {
      tearAnAdmission(generation, tearAt, moment, tearAt == exchanges - 1);
    }
  }

  private int exchangesOfAnAdmission(Generation generation) throws Exception {
    var whole = new TearingChip(evening.visitor(generation).chip(), NEVER, Moment.BEFORE);
    assertThat(lane.tapOnce(whole).opened()).isTrue();
    return whole.exchanges();
  }

  private void tearAnAdmission(Generation generation, int tearAt, Moment moment, boolean commits)
      throws Exception {
    String what = generation + " " + moment + " at exchange " + tearAt;
    Visitor visitor = evening.visitor(generation);
    long before = lane.mark();
    long openedBefore = lane.arm.opened();
    long passagesBefore = lane.arm.passages();
    var torn = new TearingChip(visitor.chip(), tearAt, moment);
    TapReport first = lane.tapOnce(torn);
    assertThat(torn.wasTorn()).as(what).isTrue();
    if (!first.opened()) {
      assertThat(lane.arm.opened()).as(what).isEqualTo(openedBefore);
      lane.tapUntilAdmitted(visitor.chip(), 1);
    } else { // What is not protected may arrive wrong and matter to nobody.
      assertThat(moment).as(what).isEqualTo(Moment.ANSWER_CORRUPTED);
      assertThat(commits).as("the arm believed a wrong code, " + what).isFalse();
    }
    lane.ledger(visitor.ticket(), before).assertEnteredOnce(evening.contents(visitor.chip()), what);
    assertThat(lane.arm.opened()).as(what).isEqualTo(openedBefore + 1);
    assertThat(lane.arm.passages()).as(what).isEqualTo(passagesBefore + 1);
    tearARefusal(visitor, tearAt, moment, what);
  }

  /** The same at the second entry: never let in, torn or not, and nothing new on the chip. */
  private void tearARefusal(Visitor visitor, int tearAt, Moment moment, String what)
      throws Exception {
    long openedBefore = lane.arm.opened();
    long before = lane.mark();
    Refusal _ = GateLane.refusal(lane.tapOnce(new TearingChip(visitor.chip(), tearAt, moment)));
    assertThat(GateLane.refusal(lane.tap(visitor.chip())))
        .as(what)
        .isInstanceOf(Refusal.AlreadyInside.class);
    assertThat(lane.arm.opened()).as(what).isEqualTo(openedBefore);
    assertThat(lane.ledger(visitor.ticket(), before).grants()).as(what).isZero();
    var contents = evening.contents(visitor.chip());
    assertThat(contents.stamps()).as(what).hasSize(1);
    assertThat(contents.tickets().getFirst().entriesLeft()).as(what).isZero();
  }
}
