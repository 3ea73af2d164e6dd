package org.stile.center.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.broker.Fleet;
import org.stile.center.broker.TestGate;
import org.stile.center.db.Database;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.WithBroker;
import org.stile.core.Bytes;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.sync.DownMessage;
import org.stile.core.sync.DownMessage.Acknowledged;
import org.stile.core.sync.DownMessage.MasterAvailable;
import org.stile.core.sync.DownMessage.Passages;
import org.stile.core.sync.DownMessage.Resend;
import org.stile.core.sync.DownMessage.TimeTold;

/** Gates and center over a real broker, with real clients and certificates. */
@CenterTest
@TestProfile(WithBroker.class)
class WireTest {
  @Inject Fleet fleet;
  @Inject Database database;

  private final Random random = new Random();
  private Fleet.Ground ground;
  private GateJournal one;
  private GateJournal other;

  @BeforeEach
  void gates() {
    ground = fleet.ground();
    one = new GateJournal(ground.gates().get(0), random);
    other = new GateJournal(ground.gates().get(1), random);
  }

  @Test
  void a_hello_is_answered_with_time_acknowledgement_and_the_master_to_fetch() throws Exception {
    awaitMaster();
    try (TestGate gate = fleet.connect(ground, one.gate)) {
      gate.send(one.hello());
      long told = gate.hear(TimeTold.class).wallMs();
      assertThat(Instant.ofEpochMilli(told))
          .isBetween(Instant.now().minusSeconds(60), Instant.now());
      assertThat(gate.hear(Acknowledged.class)).isEqualTo(new Acknowledged(one.logId, 0));
      MasterAvailable offer = gate.hear(MasterAvailable.class);
      assertThat(offer.event().value()).isEqualTo(ground.event());
      byte[] master =
          RestAssured.given().get(offer.path()).then().statusCode(200).extract().asByteArray();
      assertThat(master).hasSize(offer.size());
      assertThat(Bytes.copyOf(master).sha256()).isEqualTo(offer.sha256());
      String guessed = offer.path().replaceFirst("gate-files/.{4}", "gate-files/0000");
      RestAssured.given().get(guessed).then().statusCode(404);
    }
  }

  @Test
  void an_admission_is_acknowledged_and_told_to_the_other_gate_alone() throws Exception {
    one.admit(ground.event(), 7, Instant.now());
    try (TestGate here = fleet.connect(ground, one.gate);
        TestGate there = fleet.connect(ground, other.gate)) {
      there.send(other.hello());
      there.hear(Acknowledged.class);
      here.send(one.message(1, 4));
      assertThat(here.hear(Acknowledged.class)).isEqualTo(new Acknowledged(one.logId, 4));
      var passage = there.hear(Passages.class).passages().getFirst();
      assertThat(passage.logId()).isEqualTo(one.logId);
      assertThat(passage.gate()).isEqualTo(one.gate.gate());
      assertThat(passage.ticket().index()).isEqualTo(7);
      assertThat(passage.state()).isEqualTo(State.PASSED);
      assertThat(passage.asOf()).isEqualTo(4);
    }
  }

  @Test
  void a_gate_that_was_away_is_told_what_it_missed() throws Exception {
    one.admit(ground.event(), 7, Instant.now());
    try (TestGate here = fleet.connect(ground, one.gate)) {
      here.send(one.message(1, 4));
      here.hear(Acknowledged.class);
    }
    try (TestGate there = fleet.connect(ground, other.gate)) {
      there.send(other.hello());
      assertThat(there.hear(Passages.class).passages())
          .extracting(passage -> passage.ticket().index())
          .containsExactly(7);
    }
  }

  @Test
  void a_gate_that_was_told_too_much_is_asked_to_send_it_again() throws Exception {
    one.admit(ground.event(), 7, Instant.now());
    try (TestGate gate = fleet.connect(ground, one.gate)) {
      gate.send(one.hello());
      gate.hear(Acknowledged.class);
      gate.send(one.message(1, 2));
      assertThat(gate.hear(Acknowledged.class).sequence()).isEqualTo(2);
      // Somebody said that all four are kept; that could be true, so the gate believes it.
      gate.send(one.health(4, 0, Instant.now(), Optional.empty()));
      assertThat(gate.hear(Resend.class)).isEqualTo(new Resend(one.logId, 2));
      // The same but for one thing: it takes no more for kept than is.
      gate.send(one.health(4, 2, Instant.now(), Optional.empty()));
      gate.hear(TimeTold.class);
      gate.send(one.message(3, 4));
      assertThat(gate.hear(DownMessage.class)).isEqualTo(new Acknowledged(one.logId, 4));
    }
  }

  @Test
  void what_was_sent_before_a_cut_and_again_after_it_is_there_once() throws Exception {
    for (int ticket = 0; ticket < 200; ticket++) {
      one.admit(ground.event(), ticket, Instant.now());
    }
    var messages = one.messages(100);
    try (TestGate gate = fleet.connect(ground, one.gate)) {
      for (var message : messages.subList(0, 4)) {
        gate.send(message);
      }
      gate.cut();
    }
    try (TestGate gate = fleet.connect(ground, one.gate)) {
      gate.send(one.hello());
      for (var message : messages) {
        gate.send(message);
      }
      while (gate.hear(Acknowledged.class).sequence() < one.last()) {}
    }
    List<Long> counts =
        database.read(
            handle ->
                handle
                    .createQuery(
                        "SELECT count(*) FROM passage WHERE event_id = :event AND state = 4")
                    .bind("event", ground.event())
                    .mapTo(Long.class)
                    .list());
    assertThat(counts).containsExactly(200L);
  }

  private void awaitMaster() throws InterruptedException {
    long end = System.nanoTime() + 60_000_000_000L;
    while (!database.read(
        handle ->
            handle
                .createQuery("SELECT EXISTS (SELECT FROM master_version WHERE event_id = :event)")
                .bind("event", ground.event())
                .mapTo(boolean.class)
                .one())) {
      assertThat(System.nanoTime()).as("a master in a minute").isLessThan(end);
      Thread.sleep(50);
    }
  }
}
