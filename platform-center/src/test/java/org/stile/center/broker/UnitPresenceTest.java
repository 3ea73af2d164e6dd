package org.stile.center.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.board.BoardView;
import org.stile.center.board.Boards;
import org.stile.center.board.GateCounts.Liveness;
import org.stile.center.board.Matchday;
import org.stile.center.db.Database;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.Samples;
import org.stile.center.testing.WithBroker;
import org.stile.core.Bytes;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.SyncTopic;
import org.stile.core.sync.SyncTopic.Channel;
import org.stile.core.sync.UnitMessage;
import org.stile.core.sync.UnitMessage.Gone;
import org.stile.core.sync.UnitMessage.There;
import org.stile.core.sync.UnitTopic;
import org.stile.core.sync.UpMessage.Hello;

/** A venue's unit that dies: its broker connection is the real one, and so is the broker's word. */
@CenterTest
@TestProfile(WithBroker.class)
class UnitPresenceTest {
  @Inject Fleet fleet;
  @Inject Matchday matchday;
  @Inject Boards boards;
  @Inject UnitEnrolments units;
  @Inject Database database;

  private final SecureRandom random = new SecureRandom();
  private Matchday.Evening evening;
  private long venue;
  private GateName through;
  private GateName itself;
  private Bytes ofThrough;
  private BrokerLink link;

  @BeforeEach
  void unitWithOneGateBesideOneOfItsOwn() throws Exception {
    evening = matchday.evening(500);
    venue = evening.ground().venue();
    through = evening.gate(0);
    itself = evening.gate(1);
    ofThrough = drawn();
    link = connect();
    tell(through, hello(ofThrough));
    tell(there());
    await(() -> state(through) == Liveness.LIVE && unit().state() == Liveness.LIVE);
  }

  @AfterEach
  void close() {
    link.stop();
  }

  private BrokerLink connect() throws Exception {
    String pem =
        database
            .write(
                handle ->
                    units.enrol(
                        handle,
                        Samples.caller(evening.ground().organizer()),
                        venue,
                        List.of("unit.local"),
                        "center.example",
                        1))
            .pem();
    var up = new CountDownLatch(1);
    var fresh =
        new BrokerLink(
            new BrokerEndpoint(
                "ssl://127.0.0.1:" + fleet.port(),
                Optional.of(UnitName.client(venue)),
                Optional.of(UnitName.client(venue)),
                Optional.empty(),
                Optional.of(Fleet.tls(pem).getSocketFactory())),
            List.of(UnitName.filter(venue)),
            (_, _, done) -> done.run(),
            random,
            up::countDown,
            Optional.of(
                new BrokerLink.Presence(
                    new UnitTopic(venue).toString(), boot -> SyncCodec.encode(new Gone(boot)))));
    fresh.start();
    assertThat(up.await(60, TimeUnit.SECONDS)).isTrue();
    return fresh;
  }

  private Bytes boot() {
    return link.connection().orElseThrow();
  }

  private There there() {
    return new There(
        boot(), List.of(new UnitMessage.Gate(through.gate(), ofThrough)), 0, OptionalLong.empty());
  }

  private void tell(UnitMessage message) {
    link.publish(new UnitTopic(venue).toString(), SyncCodec.encode(message).toArray());
  }

  private void tell(GateName gate, Hello hello) {
    link.publish(
        new SyncTopic(venue, gate.gate(), Channel.UP).toString(),
        SyncCodec.encode(hello).toArray());
  }

  private Hello hello(Bytes bootId) {
    return new Hello(drawn(), bootId, 0, List.of(), 0, "1");
  }

  private Bytes drawn() {
    byte[] id = new byte[16];
    random.nextBytes(id);
    return Bytes.copyOf(id);
  }

  private BoardView.Unit unit() {
    BoardView.Unit unit = boards.now(evening.event()).head().unit();
    assertThat(unit).isNotNull();
    return unit;
  }

  private Liveness state(GateName gate) {
    return boards.now(evening.event()).gates().stream()
        .filter(each -> each.name().equals(gate.gate().value()))
        .findFirst()
        .orElseThrow()
        .state();
  }

  private List<String> incidents() {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT gate || ' ' || kind FROM gate_incident WHERE venue_id = :venue
                    """)
                .bind("venue", venue)
                .mapTo(String.class)
                .list());
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in a minute").isLessThan(end);
      Thread.sleep(20);
    }
  }

  @Test
  void with_the_unit_dead_what_is_known_through_it_is_unknown_at_once_and_nothing_else()
      throws Exception {
    try (TestGate open = fleet.connect(evening.ground(), itself)) {
      open.send(hello(drawn()));
      await(() -> state(itself) == Liveness.LIVE);
      assertThat(boards.now(evening.event()).head().summary()).doesNotContain("offline");
      assertThat(unit().gates()).isEqualTo(1);
      link.stop(); // Without a word, as a power cut does it.
      await(() -> unit().state() == Liveness.OFFLINE);
      assertThat(state(through)).isEqualTo(Liveness.OFFLINE);
      assertThat(state(itself)).isEqualTo(Liveness.LIVE);
      BoardView.Head head = boards.now(evening.event()).head();
      assertThat(head.summary()).contains("+ up to ").contains("1 gate offline");
      assertThat(head.unknown().upTo()).isPositive();
      assertThat(unit().says()).contains("What 1 gate did since is not known here.");
    }
  }

  @Test
  void a_gate_that_then_comes_itself_is_live_though_the_unit_is_dead() throws Exception {
    link.stop();
    await(() -> state(through) == Liveness.OFFLINE);
    try (TestGate open = fleet.connect(evening.ground(), through)) {
      open.send(hello(drawn()));
      await(() -> state(through) == Liveness.LIVE);
      assertThat(unit().state()).isEqualTo(Liveness.OFFLINE);
    }
  }

  @Test
  void the_late_death_of_an_earlier_connection_kills_no_newer_one() throws Exception {
    Bytes earlier = boot();
    link.stop();
    await(() -> unit().state() == Liveness.OFFLINE);
    link = connect();
    tell(there());
    await(() -> unit().state() == Liveness.LIVE);
    assertThat(state(through)).isEqualTo(Liveness.LIVE); // The same connection with its gate.
    tell(new Gone(earlier)); // As a broker tells it once more, late.
    tell(new There(boot(), List.of(), 0, OptionalLong.empty()));
    await(() -> unit().gates() == 0);
    assertThat(unit().state()).isEqualTo(Liveness.LIVE);
    tell(new Gone(boot())); // The same but for the boot id.
    await(() -> unit().state() == Liveness.OFFLINE);
  }

  @Test
  void what_a_dead_connection_told_does_not_bring_it_back() throws Exception {
    tell(new Gone(boot()));
    await(() -> unit().state() == Liveness.OFFLINE);
    tell(there()); // Two nodes took them in the other order.
    link.publish(new UnitTopic(venue).toString(), new byte[] {1}); // Taken in after it.
    await(() -> incidents().contains("venue unit MALFORMED"));
    assertThat(unit().state()).isEqualTo(Liveness.OFFLINE);
  }

  @Test
  void nobody_but_the_unit_of_the_venue_says_how_it_is() throws Exception {
    String topic = new UnitTopic(venue).toString();
    byte[] gone = SyncCodec.encode(new Gone(boot())).toArray();
    try (TestGate open = fleet.connect(evening.ground(), itself)) {
      assertThatThrownBy(() -> open.publish(topic, gone)).isInstanceOf(MqttException.class);
    }
    await(() -> incidents().contains(itself.gate() + " FOREIGN_TOPIC"));
    Fleet.Ground elsewhere = fleet.ground();
    link.publish(new UnitTopic(elsewhere.venue()).toString(), gone); // Ends the connection.
    await(() -> incidents().contains("venue unit FOREIGN_TOPIC"));
    assertThat(
            database.<Boolean>read(
                handle ->
                    handle
                        .createQuery(
                            "SELECT EXISTS (SELECT FROM venue_unit WHERE venue_id = :venue)")
                        .bind("venue", elsewhere.venue())
                        .mapTo(boolean.class)
                        .one()))
        .isFalse();
  }
}
