package org.stile.system.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stile.core.admission.Refusal;
import org.stile.simulator.chip.Generation;
import org.stile.simulator.pn532.Faults;
import org.stile.simulator.pn532.Faults.Way;
import org.stile.system.gate.Evening.Visitor;

/** The serial line between gate and reader fails at one byte of a tap. */
class LinkFaultTest {
  private static final boolean LONG = Boolean.getBoolean("stile.long");
  private static final int SPREAD = 6;

  /** How long a cut line stays cut: longer than any command waits for its acknowledgement. */
  private static final Duration CUT_FOR = Duration.ofMillis(150);

  /** A tap that failed, one that found the reader not yet back, and one that counts. */
  private static final int ATTEMPTS = 3;

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

  private enum Harm {
    CUT {
      @Override
      void set(Faults faults, Way way, long after) {
        faults.cutAfter(way, after);
      }
    },
    CORRUPTED {
      @Override
      void set(Faults faults, Way way, long after) {
        faults.corruptAfter(way, after, 0x10);
      }
    },
    LOST {
      @Override
      void set(Faults faults, Way way, long after) {
        faults.loseAfter(way, after);
      }
    };

    abstract void set(Faults faults, Way way, long after);
  }

  @ParameterizedTest
  @CsvSource({
    "CUT, TO_READER",
    "CUT, TO_HOST",
    "CORRUPTED, TO_READER",
    "CORRUPTED, TO_HOST",
    "LOST, TO_READER",
    "LOST, TO_HOST"
  })
  void a_line_that_fails_at_one_byte_lets_nobody_in_twice_and_everybody_once(Harm harm, Way way)
      throws Exception {
    long bytes = bytesOfATap(way);
    assertThat(bytes).isBetween(200L, 2_000L);
    long step = LONG ? 1 : bytes / SPREAD;
    for (long after = 0; after < bytes; after += step) {
      failAt(harm, way, after);
    }
  }

  private long bytesOfATap(Way way) throws Exception {
    Visitor visitor = evening.visitor(Generation.EV2);
    assertThat(lane.tap(visitor.chip()).opened()).isTrue(); // The first one sets the reader up.
    long before = bytes(way);
    visitor = evening.visitor(Generation.EV2);
    assertThat(lane.hold(visitor.chip()).opened()).isTrue();
    long after = bytes(way);
    lane.takeAway(visitor.chip());
    return after - before;
  }

  private long bytes(Way way) {
    return switch (way) {
      case TO_READER -> lane.traffic.toReader();
      case TO_HOST -> lane.traffic.toHost();
    };
  }

  private void failAt(Harm harm, Way way, long after) throws Exception {
    String what = harm + " " + way + " after " + after + " bytes";
    Visitor visitor = evening.visitor(Generation.EV2);
    long before = lane.mark();
    long openedBefore = lane.arm.opened();
    harm.set(lane.reader.faults(), way, after);
    lane.place(visitor.chip());
    boolean opened = lane.answer(CUT_FOR).map(report -> report.opened()).orElse(false);
    lane.reader.faults().mend();
    lane.takeAway(visitor.chip());
    if (lane.arm.opened() == openedBefore) {
      assertThat(opened).as(what).isFalse();
      lane.tapUntilAdmitted(visitor.chip(), ATTEMPTS);
    }
    lane.ledger(visitor.ticket(), before).assertEnteredOnce(evening.contents(visitor.chip()), what);
    assertThat(lane.arm.opened()).as(what).isEqualTo(openedBefore + 1);
    assertThat(GateLane.refusal(lane.tap(visitor.chip())))
        .as(what)
        .isInstanceOf(Refusal.AlreadyInside.class);
  }
}
