package org.stile.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.core.Bytes;
import org.stile.core.id.GateId;
import org.stile.core.sync.DownMessage.Acknowledged;
import org.stile.core.sync.DownMessage.Resend;
import org.stile.core.sync.SyncCodec;

/** Cables that are pulled, and brokers that lie. */
class BadNetworkTest {
  @TempDir Path folder;

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  @Test
  void every_row_is_at_the_center_once_though_the_cable_is_pulled_again_and_again()
      throws Exception {
    try (var broker = Mosquitto.open(folder.resolve("mq"));
        var cable = new Cable(broker.port());
        var center = new TestCenter(broker.address());
        var rig = new AgentRig(folder, AgentRig.someRoots())) {
      center.slowMs = 60; // So that there is always something on its way.
      rig.start(cable.address());
      var random = new Random(11);
      long last = 0;
      for (int round = 0; round < 8; round++) {
        last = rig.grants(700);
        long some = last - 600;
        rig.await("some of them", () -> center.log(rig.logId).contiguous >= some);
        Thread.sleep(random.nextInt(120));
        cable.pull();
        last = rig.grants(50);
        cable.plug();
      }
      long all = last;
      rig.await("all " + all, 60_000, () -> center.log(rig.logId).contiguous == all);
      assertThat(center.sequences(rig.logId)).isEqualTo(upTo(all));
      assertThat(center.wrong).isEmpty();
      System.out.println(all + " rows, " + center.log(rig.logId).again + " sent more than once");
    }
  }

  @Test
  void a_cable_through_which_nothing_comes_is_noticed_and_nothing_is_lost() throws Exception {
    try (var broker = Mosquitto.open(folder.resolve("mq"));
        var cable = new Cable(broker.port());
        var center = new TestCenter(broker.address());
        var rig = new AgentRig(folder, AgentRig.someRoots())) {
      rig.start(cable.address());
      rig.await("together", () -> !center.healths.isEmpty());
      cable.mute();
      long last = rig.grants(2_000);
      rig.await("given up", 45_000, () -> rig.log().contains("\"APART\""));
      cable.plug();
      rig.await("all", 60_000, () -> center.log(rig.logId).contiguous == last);
      assertThat(center.sequences(rig.logId)).isEqualTo(upTo(last));
      assertThat(center.wrong).isEmpty();
    }
  }

  @Test
  void a_broker_that_lies_is_not_believed_and_nothing_is_lost() throws Exception {
    try (var broker = Mosquitto.open(folder.resolve("mq"));
        var center = new TestCenter(broker.address());
        var rig = new AgentRig(folder, AgentRig.someRoots())) {
      center.silent = true;
      rig.grants(300);
      rig.start(broker.address());
      rig.await("hello", () -> !center.hellos.isEmpty());
      String own = "stile/1/7/gate/north-1/down";
      Bytes otherLog = Bytes.hex("ee".repeat(16));
      center.say(AgentRig.GATE, new Acknowledged(rig.logId, 4_294_967_296L));
      center.say(AgentRig.GATE, new Acknowledged(otherLog, 300));
      center.say(AgentRig.GATE, new Resend(otherLog, 0));
      center.say(own, new byte[70_000]);
      center.say(own, new byte[] {1, 2, 3});
      center.say(own, SyncCodec.encode(center.hellos.getFirst()).toArray());
      center.say(new GateId("south-2"), new Acknowledged(rig.logId, 300));
      rig.await("refused", () -> rig.log().contains("RESEND-REFUSED"));
      assertThat(rig.log()).contains("NOT-POSSIBLE", "OTHER-LOG").doesNotContain("\"TOGETHER\"");
      center.silent = false;
      rig.await("all", 60_000, () -> center.log(rig.logId).contiguous == 300);
      // While it is together, too.
      center.say(AgentRig.GATE, new Acknowledged(rig.logId, 301));
      center.say(AgentRig.GATE, new Acknowledged(rig.logId, 10));
      long last = rig.grants(50);
      rig.await("the rest", () -> center.log(rig.logId).contiguous == last);
      rig.await(
          "settled",
          () ->
              center.healths.stream()
                  .anyMatch(each -> each.lastSequence() == last && each.unsynced() == 0));
      rig.stop();
      assertThat(rig.acknowledged()).isEqualTo(350);
      assertThat(center.sequences(rig.logId)).isEqualTo(upTo(350));
    }
  }

  @Test
  void what_a_broker_kept_of_another_day_is_no_answer() throws Exception {
    try (var broker = Mosquitto.open(folder.resolve("mq"));
        var center = new TestCenter(broker.address());
        var rig = new AgentRig(folder, AgentRig.someRoots())) {
      center.silent = true;
      rig.grants(300);
      // It could be true, and is not: the agent would send the center nothing of the first 200.
      center.leave(AgentRig.GATE, new Acknowledged(rig.logId, 200));
      rig.start(broker.address());
      rig.await("it greets again", () -> center.hellos.size() > 1);
      assertThat(rig.log()).doesNotContain("\"TOGETHER\"");
      center.silent = false;
      rig.await("all", 60_000, () -> center.log(rig.logId).contiguous == 300);
      assertThat(center.wrong).isEmpty();
    }
  }

  @Test
  void asked_to_send_again_it_sends_again() throws Exception {
    try (var broker = Mosquitto.open(folder.resolve("mq"));
        var center = new TestCenter(broker.address());
        var rig = new AgentRig(folder, AgentRig.someRoots())) {
      rig.grants(220);
      rig.start(broker.address());
      rig.await("all", () -> center.log(rig.logId).contiguous == 220);
      center.say(AgentRig.GATE, new Resend(rig.logId, 20));
      rig.await("again", () -> center.log(rig.logId).again == 200);
      assertThat(center.wrong).isEmpty();
    }
  }

  @Test
  void a_flood_of_messages_ends_the_connection_and_not_the_agent() throws Exception {
    try (var broker = Mosquitto.open(folder.resolve("mq"));
        var center = new TestCenter(broker.address());
        var rig = new AgentRig(folder, AgentRig.someRoots())) {
      rig.grants(10);
      rig.start(broker.address());
      rig.await("all", () -> center.log(rig.logId).contiguous == 10);
      for (int i = 0; i < 3_000; i++) {
        center.say("stile/1/7/gate/north-1/down", new byte[1_000]);
      }
      long last = rig.grants(10);
      rig.await("the rest", () -> center.log(rig.logId).contiguous == last);
      assertThat(rig.log().length()).as("log").isLessThan(20_000);
    }
  }
}
