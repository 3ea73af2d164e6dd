package org.stile.system.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Center and gates over two clustered Artemis nodes, each a process, behind one address; set up by
 * deploy/artemis and by the files that the center writes. The tests follow each other, since
 * starting all of it takes longest.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ArtemisClusterTest {
  private static final int LONG_KILLS = 16;

  @TempDir static Path folder;
  private static List<BrokerNode> nodes = List.of();
  private static int gates;
  private static Balancer balancer;
  private static ForeignBrokerEvening evening;

  @BeforeAll
  static void open() throws Exception {
    nodes = BrokerNode.pair(folder, ForeignBrokerEvening.told(folder));
    gates = Ports.free();
    balancer = new Balancer(gates, nodes.stream().map(BrokerNode::port).toList());
    evening = new ForeignBrokerEvening(folder, gates);
    for (BrokerNode node : nodes) {
      node.start();
    }
    for (BrokerNode node : nodes) {
      node.awaitUp();
    }
    evening.openGates(gates);
  }

  @AfterAll
  static void close() throws Exception {
    if (evening != null) {
      evening.close();
    }
    nodes.forEach(BrokerNode::close);
    if (balancer != null) {
      balancer.close();
    }
  }

  @Test
  @Order(1)
  void gates_get_their_master_and_what_they_admit_is_counted() throws Exception {
    evening.admit();
    evening.awaitCounted();
    assertThat(evening.strange()).isZero();
  }

  @Test
  @Order(2)
  void a_gate_hears_no_other_and_says_nothing_in_anothers_name() throws Exception {
    String pem = evening.office.enrolByPage(evening.center(), "north-3");
    String own = evening.office.venue + "-north-3";
    for (String topic :
        List.of(
            evening.topic("north-1", "down"),
            evening.topic("north-1", "up"),
            evening.topic("+", "down"),
            "stile/1/#",
            "#",
            "$share/mine/stile/1/+/gate/+/up")) {
      try (Rogue rogue = Rogue.connect(nodes.getFirst().port(), pem, own, Optional.empty())) {
        rogue.subscribe(topic);
        evening.units.getFirst().tap(evening.office.visitor(evening.center()).chip());
        evening.awaitCounted();
        assertThat(rogue.heard()).as(topic).allMatch(evening.topic("north-3", "down")::equals);
      }
    }
    for (String topic :
        List.of(
            evening.topic("north-1", "up"),
            evening.topic("north-1", "down"),
            evening.topic("north-2", "state"))) {
      try (Rogue rogue = Rogue.connect(nodes.getLast().port(), pem, own, Optional.of(topic))) {
        rogue.publish(topic);
        rogue.cut();
      }
    }
    evening.admit();
    evening.awaitCounted();
    assertThat(evening.strange()).isZero();
    assertThat(evening.office.incidents(evening.center()))
        .noneMatch(each -> each.startsWith("north-1") || each.startsWith("north-2"));
  }

  @Test
  @Order(3)
  void a_node_killed_while_people_come_loses_nothing_and_no_gate_hears_anothers_mail()
      throws Exception {
    int kills = Boolean.getBoolean("stile.long") ? LONG_KILLS : 1;
    for (int kill = 0; kill < kills; kill++) {
      BrokerNode node = nodes.get(kill % 2);
      evening.admit();
      node.kill();
      evening.admit();
      evening.awaitCounted();
      node.start().awaitUp();
    }
    evening.admit();
    evening.awaitCounted();
    assertThat(evening.strange()).isZero();
  }

  @Test
  @EnabledIfSystemProperty(named = "stile.long", matches = "true")
  @Order(4)
  void a_revoked_certificate_opens_the_door_no_more_once_the_node_was_told() throws Exception {
    String pem = evening.office.enrolByPage(evening.center(), "north-3");
    String own = evening.office.venue + "-north-3";
    try (Rogue welcome = Rogue.connect(nodes.getFirst().port(), pem, own, Optional.empty())) {
      assertThat(welcome.connected()).isTrue();
    }
    evening.office.form(
        evening.center(),
        "/venues/" + evening.office.venue + "/gates/revoke",
        "serial=" + MosquittoTest.serial(pem) + "&reason=lost");
    evening.tellBroker();
    for (BrokerNode node : nodes) {
      Until.holds(
          "it is let in no more, without a restart",
          () -> Rogue.isTurnedAway(node.port(), pem, own),
          node::said);
    }
    evening.admit();
    evening.awaitCounted();
  }
}
