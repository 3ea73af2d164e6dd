package org.stile.center.grants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stile.center.db.Database;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.TestClock;
import org.stile.center.web.Problem;

@CenterTest
class EndingsTest {
  @Inject Database database;
  @Inject TestClock clock;
  @Inject Grants grants;
  @Inject Expiry expiry;
  @Inject Holders holders;

  private Sale sale;
  private Requests requests;

  @BeforeEach
  void begin() {
    sale = Sale.begin(database, clock.instant(), Sale.rows(2, 10));
    requests =
        new Requests(database, (_, _) -> sale.plan, holders::keep, clock, new java.util.Random(1));
  }

  @AfterEach
  void end() {
    requests.close();
  }

  private Registered end(Registered request, Act act) {
    return database.write(
        handle -> grants.end(handle, "account:1", sale.seller, sale.event, request.id(), act));
  }

  private Registered now(Registered request) {
    return database.read(handle -> grants.one(handle, sale.seller, sale.event, request.id()));
  }

  /** Issues as the register does: on only from a grant whose window is not over. */
  private int issue(Registered request) {
    return database.write(
        handle -> {
          int issued =
              handle
                  .createUpdate(
                      """
                      UPDATE request SET state = 'ISSUED'
                      WHERE id = :id AND state = 'GRANTED' AND window_ends_at > :now
                      """)
                  .bind("id", request.id())
                  .bind("now", clock.instant())
                  .execute();
          if (issued == 1) {
            handle
                .createUpdate(
                    """
                    INSERT INTO ticket (event_id, ticket_index, request_id, seat, chip, signed,
                                        issued_at, changed_at)
                    SELECT event_id, seat, :id, seat, :chip, '\\x00', :now, :now FROM seat
                    WHERE request_id = :id
                    """)
                .bind("id", request.id())
                .bind("chip", request.chip().uid().toArray())
                .bind("now", clock.instant())
                .execute();
          }
          return issued;
        });
  }

  @ParameterizedTest
  @EnumSource(Act.class)
  void an_ended_grant_gives_its_seats_back(Act act) {
    Registered grant = requests.ask(sale.ask(Wish.Named.of(1, 2)));
    assertThat(end(grant, act).state()).isEqualTo(act.to());
    assertThat(sale.held()).isZero();
    assertThat(end(grant, act).state()).isEqualTo(act.to()); // Twice is once.
  }

  @ParameterizedTest
  @EnumSource(Act.class)
  void what_was_issued_is_revoked_when_its_grant_ends(Act act) {
    Registered grant = requests.ask(sale.ask(Wish.Named.of(1, 2)));
    assertThat(issue(grant)).isEqualTo(1);
    end(grant, act);
    assertThat(
            sale.count(
                "SELECT count(*) FROM ticket WHERE status = 'REVOKED' AND event_id = "
                    + sale.event))
        .isEqualTo(2);
    assertThat(
            sale.count(
                "SELECT count(*) FROM seat WHERE reissued AND request_id IS NULL AND event_id = "
                    + sale.event))
        .isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(Act.class)
  void what_has_ended_cannot_end_another_way(Act act) {
    Registered grant = requests.ask(sale.ask(Wish.Named.of(1, 2)));
    end(grant, act);
    for (Act other : Act.values()) {
      if (other != act) {
        assertThatThrownBy(() -> end(grant, other))
            .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.status()).isEqualTo(409));
      }
    }
  }

  @Test
  void another_sellers_grant_is_not_there_to_be_ended() {
    Registered grant = requests.ask(sale.ask(Wish.Named.of(1, 2)));
    assertThatThrownBy(
            () ->
                database.write(
                    handle ->
                        grants.end(
                            handle, "x", sale.seller + 1, sale.event, grant.id(), Act.CANCEL)))
        .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.status()).isEqualTo(404));
    assertThat(sale.held()).isEqualTo(2);
  }

  @Test
  void a_grant_ends_with_its_window_and_not_before() {
    Registered grant = requests.ask(sale.ask(Wish.Named.of(1, 2)));
    clock.advance(Duration.ofMinutes(29));
    expiry.sweep();
    assertThat(now(grant).state()).isEqualTo(State.GRANTED);
    clock.advance(Duration.ofMinutes(2));
    expiry.sweep();
    assertThat(now(grant).state()).isEqualTo(State.EXPIRED);
    assertThat(now(grant).reason()).hasValue("WINDOW_OVER");
    assertThat(sale.held()).isZero();
  }

  @Test
  void what_is_issued_does_not_end_with_the_window() {
    Registered grant = requests.ask(sale.ask(Wish.Named.of(1, 2)));
    issue(grant);
    clock.advance(Duration.ofMinutes(31));
    expiry.sweep();
    assertThat(now(grant).state()).isEqualTo(State.ISSUED);
    assertThat(sale.held()).isEqualTo(2);
  }

  @Test
  void of_issuing_and_the_end_of_the_window_exactly_one_wins() throws Exception {
    for (int round = 0; round < 10; round++) {
      Registered grant = requests.ask(sale.ask(Wish.Named.of(round)));
      clock.advance(Duration.ofMinutes(30).minusMillis(3));
      var barrier = new CyclicBarrier(2);
      try (var threads = Executors.newFixedThreadPool(2)) {
        var issued =
            threads.submit(
                () -> {
                  barrier.await();
                  return issue(grant);
                });
        threads
            .submit(
                () -> {
                  barrier.await();
                  for (int i = 0; i < 5; i++) {
                    expiry.sweep();
                  }
                  return true;
                })
            .get();
        int won = issued.get();
        expiry.sweep();
        Registered after = now(grant);
        assertThat(after.state() == State.ISSUED).isEqualTo(won == 1);
        assertThat(sale.count("SELECT count(*) FROM seat WHERE request_id = " + grant.id()))
            .isEqualTo(won);
      }
      clock.advance(Duration.ofMinutes(1));
    }
  }

  @Test
  void a_cancelled_event_ends_its_grants_and_revokes_what_was_issued() {
    Registered granted = requests.ask(sale.ask(Wish.Named.of(1, 2)));
    Registered issued = requests.ask(sale.ask(Wish.Named.of(3)));
    issue(issued);
    sale.change("UPDATE event SET state = 'CANCELLED' WHERE id = " + sale.event);
    expiry.sweep();
    assertThat(now(granted).state()).isEqualTo(State.CANCELLED);
    assertThat(now(issued).state()).isEqualTo(State.CANCELLED);
    assertThat(sale.held()).isZero();
    assertThat(
            sale.count(
                "SELECT count(*) FROM ticket WHERE status = 'REVOKED' AND event_id = "
                    + sale.event))
        .isEqualTo(1);
    assertThat(requests.ask(sale.ask(Wish.Named.of(1))).reason()).hasValue("EVENT_CANCELLED");
  }

  @Test
  void a_holder_is_kept_sealed_and_forgotten_when_asked_or_when_the_event_is_long_over() {
    Registered first = requests.ask(held(sale.ask(Wish.Named.of(1))));
    Registered second = requests.ask(held(sale.ask(Wish.Named.of(2))));
    assertThat(holder(first)).hasValue(new Holder("Ada Lovelace", "ada@example.org"));
    assertThat(sale.count("SELECT count(*) FROM holder WHERE position('Ada'::bytea IN sealed) > 0"))
        .isZero();
    assertThat(sale.count("SELECT count(*) FROM audit WHERE detail LIKE '%Ada%'")).isZero();
    database.change(handle -> holders.forget(handle, "account:1", first));
    assertThat(holder(first)).isEmpty();
    assertThat(now(first).state()).isEqualTo(State.GRANTED);
    expiry.forgetHolders();
    assertThat(holder(second)).isPresent();
    sale.change(
        "UPDATE event SET last_entry = now() - interval '31 days' WHERE id = " + sale.event);
    expiry.forgetHolders();
    assertThat(holder(second)).isEmpty();
  }

  @Test
  void a_holder_copied_to_another_request_does_not_open() {
    Registered first = requests.ask(held(sale.ask(Wish.Named.of(1))));
    Registered second = requests.ask(sale.ask(Wish.Named.of(2)));
    sale.change(
        "UPDATE holder SET request_id = " + second.id() + " WHERE request_id = " + first.id());
    assertThat(holder(second)).isEmpty();
  }

  @Test
  void the_text_of_a_holder_shows_nothing() {
    assertThat(new Holder("Ada", "x").toString()).doesNotContain("Ada");
  }

  private Ask held(Ask ask) {
    return new Ask(
        ask.event(),
        ask.seller(),
        ask.actor(),
        ask.chip(),
        ask.person(),
        ask.wish(),
        ask.payment(),
        Optional.of(new Holder("Ada Lovelace", "ada@example.org")),
        ask.key(),
        ask.fingerprint());
  }

  private Optional<Holder> holder(Registered request) {
    return database.read(handle -> holders.of(handle, sale.event, request.id()));
  }
}
