package org.stile.center.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.db.Database;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.Samples;
import org.stile.center.testing.WithBroker;
import org.stile.center.web.Problem;
import org.stile.core.Bytes;
import org.stile.core.sync.DownMessage.Acknowledged;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.UpMessage.Hello;

/** A venue's unit at the center's broker, with its certificate. */
@CenterTest
@TestProfile(WithBroker.class)
class UnitAtTheDoorTest {
  @Inject Fleet fleet;
  @Inject Enrolments enrolments;
  @Inject UnitEnrolments units;
  @Inject Database database;

  private final Random random = new Random();
  private Fleet.Ground ground;
  private GateName gate;
  private GateName other;

  @BeforeEach
  void ground() {
    ground = fleet.ground();
    gate = ground.gates().get(0);
    other = ground.gates().get(1);
  }

  private Enrolments.Enrolled enrol(String... names) {
    return database.write(
        handle ->
            units.enrol(
                handle,
                Samples.caller(ground.organizer()),
                ground.venue(),
                List.of(names),
                "center.example",
                1));
  }

  private TestGate unit(String pem) throws Exception {
    return TestGate.connect(
        gate, fleet.port(), Fleet.tls(pem), UnitName.client(ground.venue()), Optional.empty());
  }

  private Hello hello() {
    byte[] id = new byte[16];
    random.nextBytes(id);
    return new Hello(Bytes.copyOf(id), Bytes.copyOf(id), 0, List.of(), 0, "1");
  }

  @Test
  void it_speaks_for_each_gate_of_its_venue_and_hears_what_each_is_told() throws Exception {
    try (TestGate open = unit(enrol("unit.local").pem())) {
      open.subscribe(UnitName.filter(ground.venue()));
      Hello one = hello();
      open.send(one);
      assertThat(open.hear(Acknowledged.class)).isEqualTo(new Acknowledged(one.logId(), 0));
      Hello two = hello();
      open.publish(topic(other, "up"), SyncCodec.encode(two).toArray());
      assertThat(open.hear(Acknowledged.class)).isEqualTo(new Acknowledged(two.logId(), 0));
    }
  }

  @Test
  void it_speaks_for_no_gate_of_another_venue_and_not_as_the_center() throws Exception {
    String pem = enrol("unit.local").pem();
    GateName foreign = fleet.ground().gates().getFirst();
    for (String topic :
        List.of(
            topic(foreign, "up"),
            topic(foreign, "state"),
            topic(gate, "down"),
            "stile/1/" + ground.venue() + "/gate/a/b/up",
            "elsewhere")) {
      try (TestGate open = unit(pem)) {
        assertThatThrownBy(() -> open.publish(topic, new byte[] {1}))
            .as(topic)
            .isInstanceOf(MqttException.class);
      }
    }
  }

  @Test
  void it_hears_no_other_venue_and_not_what_gates_say() throws Exception {
    String pem = enrol("unit.local").pem();
    for (String topic :
        List.of(
            UnitName.filter(ground.venue() + 1),
            "stile/1/" + ground.venue() + "/gate/+/up",
            "$share/ingest/stile/1/+/gate/+/up",
            "stile/1/#",
            "#")) {
      try (TestGate open = unit(pem)) {
        assertThatThrownBy(() -> open.subscribe(topic)).as(topic).isInstanceOf(MqttException.class);
      }
    }
  }

  @Test
  void neither_a_gate_nor_a_unit_comes_in_under_the_others_name() throws Exception {
    String ofUnit = enrol("unit.local").pem();
    assertThatThrownBy(() -> TestGate.connect(gate, fleet.port(), Fleet.tls(ofUnit)))
        .isInstanceOf(MqttException.class);
    String ofGate = fleet.enrol(ground, gate).pem();
    assertThatThrownBy(() -> unit(ofGate)).isInstanceOf(MqttException.class);
    unit(ofUnit).close();
  }

  @Test
  void a_revoked_unit_is_thrown_out_and_not_let_in_again() throws Exception {
    Enrolments.Enrolled enrolled = enrol("unit.local");
    try (TestGate open = unit(enrolled.pem())) {
      database.change(
          handle ->
              enrolments.revoke(
                  handle,
                  Samples.caller(ground.organizer()),
                  ground.venue(),
                  enrolled.serial(),
                  "stolen"));
      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (open.connected()) {
        assertThat(System.nanoTime()).as("thrown out in a minute").isLessThan(end);
        Thread.sleep(20);
      }
    }
    assertThatThrownBy(() -> unit(enrolled.pem())).isInstanceOf(MqttException.class);
    awaitIncident("venue unit CERTIFICATE_REFUSED");
  }

  @Test
  void one_that_has_expired_or_was_never_recorded_is_named() throws Exception {
    Enrolments.Enrolled enrolled = enrol("unit.local");
    database.change(
        handle -> {
          handle.execute(
              "UPDATE gate_certificate SET not_after = now() - interval '1 minute' WHERE serial = ?",
              enrolled.serial());
          // As another change would: what the door remembers is forgotten.
          org.stile.center.db.Notices.tell(handle, Broker.CERTIFICATES, "changed");
        });
    assertThatThrownBy(() -> unit(enrolled.pem())).isInstanceOf(MqttException.class);
    awaitIncident("venue unit CERTIFICATE_REFUSED");
    unit(enrol("unit.local").pem()).close();
  }

  @Test
  void two_machines_with_one_units_file_throw_each_other_out_and_are_named() throws Exception {
    String pem = enrol("unit.local").pem();
    TestGate last = unit(pem);
    for (int i = 0; i < Thrown.TIMES; i++) {
      assertThat(incidents(ground.venue())).doesNotContain("venue unit IDENTITY_SHARED");
      TestGate next = unit(pem);
      last.close();
      last = next;
    }
    last.close();
    awaitIncident("venue unit IDENTITY_SHARED");
  }

  @Test
  void one_that_throws_out_its_own_dead_connection_now_and_then_is_alone() {
    var thrown = new Thrown();
    long apart = Thrown.WITHIN.dividedBy(Thrown.TIMES - 1).toNanos();
    for (int i = 0; i < 10 * Thrown.TIMES; i++) {
      assertThat(thrown.isByTwo(7, i * (apart + 1))).isFalse();
    }
    // The same but for one thing: a little more often.
    var twice = new Thrown();
    for (int i = 0; i < Thrown.TIMES - 1; i++) {
      assertThat(twice.isByTwo(7, i * apart)).isFalse();
      assertThat(twice.isByTwo(8, i * apart)).as("another venue's").isFalse();
    }
    assertThat(twice.isByTwo(7, (Thrown.TIMES - 1) * apart)).isTrue();
  }

  @Test
  void one_that_comes_as_the_unit_of_another_venue_is_named_where_it_belongs() throws Exception {
    String pem = enrol("unit.local").pem();
    long foreign = fleet.ground().venue();
    assertThatThrownBy(
            () ->
                TestGate.connect(
                    gate, fleet.port(), Fleet.tls(pem), UnitName.client(foreign), Optional.empty()))
        .isInstanceOf(MqttException.class);
    awaitIncident("venue unit CERTIFICATE_REFUSED");
    assertThat(incidents(foreign)).isEmpty();
  }

  private void awaitIncident(String incident) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!incidents(ground.venue()).contains(incident)) {
      assertThat(System.nanoTime()).as(incident + " in a minute").isLessThan(end);
      Thread.sleep(20);
    }
  }

  private List<String> incidents(long venue) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT gate || ' ' || kind FROM gate_incident WHERE venue_id = :venue")
                .bind("venue", venue)
                .mapTo(String.class)
                .list());
  }

  @Test
  void its_names_are_names() {
    for (String name : List.of("", "a b", "-a", "unit.local/", "*.local", "[::1")) {
      assertThatThrownBy(() -> enrol(name)).as(name).isInstanceOf(Problem.class);
    }
    assertThatThrownBy(() -> enrol()).isInstanceOf(Problem.class);
    assertThat(enrol("unit.local", "192.168.7.2", "fd00::1").pem()).contains("venue = ");
  }

  @Test
  void its_names_are_not_the_centers() {
    for (String name : List.of("center.example", "CENTER.Example", "mqtt.center.example")) {
      assertThatThrownBy(() -> enrol("unit.local", name))
          .as(name)
          .isInstanceOfSatisfying(
              Problem.class,
              problem ->
                  assertThat(problem.errors().getFirst().message())
                      .contains(name + " is how the center is reached"));
    }
    // Names of the machine itself are the unit's as much as the center's.
    assertThat(enrol("unit.center.example", "localhost", "127.0.0.1").pem()).contains("venue = ");
  }

  private static String topic(GateName gate, String channel) {
    return "stile/1/" + gate.venue() + "/gate/" + gate.gate() + "/" + channel;
  }
}
