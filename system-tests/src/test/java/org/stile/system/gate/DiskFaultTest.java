package org.stile.system.gate;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.core.admission.Refusal;
import org.stile.core.admission.Tone;
import org.stile.gate.lane.LaneState;
import org.stile.gate.lane.TapReport;
import org.stile.gate.lane.Trouble;
import org.stile.simulator.chip.Generation;
import org.stile.system.SmallDisk;
import org.stile.system.gate.Evening.Visitor;

/** A whole gate on a disk that fills up while people come. */
class DiskFaultTest {
  private static final int KILOBYTES = 600;

  /** More than the disk has room for. */
  private static final int VISITORS_MAX = 2_000;

  @TempDir Path links;
  @TempDir Path folder;
  private @Nullable SmallDisk disk;

  @BeforeEach
  void mount() throws Exception {
    disk = SmallDisk.mount(folder, KILOBYTES);
  }

  @AfterEach
  void unmount() throws Exception {
    if (disk != null) {
      disk.close();
    }
  }

  @Test
  void while_the_disk_is_full_nobody_is_let_in_and_nobody_pays() throws Exception {
    try (var evening = new Evening(Evening.NOON);
        var journal = evening.journal(folder.resolve("journal.db"));
        var lane = new GateLane(evening, journal, 0, links.resolve("reader"))) {
      lane.tapUntilAdmitted(evening.visitor(Generation.EV2).chip(), 1);
      Path ballast = requireNonNull(disk).fill();
      Visitor turnedAway = tapUntilFull(evening, lane);
      long opened = lane.arm.opened();
      assertThat(evening.contents(turnedAway.chip()).stamps()).isEmpty();
      assertThat(evening.contents(turnedAway.chip()).tickets().getFirst().entriesLeft()).isOne();
      assertThat(lane.panel().tone()).isEqualTo(Tone.OUT_OF_ORDER);
      assertThat(lane.state()).isEqualTo(new LaneState.OutOfOrder(Trouble.JOURNAL));

      Files.delete(ballast);
      lane.awaitIdle();
      assertThat(lane.panel().tone()).isEqualTo(Tone.IDLE);
      lane.tapUntilAdmitted(turnedAway.chip(), 1);
      lane.ledger(turnedAway.ticket(), 0)
          .assertEnteredOnce(evening.contents(turnedAway.chip()), "after there was room");
      assertThat(lane.arm.opened()).isEqualTo(opened + 1);
      assertThat(GateLane.refusal(lane.tap(turnedAway.chip())))
          .isInstanceOf(Refusal.AlreadyInside.class);
    }
  }

  /** The first who was not let in; everybody before was, and is in the journal. */
  private static Visitor tapUntilFull(Evening evening, GateLane lane) throws Exception {
    for (int visitors = 0; visitors < VISITORS_MAX; visitors++) {
      Visitor visitor = evening.visitor(Generation.EV2);
      long opened = lane.arm.opened();
      TapReport report = lane.hold(visitor.chip());
      if (!report.opened()) {
        assertThat(GateLane.refusal(report)).isInstanceOf(Refusal.GateOutOfOrder.class);
        assertThat(lane.arm.opened()).isEqualTo(opened);
        lane.reader.remove(visitor.chip());
        return visitor;
      }
      lane.reader.remove(visitor.chip());
      lane.until(
          () ->
              lane.state() instanceof LaneState.Idle
                  || lane.state() instanceof LaneState.OutOfOrder,
          "the end of the tap");
    }
    throw new AssertionError("the disk never was full");
  }
}
