package org.stile.system.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.stile.system.center.CenterProcess;

/**
 * Center and gates over two clustered Artemis nodes, each a process, behind one address; set up by
 * deploy/artemis and by the files that the center writes. The tests follow each other, since
 * starting all of it takes longest.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ArtemisClusterTest {
  private static final int LONG_KILLS = 16;
  private static final String PASSWORD = "a-password-of-the-test";

  @TempDir static Path folder;
  private static final int[] mqtt = new int[2];
  private static final int[] core = new int[2];
  private static final Process[] nodes = new Process[2];
  private static int gates;
  private static Balancer balancer;
  private static ForeignBrokerEvening evening;

  @BeforeAll
  static void open() throws Exception {
    for (int node = 0; node < 2; node++) {
      mqtt[node] = Ports.free();
      core[node] = Ports.free();
    }
    gates = Ports.free();
    balancer = new Balancer(gates, List.of(mqtt[0], mqtt[1]));
    evening = new ForeignBrokerEvening(folder, gates);
    start(0);
    start(1);
    awaitUp(0);
    awaitUp(1);
    evening.openGates(gates);
  }

  @AfterAll
  static void close() throws Exception {
    if (evening != null) {
      evening.close();
    }
    for (Process node : nodes) {
      if (node != null) {
        node.destroyForcibly().waitFor();
      }
    }
    if (balancer != null) {
      balancer.close();
    }
  }

  /** The files we ship, but for addresses, passwords and folders. */
  private static void start(int node) throws Exception {
    Path shipped = CenterProcess.root().resolve("deploy/artemis");
    Path own = Files.createDirectories(folder.resolve("node" + node));
    int other = 1 - node;
    Files.writeString(
        own.resolve("broker.xml"),
        Files.readString(shipped.resolve("broker.xml"))
            .replace("/etc/artemis/stile", evening.told().toString())
            .replace("/etc/artemis/", own + "/")
            .replace("CHANGE-ME", PASSWORD)
            .replace("stile-a", "stile-" + node)
            .replace("0.0.0.0:8883", "127.0.0.1:" + mqtt[node])
            .replace("10.0.0.1:61616", "127.0.0.1:" + core[node])
            .replace("10.0.0.2:61616", "127.0.0.1:" + core[other]));
    for (String name : List.of("login.config", "keys.pemcfg")) {
      Files.writeString(
          own.resolve(name),
          Files.readString(shipped.resolve(name))
              .replace("/etc/artemis/stile", evening.told().toString()));
    }
    Path source = Path.of("src/test/resources/artemis/ArtemisNode.java").toAbsolutePath();
    nodes[node] =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-Djava.security.auth.login.config=" + own.resolve("login.config"),
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                CenterProcess.application().resolve("lib/main") + "/*",
                source.toString(),
                own.resolve("broker.xml").toUri().toString(),
                evening.told().resolve("artemis-security.properties").toString())
            .directory(own.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log(node).toFile()))
            .start();
  }

  private static Path log(int node) {
    return folder.resolve("node" + node + ".log");
  }

  private static String said(int node) {
    try {
      return Files.readString(log(node));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static long ups(int node) {
    return said(node).lines().filter(line -> line.equals("node is up")).count();
  }

  private static void awaitUp(int node) throws Exception {
    Until.holds(
        "node " + node + " is up",
        () -> {
          if (!nodes[node].isAlive()) {
            throw new AssertionError(said(node));
          }
          return ups(node) > 0;
        },
        () -> said(node));
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
      try (Rogue rogue = Rogue.connect(mqtt[0], pem, own, Optional.empty())) {
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
      try (Rogue rogue = Rogue.connect(mqtt[1], pem, own, Optional.of(topic))) {
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
      int node = kill % 2;
      evening.admit();
      nodes[node].destroyForcibly().waitFor();
      evening.admit();
      evening.awaitCounted();
      Files.delete(log(node));
      start(node);
      awaitUp(node);
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
    try (Rogue welcome = Rogue.connect(mqtt[0], pem, own, Optional.empty())) {
      assertThat(welcome.connected()).isTrue();
    }
    evening.office.form(
        evening.center(),
        "/venues/" + evening.office.venue + "/gates/revoke",
        "serial=" + MosquittoTest.serial(pem) + "&reason=lost");
    evening.tellBroker();
    nodes[0].destroyForcibly().waitFor();
    Files.delete(log(0));
    start(0);
    awaitUp(0);
    assertThatThrownBy(() -> Rogue.connect(mqtt[0], pem, own, Optional.empty()).close())
        .isInstanceOf(MqttException.class);
    evening.admit();
    evening.awaitCounted();
  }
}
