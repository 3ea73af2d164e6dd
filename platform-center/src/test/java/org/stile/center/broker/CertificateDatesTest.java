package org.stile.center.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.db.Database;
import org.stile.center.keys.Vault;
import org.stile.center.testing.Browser;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.TestClock;
import org.stile.center.testing.WithBroker;
import org.stile.core.Bytes;
import org.stile.core.id.GateId;
import org.stile.core.sync.DownMessage.Acknowledged;
import org.stile.core.sync.UpMessage.Hello;

/** Certificates that have run out, or are from the future, by their own dates, over real TLS. */
@CenterTest
@TestProfile(WithBroker.class)
class CertificateDatesTest {
  /** MQTT 5.0 §3.2.2.2. */
  private static final List<Integer> TURNED_AWAY = List.of(0x86, 0x87);

  @Inject Fleet fleet;
  @Inject GateAuthority authority;
  @Inject GateCertificates certificates;
  @Inject CertificateWatch watch;
  @Inject Database database;
  @Inject Vault vault;
  @Inject TestClock clock;

  private Fleet.Ground ground;
  private GateName gate;

  @BeforeEach
  void ground() {
    ground = fleet.ground();
    gate = ground.gates().getFirst();
  }

  /** A certificate as the center would have made it at another time, in its record too. */
  private GateAuthority.Issued made(Instant at, Duration life) {
    GateAuthority.Issued issued =
        new GateAuthority(database, vault, new SecureRandom(), () -> at).forGate(gate, life);
    database.change(
        handle ->
            Enrolments.insert(
                handle,
                gate.venue(),
                gate.gate().value(),
                false,
                issued.certificate(),
                "a test",
                at));
    return issued;
  }

  private TestGate connect(GateAuthority.Issued issued) throws Exception {
    return TestGate.connect(gate, fleet.port(), TlsContexts.between(issued));
  }

  private String turnedAway(GateAuthority.Issued issued) {
    MqttException refused =
        catchThrowableOfType(MqttException.class, () -> connect(issued).close());
    assertThat(refused).as("let in").isNotNull();
    assertThat(TURNED_AWAY).as(refused.toString()).contains(refused.getReasonCode());
    String serial = issued.certificate().getSerialNumber().toString(16);
    await(() -> detail("CERTIFICATE_REFUSED", serial).isPresent());
    return detail("CERTIFICATE_REFUSED", serial).orElseThrow();
  }

  @Test
  void one_that_has_run_out_is_turned_away_by_name_and_the_next_one_is_let_in() throws Exception {
    Instant now = clock.instant();
    var old = made(now.minus(Duration.ofDays(400)), Duration.ofDays(399));
    assertThat(turnedAway(old))
        .contains("has expired", old.certificate().getNotAfter().toInstant().toString())
        .contains("enrol it again");
    try (TestGate open = fleet.connect(ground, gate)) {
      var hello = hello();
      open.send(hello);
      assertThat(open.hear(Acknowledged.class)).isEqualTo(new Acknowledged(hello.logId(), 0));
    }
    // The same but for one thing: it has a day left.
    connect(made(now.minus(Duration.ofDays(400)), Duration.ofDays(401))).close();
  }

  @Test
  void the_units_that_has_run_out_is_turned_away_by_name_too() throws Exception {
    Instant then = clock.instant().minus(Duration.ofDays(400));
    GateAuthority.Issued issued =
        new GateAuthority(database, vault, new SecureRandom(), () -> then)
            .forUnit(ground.venue(), List.of("unit.local"), Duration.ofDays(399));
    database.change(
        handle ->
            Enrolments.insert(
                handle, ground.venue(), "", true, issued.certificate(), "a test", then));
    String client = UnitName.client(ground.venue());
    MqttException refused =
        catchThrowableOfType(
            MqttException.class,
            () ->
                TestGate.connect(
                        gate, fleet.port(), TlsContexts.between(issued), client, Optional.empty())
                    .close());
    assertThat(TURNED_AWAY).contains(refused.getReasonCode());
    await(() -> detail(Incidents.UNIT, "CERTIFICATE_REFUSED", serial(issued)).isPresent());
    assertThat(detail(Incidents.UNIT, "CERTIFICATE_REFUSED", serial(issued)).orElseThrow())
        .contains("has expired");
  }

  @Test
  void one_from_the_future_is_turned_away_and_the_clock_is_named() {
    assertThat(turnedAway(made(clock.instant().plus(Duration.ofDays(800)), Duration.ofDays(9))))
        .contains("is good from", "see to that clock");
  }

  @Test
  void whoever_comes_again_and_again_is_one_incident_that_came_once() throws Exception {
    var old = made(clock.instant().minus(Duration.ofDays(9)), Duration.ofDays(1));
    String serial = old.certificate().getSerialNumber().toString(16);
    for (int i = 0; i < 5; i++) {
      turnedAway(old);
    }
    // What comes later is written later: then all five are.
    turnedAway(made(clock.instant().minus(Duration.ofDays(9)), Duration.ofDays(2)));
    assertThat(times("CERTIFICATE_REFUSED", serial)).isEqualTo(1);
  }

  @Test
  void one_of_another_authority_is_named_if_there_is_such_a_gate() throws Exception {
    GateName nobody = new GateName(gate.venue(), new GateId("nobody"));
    var other = new GateAuthority(database, new AnotherVault(), new SecureRandom(), clock);
    for (GateName name : List.of(nobody, gate)) {
      var forged = other.forGate(name, Duration.ofDays(1));
      assertThatThrownBy(
              () ->
                  TestGate.connect(
                      name,
                      fleet.port(),
                      TlsContexts.between(
                          new GateAuthority.Issued(
                              forged.certificate(), authority.certificate(), forged.key()))))
          .isInstanceOf(MqttException.class);
    }
    await(() -> detail("CERTIFICATE_REFUSED", "another authority").isPresent());
    assertThat(detail("CERTIFICATE_REFUSED", "another authority").orElseThrow())
        .contains("did not sign");
    assertThat(
            database.<Long>read(
                handle ->
                    handle
                        .createQuery("SELECT count(*) FROM gate_incident WHERE gate = 'nobody'")
                        .mapTo(Long.class)
                        .one()))
        .isZero();
  }

  @Test
  void one_that_ends_soon_is_let_in_and_named_and_another_is_not_named() throws Exception {
    Instant now = clock.instant();
    var soon = made(now, Duration.ofDays(13));
    var later = made(now, Duration.ofDays(15));
    connect(later).close();
    connect(soon).close();
    await(() -> detail("CERTIFICATE_EXPIRING", serial(soon)).isPresent());
    assertThat(detail("CERTIFICATE_EXPIRING", serial(soon)).orElseThrow())
        .contains("is good until", "enrol it again");
    assertThat(detail("CERTIFICATE_EXPIRING", serial(later))).isEmpty();
    try (var browser = Browser.of(ground.organizer())) {
      var page = browser.open("/venues/" + ground.venue() + "/gates");
      assertThat(page.locator(".warning").count()).isEqualTo(1);
      browser.assertAccessible();
      browser.screenshot("gates-expiring");
    }
  }

  @Test
  void a_gate_that_stays_connected_is_named_too_once_and_not_if_it_was_enrolled_again() {
    Instant now = clock.instant();
    var soon = made(now.minus(Duration.ofDays(30)), Duration.ofDays(40));
    watch.look();
    assertThat(detail("CERTIFICATE_EXPIRING", serial(soon))).as("never heard of").isEmpty();
    database.change(
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO gate_status (venue_id, gate, online, last_contact)
                    VALUES (:venue, :gate, true, :at)
                    """)
                .bind("venue", gate.venue())
                .bind("gate", gate.gate().value())
                .bind("at", now)
                .execute());
    watch.look();
    watch.look();
    assertThat(detail("CERTIFICATE_EXPIRING", serial(soon))).isPresent();
    assertThat(times("CERTIFICATE_EXPIRING", serial(soon))).isEqualTo(1);
    database.change(
        handle -> handle.execute("DELETE FROM gate_incident WHERE venue_id = ?", ground.venue()));
    made(now, Duration.ofDays(400));
    watch.look();
    assertThat(detail("CERTIFICATE_EXPIRING", serial(soon))).isEmpty();
  }

  private static String serial(GateAuthority.Issued issued) {
    return issued.certificate().getSerialNumber().toString(16);
  }

  private static Hello hello() {
    byte[] id = new byte[16];
    new SecureRandom().nextBytes(id);
    return new Hello(Bytes.copyOf(id), Bytes.copyOf(new byte[16]), 0, List.of(), 0, "1");
  }

  private Optional<String> detail(String kind, String about) {
    return detail(gate.gate().value(), kind, about);
  }

  private Optional<String> detail(String who, String kind, String about) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT detail FROM gate_incident
                    WHERE venue_id = :venue AND gate = :gate AND kind = :kind AND about = :about
                    """)
                .bind("venue", gate.venue())
                .bind("gate", who)
                .bind("kind", kind)
                .bind("about", about)
                .mapTo(String.class)
                .findOne());
  }

  private long times(String kind, String about) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT times FROM gate_incident WHERE kind = :kind AND about = :about")
                .bind("kind", kind)
                .bind("about", about)
                .mapTo(Long.class)
                .one());
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in a minute").isLessThan(end);
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    }
  }
}
