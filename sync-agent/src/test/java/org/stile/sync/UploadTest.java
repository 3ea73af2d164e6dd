package org.stile.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.core.Bytes;
import org.stile.core.sync.StateMessage.Birth;
import org.stile.core.sync.StateMessage.Death;

/** The real agent, journal, Paho and broker; a small center. */
class UploadTest {
  @TempDir Path folder;

  private static boolean isSettled(TestCenter center, long last) {
    return center.healths.stream()
        .anyMatch(health -> health.lastSequence() == last && health.unsynced() == 0);
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  @Test
  void a_row_is_at_the_center_soon_after_it_was_written() throws Exception {
    try (var broker = Mosquitto.open(folder.resolve("mq"));
        var center = new TestCenter(broker.address());
        var rig = new AgentRig(folder, AgentRig.someRoots())) {
      rig.start(broker.address());
      rig.await("hello", () -> !center.healths.isEmpty());
      long worst = 0;
      for (int i = 1; i <= 40; i++) {
        long from = System.nanoTime();
        long row = rig.grants(1);
        rig.await("row " + row, () -> center.sequences(rig.logId).contains(row));
        worst = Math.max(worst, System.nanoTime() - from);
        assertThat(row).isEqualTo(i);
      }
      System.out.println(
          "row to center, worst of 40: " + TimeUnit.NANOSECONDS.toMillis(worst) + " ms");
      assertThat(TimeUnit.NANOSECONDS.toMillis(worst)).isLessThan(1_000);
      rig.await("nothing unsynced", () -> isSettled(center, 40));
      assertThat(rig.stop()).isEqualTo(ExitCode.STOPPED);
      assertThat(rig.acknowledged()).isEqualTo(40);
      assertThat(center.wrong).isEmpty();
      rig.await("death", () -> center.states.size() == 2);
      assertThat(center.states.getFirst()).isInstanceOf(Birth.class);
      assertThat(center.states.getLast()).isEqualTo(new Death(center.states.getFirst().bootId()));
    }
  }

  @Test
  void ten_thousand_rows_that_waited_are_at_the_center_within_two_seconds() throws Exception {
    try (var broker = Mosquitto.open(folder.resolve("mq"));
        var center = new TestCenter(broker.address());
        var rig = new AgentRig(folder, AgentRig.someRoots())) {
      rig.grants(10_000);
      rig.start(broker.address());
      rig.await("hello", () -> !center.hellos.isEmpty());
      long from = System.nanoTime();
      rig.await("all", () -> center.log(rig.logId).contiguous == 10_000);
      long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from);
      System.out.println("10 000 rows took " + took + " ms after the hello");
      assertThat(center.sequences(rig.logId)).isEqualTo(upTo(10_000));
      assertThat(center.log(rig.logId).messages).isEqualTo(100);
      assertThat(center.wrong).isEmpty();
      assertThat(took).isLessThan(2_000);
    }
  }

  @Test
  void every_row_is_at_the_center_once_though_the_broker_is_killed_again_and_again()
      throws Exception {
    try (var broker = Mosquitto.open(folder.resolve("mq"));
        var center = new TestCenter(broker.address());
        var rig = new AgentRig(folder, AgentRig.someRoots())) {
      rig.start(broker.address());
      var random = new Random(4);
      center.slowMs = 60; // So that there is always something on its way.
      long last = 0;
      for (int round = 0; round < 6; round++) {
        last = rig.grants(1_200);
        long some = last - 1_100;
        rig.await("some of them", () -> center.log(rig.logId).contiguous >= some);
        Thread.sleep(random.nextInt(150));
        broker.kill();
        last = rig.grants(150); // The gate goes on.
        broker.start();
      }
      long all = last;
      rig.await("all " + all, 60_000, () -> center.log(rig.logId).contiguous == all);
      assertThat(center.sequences(rig.logId)).isEqualTo(upTo(all));
      assertThat(rig.log().split("\"APART\"", -1)).as("cut off").hasSizeGreaterThan(6);
      assertThat(center.wrong).isEmpty();
      System.out.println(
          all + " rows, " + center.log(rig.logId).again + " of them sent more than once");
    }
  }

  @Test
  void a_center_that_is_away_is_asked_again_and_gets_nothing_before_it_answers() throws Exception {
    try (var broker = Mosquitto.open(folder.resolve("mq"));
        var center = new TestCenter(broker.address());
        var rig = new AgentRig(folder, AgentRig.someRoots())) {
      center.silent = true;
      rig.grants(500);
      rig.start(broker.address());
      rig.await("second hello", () -> center.hellos.size() == 2);
      assertThat(center.log(rig.logId).messages).isZero();
      center.silent = false;
      rig.await("all", () -> center.log(rig.logId).contiguous == 500);
      assertThat(center.wrong).isEmpty();
    }
  }

  @Test
  void a_journal_that_was_begun_anew_is_carried_too() throws Exception {
    try (var broker = Mosquitto.open(folder.resolve("mq"));
        var center = new TestCenter(broker.address());
        var rig = new AgentRig(folder, AgentRig.someRoots())) {
      rig.grants(30);
      rig.start(broker.address());
      rig.await("all", () -> center.log(rig.logId).contiguous == 30);
      rig.journal.close();
      Path file = folder.resolve("journal.db");
      byte[] damaged = Files.readAllBytes(file);
      Arrays.fill(damaged, 100, damaged.length, (byte) 0x5A);
      Files.write(file, damaged);
      try (var journal = AgentRig.openJournal(folder)) {
        assertThat(journal.setAside()).isPresent();
        journal.append(AgentRig.grant(1_000)).get();
        rig.await("the new one", () -> center.logs.size() == 2);
        Bytes newLog = center.hellos.getLast().logId();
        assertThat(newLog).isNotEqualTo(rig.logId);
        rig.await("its row", () -> center.log(newLog).contiguous == 1);
      }
      assertThat(center.log(rig.logId).contiguous).isEqualTo(30);
      assertThat(center.wrong).isEmpty();
    }
  }

  @Test
  void an_agent_that_starts_again_sends_nothing_that_was_acknowledged() throws Exception {
    try (var broker = Mosquitto.open(folder.resolve("mq"));
        var center = new TestCenter(broker.address());
        var rig = new AgentRig(folder, AgentRig.someRoots())) {
      rig.grants(250);
      rig.start(broker.address());
      rig.await("all", () -> isSettled(center, 250));
      rig.stop();
      rig.grants(10);
      rig.start(broker.address());
      rig.await("the rest", () -> center.log(rig.logId).contiguous == 260);
      assertThat(center.log(rig.logId).again).isZero();
    }
  }
}
