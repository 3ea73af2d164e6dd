package org.stile.center.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.stile.center.broker.Fleet;
import org.stile.center.broker.GateName;
import org.stile.center.db.Database;
import org.stile.center.settlement.Settlement;
import org.stile.center.settlement.Settlement.Missing;
import org.stile.center.settlement.Settlement.Why;
import org.stile.center.settlement.Settling;
import org.stile.center.testing.Grants;
import org.stile.center.testing.People;
import org.stile.center.testing.Samples;

/** An event is over, eight people came, and every gate has told everything. */
abstract class AfterAnEvent {
  @Inject Fleet fleet;
  @Inject Batches batches;
  @Inject Settling settling;
  @Inject Database database;
  @Inject Grants grants;
  @Inject People people;
  @Inject InstantSource clock;

  final Random random = new Random();
  Fleet.Ground ground;
  SoldOut sold;
  Instant over;

  @BeforeEach
  void an_event_is_over_and_every_gate_has_told_everything() {
    ground = fleet.ground();
    sold = SoldOut.of(database, grants, ground, List.of(people.seller()), 0, 12, random);
    over = clock.instant().truncatedTo(ChronoUnit.SECONDS).minusSeconds(600);
    sold.over(over);
    for (int gate = 0; gate < ground.gates().size(); gate++) {
      var journal = new GateJournal(ground.gates().get(gate), random);
      if (gate < 8) {
        journal.admit(ground.event(), gate, over.minusSeconds(3_600 - 320L * gate));
      } else {
        journal.note("STARTED", over.minusSeconds(3_600));
      }
      greet(journal);
      take(journal);
      health(journal, clock.instant());
    }
  }

  void greet(GateJournal journal) {
    batches.take(List.of(journal.delivered(journal.hello())));
  }

  void take(GateJournal journal) {
    journal.messages(50).forEach(rows -> batches.take(List.of(journal.delivered(rows))));
  }

  /** It says how many rows it has, after it was told that time. */
  void health(GateJournal journal, Instant told) {
    health(journal, journal.last(), told);
  }

  void health(GateJournal journal, long last, Instant told) {
    batches.take(
        List.of(journal.delivered(journal.health(last, 0, clock.instant(), Optional.of(told)))));
  }

  GateName gate(int number) {
    return ground.gates().get(number);
  }

  Settlement settle() {
    return database.readOneMoment(
        handle -> settling.of(handle, Samples.caller(ground.organizer()), ground.event()));
  }

  List<Why> whys() {
    return settle().missing().stream().map(Missing::why).distinct().toList();
  }

  void change(String sql, Object... values) {
    assertThat(database.<Integer>write(handle -> handle.execute(sql, values))).isPositive();
  }
}
