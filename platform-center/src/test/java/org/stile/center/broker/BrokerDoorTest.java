package org.stile.center.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.db.Database;
import org.stile.center.keys.Vault;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.Samples;
import org.stile.center.testing.TestClock;
import org.stile.center.testing.WithBroker;
import org.stile.core.Bytes;
import org.stile.core.sync.DownMessage.Acknowledged;
import org.stile.core.sync.UpMessage.Hello;

@CenterTest
@TestProfile(WithBroker.class)
class BrokerDoorTest {
  private static final Hello HELLO =
      new Hello(Bytes.copyOf(new byte[16]), Bytes.copyOf(new byte[16]), 0, List.of(), 0, "1");

  @Inject Fleet fleet;
  @Inject Enrolments enrolments;
  @Inject GateAuthority authority;
  @Inject Database database;
  @Inject TestClock clock;

  private Fleet.Ground ground;
  private GateName gate;

  @BeforeEach
  void ground() {
    ground = fleet.ground();
    gate = ground.gates().getFirst();
  }

  @Test
  void a_gate_speaks_on_its_own_topic_and_is_answered_on_its_own() throws Exception {
    try (TestGate open = fleet.connect(ground, gate)) {
      var hello = hello(7);
      open.send(hello);
      assertThat(open.hear(Acknowledged.class)).isEqualTo(new Acknowledged(hello.logId(), 0));
    }
  }

  @Test
  void a_gate_hears_no_other_gate_nor_all_of_them() throws Exception {
    for (String topic :
        List.of(
            "stile/1/" + gate.venue() + "/gate/" + ground.gates().get(1).gate() + "/down",
            "stile/1/" + gate.venue() + "/gate/+/down",
            "stile/1/" + gate.venue() + "/gate/" + gate.gate() + "/up",
            "$share/ingest/stile/1/+/gate/+/up",
            "stile/#",
            "#")) {
      try (TestGate open = fleet.connect(ground, gate)) {
        assertThatThrownBy(() -> open.subscribe(topic)).as(topic).isInstanceOf(MqttException.class);
      }
    }
    // And the center still hears those who behave: the broker must not have acted on any of it.
    try (TestGate open = fleet.connect(ground, gate)) {
      open.send(hello(1));
      open.hear(Acknowledged.class);
    }
    await(() -> incidents(gate).contains("FOREIGN_TOPIC"));
    assertThat(incidents(gate)).contains("FOREIGN_TOPIC");
  }

  @Test
  void a_gate_publishes_in_no_other_gates_name_nor_to_itself() throws Exception {
    GateName other = ground.gates().get(1);
    for (String topic :
        List.of(
            "stile/1/" + gate.venue() + "/gate/" + other.gate() + "/up",
            "stile/1/" + (gate.venue() + 1) + "/gate/" + gate.gate() + "/up",
            "stile/1/" + gate.venue() + "/gate/" + other.gate() + "/state",
            ownDown(),
            "elsewhere")) {
      try (TestGate open = fleet.connect(ground, gate)) {
        assertThatThrownBy(() -> open.publish(topic, new byte[] {1}))
            .as(topic)
            .isInstanceOf(MqttException.class);
      }
    }
    assertThat(incidents(gate)).contains("FOREIGN_TOPIC");
    assertThat(incidents(other)).isEmpty();
  }

  @Test
  void a_will_in_another_gates_name_is_not_carried_out() throws Exception {
    GateName other = ground.gates().get(1);
    String pem = fleet.enrol(ground, gate).pem();
    String topic = "stile/1/" + gate.venue() + "/gate/" + other.gate() + "/state";
    try (TestGate open =
        TestGate.connect(gate, fleet.port(), Fleet.tls(pem), gate.client(), Optional.of(topic))) {
      open.cut();
    }
    await(() -> incidents(gate).contains("FOREIGN_TOPIC"));
    assertThat(incidents(other)).isEmpty();
  }

  @Test
  void a_revoked_certificate_ends_the_connection_and_opens_none() throws Exception {
    var enrolled = fleet.enrol(ground, gate);
    try (TestGate open = TestGate.connect(gate, fleet.port(), Fleet.tls(enrolled.pem()))) {
      database.change(
          handle ->
              enrolments.revoke(
                  handle,
                  Samples.caller(ground.organizer()),
                  gate.venue(),
                  enrolled.serial(),
                  "stolen"));
      await(() -> !open.connected());
    }
    assertThatThrownBy(() -> TestGate.connect(gate, fleet.port(), Fleet.tls(enrolled.pem())))
        .isInstanceOf(MqttException.class);
    await(() -> incidents(gate).contains("CERTIFICATE_REFUSED"));
    fleet.connect(ground, gate).close();
  }

  @Test
  void a_certificate_of_another_gate_or_client_id_opens_nothing() throws Exception {
    String pem = fleet.enrol(ground, gate).pem();
    String other = ground.gates().get(1).client();
    assertThatThrownBy(
            () -> TestGate.connect(gate, fleet.port(), Fleet.tls(pem), other, Optional.empty()))
        .isInstanceOf(MqttException.class);
    TestGate.connect(gate, fleet.port(), Fleet.tls(pem)).close();
  }

  @Test
  void a_certificate_of_a_forged_authority_opens_nothing() throws Exception {
    var forged =
        new GateAuthority(database, new OtherVault(), new java.security.SecureRandom(), clock)
            .forGate(gate, Duration.ofDays(1));
    // The client trusts the real authority, so that only the broker can be the one that refuses.
    assertThatThrownBy(
            () ->
                TestGate.connect(
                    gate,
                    fleet.port(),
                    TlsContexts.between(
                        new GateAuthority.Issued(
                            forged.certificate(), authority.certificate(), forged.key()))))
        .isInstanceOf(MqttException.class);
  }

  @Test
  void a_certificate_that_was_signed_but_never_recorded_opens_nothing() throws Exception {
    var unknown = authority.forGate(gate, Duration.ofDays(1));
    assertThatThrownBy(() -> TestGate.connect(gate, fleet.port(), TlsContexts.between(unknown)))
        .isInstanceOf(MqttException.class);
  }

  @Test
  void a_message_that_is_too_large_ends_the_connection() throws Exception {
    try (TestGate open = fleet.connect(ground, gate)) {
      assertThatThrownBy(
              () ->
                  open.publish(
                      "stile/1/" + gate.venue() + "/gate/" + gate.gate() + "/up",
                      new byte[EmbeddedBroker.PACKET_LENGTH_MAX]))
          .isInstanceOf(MqttException.class);
    }
  }

  private String ownDown() {
    return "stile/1/" + gate.venue() + "/gate/" + gate.gate() + "/down";
  }

  private static Hello hello(int log) {
    byte[] id = new byte[16];
    id[0] = (byte) log;
    new java.util.Random().nextBytes(id);
    return new Hello(Bytes.copyOf(id), HELLO.bootId(), 0, List.of(), 0, "1");
  }

  private List<String> incidents(GateName of) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT kind FROM gate_incident WHERE venue_id = :venue AND gate = :gate")
                .bind("venue", of.venue())
                .bind("gate", of.gate().value())
                .mapTo(String.class)
                .list());
  }

  private static void await(java.util.function.BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in a minute").isLessThan(end);
      Thread.sleep(20);
    }
  }

  /** Another center's vault. */
  private static final class OtherVault implements Vault {
    @Override
    public Optional<org.stile.core.cose.Signer> signer(org.stile.center.keys.KeyUse use, int id) {
      return Optional.empty();
    }

    @Override
    public org.stile.core.cose.Signer create(org.stile.center.keys.KeyUse use, int id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void destroy(org.stile.center.keys.KeyUse use, int id) {}

    @Override
    public List<Entry> entries() {
      return List.of();
    }

    @Override
    public Bytes secret(String purpose) {
      return Bytes.copyOf(new byte[32]);
    }
  }
}
