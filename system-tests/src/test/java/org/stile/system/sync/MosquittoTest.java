package org.stile.system.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.stile.system.center.CenterProcess;

/**
 * Center and gates over Debian's Mosquitto, set up by deploy/mosquitto.conf and by the files that
 * the center writes; the tests follow each other, since starting all of it takes longest.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MosquittoTest {
  private static final int LONG_RUNS = 10;

  @TempDir static Path folder;
  private static int gates;
  private static int centers;
  private static ForeignBrokerEvening evening;
  private static Process mosquitto;

  @BeforeAll
  static void open() throws Exception {
    assumeTrue(Files.exists(Path.of("/usr/sbin/mosquitto")), "SKIPPED: needs Debian's mosquitto");
    gates = Ports.free();
    centers = Ports.free();
    evening = new ForeignBrokerEvening(folder, centers);
    start();
    evening.openGates(gates);
  }

  @AfterAll
  static void close() throws Exception {
    if (evening != null) {
      evening.close();
    }
    if (mosquitto != null) {
      mosquitto.destroyForcibly().waitFor();
    }
  }

  /** The file we ship, but for its ports and folder. */
  private static void start() throws Exception {
    Path shipped = CenterProcess.root().resolve("deploy/mosquitto.conf");
    String text =
        Files.readString(shipped)
            .replace("/etc/mosquitto/stile", evening.told().toString())
            .replace("listener 8883", "listener " + gates + " 127.0.0.1")
            .replace("listener 8884", "listener " + centers + " 127.0.0.1");
    Path config = folder.resolve("mosquitto.conf");
    // Started as root, it would become a user that cannot read a test's folder.
    Files.writeString(config, "user " + System.getProperty("user.name") + "\n" + text);
    mosquitto =
        new ProcessBuilder("/usr/sbin/mosquitto", "-c", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    Until.holds("mosquitto listens", MosquittoTest::listens, MosquittoTest::said);
  }

  private static Path log() {
    return folder.resolve("mosquitto.log");
  }

  private static String said() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static boolean listens() {
    for (int port : List.of(gates, centers)) {
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      } catch (IOException notYet) {
        return false;
      }
    }
    return true;
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
    String other = evening.topic("north-1", "state");
    long apart = evening.units.getFirst().agent().times("APART");
    // Its own name is in its certificate: asking for another's throws nobody out.
    try (Rogue rogue =
        Rogue.connect(gates, pem, evening.office.venue + "-north-1", Optional.of(other))) {
      for (String topic :
          List.of(
              evening.topic("north-1", "down"),
              evening.topic("north-1", "up"),
              evening.topic("+", "down"),
              "stile/1/#",
              "stile/1/+/gate/+/up",
              "$share/ingest/stile/1/+/gate/+/up",
              "$share/mine/stile/1/+/gate/+/up",
              "#",
              "$SYS/#")) {
        rogue.subscribe(topic);
      }
      for (String topic :
          List.of(
              evening.topic("north-1", "up"),
              evening.topic("north-1", "down"),
              evening.topic("north-2", "state"),
              "stile/1/" + (evening.office.venue + 1) + "/gate/north-3/up")) {
        rogue.publish(topic);
      }
      evening.admit();
      evening.awaitCounted();
      assertThat(rogue.connected()).isTrue();
      assertThat(rogue.heard()).allMatch(evening.topic("north-3", "down")::equals);
      rogue.cut();
    }
    evening.admit();
    evening.awaitCounted();
    assertThat(evening.units.getFirst().agent().times("APART")).isEqualTo(apart);
    assertThat(evening.strange()).isZero();
    assertThat(evening.office.incidents(evening.center()))
        .noneMatch(each -> each.startsWith("north-1") || each.startsWith("north-2"));
  }

  @Test
  @Order(3)
  void a_broker_killed_while_people_come_loses_nothing() throws Exception {
    int runs = Boolean.getBoolean("stile.long") ? LONG_RUNS : 1;
    for (int run = 0; run < runs; run++) {
      evening.admit();
      mosquitto.destroyForcibly().waitFor();
      evening.admit();
      start();
      evening.admit();
      evening.awaitCounted();
    }
    assertThat(evening.strange()).isZero();
  }

  @Test
  @Order(4)
  void a_revoked_certificate_opens_the_door_no_more_once_the_broker_was_told() throws Exception {
    String pem = evening.office.enrolByPage(evening.center(), "north-3");
    try (Rogue welcome = Rogue.connect(gates, pem, "any", Optional.empty())) {
      assertThat(welcome.connected()).isTrue();
    }
    evening.office.form(
        evening.center(),
        "/venues/" + evening.office.venue + "/gates/revoke",
        "serial=" + serial(pem) + "&reason=lost");
    evening.tellBroker();
    long apart = evening.units.getFirst().agent().times("APART");
    var _ = new ProcessBuilder("kill", "-HUP", "" + mosquitto.pid()).start().onExit().join();
    Until.holds(
        "it is let in no more", () -> Rogue.isTurnedAway(gates, pem, "any"), MosquittoTest::said);
    assertThat(evening.units.getFirst().agent().times("APART")).as("others stay").isEqualTo(apart);
    String again = evening.office.enrolByPage(evening.center(), "north-3");
    try (Rogue welcome = Rogue.connect(gates, again, "any", Optional.empty())) {
      assertThat(welcome.connected()).isTrue();
    }
    // A gate's certificate opens no door of the center's.
    try (Rogue gate = Rogue.connect(centers, again, "any", Optional.empty())) {
      gate.subscribe("stile/1/#");
      evening.admit();
      evening.awaitCounted();
      assertThat(gate.heard()).isEmpty();
    }
  }

  static String serial(String pem) throws Exception {
    byte[] certificate =
        pem.substring(pem.indexOf("-----BEGIN CERT"))
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    return ((java.security.cert.X509Certificate)
            java.security.cert.CertificateFactory.getInstance("X.509")
                .generateCertificate(new java.io.ByteArrayInputStream(certificate)))
        .getSerialNumber()
        .toString(16);
  }
}
