package org.stile.system.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.stile.system.gate.Evening.Visitor;

/** A whole gate on a disk that fills up while people come. */
class DiskFaultTest {
  private static final int KILOBYTES = 600;

  /** More than the disk has room for. */
  private static final int VISITORS_MAX = 2_000;

  @TempDir Path links;
  private Path disk;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createTempDirectory("small-disk");
    boolean mounted =
        run("mount", "-t", "tmpfs", "-o", "size=" + KILOBYTES + "k", "tmpfs", disk.toString());
    if (!mounted) {
      Files.delete(disk);
    }
    assumeTrue(mounted, "SKIPPED: this user cannot mount a tmpfs");
  }

  @AfterEach
  void unmount() throws Exception {
    if (Files.exists(disk)) {
      assertThat(run("umount", "-l", disk.toString())).isTrue();
      Files.delete(disk);
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  @Test
  void while_the_disk_is_full_nobody_is_let_in_and_nobody_pays() throws Exception {
    try (var evening = new Evening(Evening.NOON);
        var journal = evening.journal(disk.resolve("journal.db"));
        var lane = new GateLane(evening, journal, 0, links.resolve("reader"))) {
      lane.tapUntilAdmitted(evening.visitor(Generation.EV2).chip(), 1);
      Path ballast = fill();
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

  /** Takes all room there is. */
  private Path fill() throws IOException {
    Path ballast = disk.resolve("ballast");
    try (OutputStream out = Files.newOutputStream(ballast)) {
      var block = new byte[1024];
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      return ballast;
    }
  }
}
