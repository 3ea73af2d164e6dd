package org.stile.center.grants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.db.Database;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.TestClock;
import org.stile.center.web.Problem;

@CenterTest
class RequestsTest {
  @Inject Database database;
  @Inject TestClock clock;

  private Sale sale;
  private Requests requests;

  @BeforeEach
  void begin() {
    sale = Sale.begin(database, clock.instant(), Sale.rows(4, 10));
    requests =
        new Requests(database, (_, _) -> sale.plan, (_, _, _, _) -> {}, clock, new Random(1));
  }

  @AfterEach
  void end() {
    requests.close();
  }

  @Test
  void named_seats_are_granted_and_held_until_the_window_ends() {
    Registered grant = requests.ask(sale.ask(Wish.Named.of(3, 4)));
    assertThat(grant.state()).isEqualTo(State.GRANTED);
    assertThat(grant.seats()).containsExactly(3, 4);
    assertThat(grant.windowEndsAt())
        .hasValueSatisfying(
            end ->
                assertThat(Duration.between(grant.requestedAt(), end))
                    .isEqualTo(Duration.ofMinutes(30)));
    assertThat(sale.held()).isEqualTo(2);
  }

  @Test
  void a_second_request_cannot_have_the_same_seat_and_learns_which_it_was() {
    requests.ask(sale.ask(Wish.Named.of(3, 4)));
    Registered refusal = requests.ask(sale.ask(Wish.Named.of(4, 5)));
    assertThat(refusal.state()).isEqualTo(State.REFUSED);
    assertThat(refusal.reason()).hasValue("SEAT_TAKEN");
    assertThat(refusal.lost()).containsExactly(4);
    assertThat(sale.held()).isEqualTo(2);
  }

  @Test
  void seats_of_another_seller_or_of_nobody_are_not_granted() {
    sale.change("UPDATE seat SET seller_id = NULL WHERE seat = 5 AND event_id = " + sale.event);
    assertThat(requests.ask(sale.ask(Wish.Named.of(5))).reason()).hasValue("SEAT_NOT_ALLOTTED");
    assertThat(requests.ask(sale.ask(Wish.Named.of(6))).state()).isEqualTo(State.GRANTED);
  }

  @Test
  void blocked_seats_are_not_granted() {
    sale.change("UPDATE seat SET blocked = true WHERE seat = 5 AND event_id = " + sale.event);
    assertThat(requests.ask(sale.ask(Wish.Named.of(5))).reason()).hasValue("SEAT_BLOCKED");
  }

  @Test
  void an_event_the_seller_does_not_handle_is_not_there() {
    sale.change("DELETE FROM event_seller WHERE event_id = " + sale.event);
    assertThatThrownBy(() -> requests.ask(sale.ask(Wish.Named.of(5))))
        .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.status()).isEqualTo(404));
    assertThat(sale.held()).isZero();
  }

  @Test
  void the_best_seats_are_side_by_side_in_the_middle_of_the_first_row() {
    assertThat(requests.ask(sale.ask(Wish.Best.of(2, true))).seats()).containsExactly(4, 5);
  }

  @Test
  void a_seat_whose_window_is_over_is_granted_at_once_by_name() {
    requests.ask(sale.ask(Wish.Named.of(3, 4)));
    clock.advance(Duration.ofMinutes(31));
    Registered second = requests.ask(sale.ask(Wish.Named.of(4, 5)));
    assertThat(second.state()).isEqualTo(State.GRANTED);
    assertThat(sale.held()).isEqualTo(2);
  }

  @Test
  void a_seat_whose_window_is_not_over_is_not_granted() {
    requests.ask(sale.ask(Wish.Named.of(3, 4)));
    clock.advance(Duration.ofMinutes(29));
    assertThat(requests.ask(sale.ask(Wish.Named.of(4, 5))).reason()).hasValue("SEAT_TAKEN");
  }

  @Test
  void seats_whose_window_is_over_are_granted_at_once_as_best_available() {
    requests.ask(sale.ask(Wish.Best.of(40, false)));
    assertThat(requests.ask(sale.ask(Wish.Best.of(1, true))).reason()).hasValue("SOLD_OUT");
    clock.advance(Duration.ofMinutes(31));
    assertThat(requests.ask(sale.ask(Wish.Best.of(10, true))).state()).isEqualTo(State.GRANTED);
  }

  @Test
  void seats_another_node_gave_back_are_seen_before_anybody_is_told_sold_out() {
    Registered all = requests.ask(sale.ask(Wish.Best.of(40, false)));
    sale.change("UPDATE seat SET request_id = NULL WHERE request_id = " + all.id());
    assertThat(requests.ask(sale.ask(Wish.Best.of(10, true))).state()).isEqualTo(State.GRANTED);
  }

  @Test
  void enough_seats_but_apart_are_refused_only_to_those_who_want_to_sit_together() {
    for (int seat = 0; seat < 40; seat += 2) {
      requests.ask(sale.ask(Wish.Named.of(seat)));
    }
    assertThat(requests.ask(sale.ask(Wish.Best.of(2, true))).reason()).hasValue("NOT_CONSECUTIVE");
    assertThat(requests.ask(sale.ask(Wish.Best.of(2, false))).seats()).hasSize(2);
  }

  @Test
  void the_same_key_is_the_same_request() {
    Ask ask = sale.ask(Wish.Best.of(2, true));
    Registered first = requests.ask(ask);
    assertThat(requests.ask(ask)).isEqualTo(first);
    assertThat(sale.held()).isEqualTo(2);
  }

  @Test
  void the_same_key_for_something_else_is_an_error() {
    Ask ask = sale.ask(Wish.Best.of(2, true));
    requests.ask(ask);
    assertThatThrownBy(() -> requests.ask(sale.ask(Wish.Best.of(3, true), ask.chip(), ask.key())))
        .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.status()).isEqualTo(422));
    assertThat(sale.held()).isEqualTo(2);
  }

  @Test
  void what_is_granted_and_refused_is_in_the_audit_log() {
    Registered grant = requests.ask(sale.ask(Wish.Named.of(3)));
    Registered refusal = requests.ask(sale.ask(Wish.Named.of(3)));
    for (Registered request : List.of(grant, refusal)) {
      assertThat(
              sale.count(
                  "SELECT count(*) FROM audit WHERE subject = 'request:%d/%d' AND action = '%s'"
                      .formatted(
                          sale.event,
                          request.id(),
                          request == grant ? "request.grant" : "request.refuse")))
          .isEqualTo(1);
    }
  }
}
