package org.stile.center.grants;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.db.Database;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.TestClock;
import org.stile.core.Bytes;
import org.stile.core.id.ChipId;

/** Requests that come at one moment, to one node and to two that share a database. */
@CenterTest
class RequestsTogetherTest {
  private static final int THREADS = 32;

  @Inject Database database;
  @Inject TestClock clock;

  private Sale sale;
  private Requests requests;

  @BeforeEach
  void begin() {
    sale = Sale.begin(database, clock.instant(), Sale.rows(4, 10));
    requests = node();
  }

  @AfterEach
  void end() {
    requests.close();
  }

  private Requests node() {
    return node(sale);
  }

  private Requests node(Sale of) {
    return new Requests(database, (_, _) -> of.plan, (_, _, _, _) -> {}, clock, new Random(1));
  }

  @Test
  void the_same_key_at_once_on_two_nodes_is_one_request() throws Exception {
    Ask ask = sale.ask(Wish.Best.of(2, true));
    try (Requests other = node()) {
      List<Registered> answers = atOnce(i -> (i % 2 == 0 ? requests : other).ask(ask));
      assertThat(answers.stream().map(Registered::id).distinct()).hasSize(1);
    }
    assertThat(sale.held()).isEqualTo(2);
  }

  @Test
  void of_many_who_want_the_same_seats_at_once_exactly_one_gets_them() throws Exception {
    try (Requests other = node()) {
      List<Registered> answers =
          atOnce(i -> (i % 2 == 0 ? requests : other).ask(sale.ask(Wish.Named.of(7, 8, 9))));
      assertThat(answers).filteredOn(r -> r.state() == State.GRANTED).hasSize(1);
      assertThat(answers)
          .filteredOn(r -> r.state() == State.REFUSED)
          .allSatisfy(r -> assertThat(r.reason()).hasValue("SEAT_TAKEN"));
    }
    assertThat(sale.held()).isEqualTo(3);
  }

  @Test
  void overlapping_wishes_in_any_order_neither_deadlock_nor_oversell() throws Exception {
    try (Requests other = node()) {
      List<Registered> answers =
          atOnce(
              i ->
                  (i % 2 == 0 ? requests : other)
                      .ask(sale.ask(Wish.Named.of((i * 7) % 40, (i * 11 + 1) % 40))));
      long granted = answers.stream().mapToLong(r -> r.seats().size()).sum();
      assertThat(sale.held()).isEqualTo(granted);
      assertThat(answers.stream().flatMap(r -> r.seats().stream())).doesNotHaveDuplicates();
    }
  }

  @Test
  void best_available_on_two_nodes_at_once_sells_every_seat_once() throws Exception {
    try (Requests other = node()) {
      List<Registered> answers =
          atOnce(i -> (i % 2 == 0 ? requests : other).ask(sale.ask(Wish.Best.of(2, true))));
      assertThat(answers).filteredOn(r -> r.state() == State.GRANTED).hasSize(20);
      assertThat(answers.stream().flatMap(r -> r.seats().stream())).doesNotHaveDuplicates();
    }
    assertThat(sale.held()).isEqualTo(40);
  }

  @Test
  void nodes_that_sell_one_allotment_at_once_choose_apart() throws Exception {
    Sale large = Sale.begin(database, clock.instant(), Sale.rows(40, 20));
    try (Requests one = node(large);
        Requests two = node(large)) {
      // Both read all before either sells: each believes the other's seats free.
      one.ask(large.ask(Wish.Best.of(1, true)));
      two.ask(large.ask(Wish.Best.of(1, true)));
      var rows = new ArrayList<Set<Integer>>();
      for (Requests node : List.of(one, two, one, two)) {
        var of = new HashSet<Integer>();
        for (int i = 0; i < 5; i++) {
          of.add(node.ask(large.ask(Wish.Best.of(1, true))).seats().getFirst() / 20);
        }
        rows.add(of);
      }
      assertThat(rows.get(2)).doesNotContainAnyElementsOf(rows.get(3));
      assertThat(rows.stream().flatMap(Set::stream))
          .as("nobody is sent far away")
          .allMatch(row -> row <= Aside.ROWS_MAX + 1);
    }
    assertThat(large.held()).isEqualTo(22);
  }

  @Test
  void nodes_that_choose_apart_still_sell_the_last_seat_of_an_area() throws Exception {
    Sale area = Sale.begin(database, clock.instant(), Sale.area(60));
    try (Requests one = node(area);
        Requests two = node(area)) {
      List<Registered> answers =
          atOnce(i -> (i % 2 == 0 ? one : two).ask(area.ask(Wish.Best.of(2, true))));
      assertThat(answers).filteredOn(r -> r.state() == State.GRANTED).hasSize(30);
      assertThat(answers.stream().flatMap(r -> r.seats().stream())).doesNotHaveDuplicates();
    }
    assertThat(area.held()).isEqualTo(60);
  }

  @Test
  void a_mate_of_the_same_moment_who_is_refused_takes_nothing_from_the_others() throws Exception {
    requests.ask(sale.ask(Wish.Named.of(0)));
    // Every other one wants a seat that is gone, and with it one that the next one wants.
    List<Registered> answers =
        atOnce(
            i ->
                requests.ask(
                    sale.ask(i % 2 == 0 ? Wish.Named.of(0, 1 + i) : Wish.Named.of(i, i + 1))));
    for (int i = 0; i < answers.size(); i++) {
      if (i % 2 == 0) {
        assertThat(answers.get(i).lost()).contains(0);
      } else {
        assertThat(answers.get(i).state()).as("%d", i).isEqualTo(State.GRANTED);
      }
    }
    assertThat(sale.held()).isEqualTo(1 + THREADS);
  }

  @Test
  void a_seat_that_another_has_locked_is_waited_for_and_lost_only_if_it_is_taken()
      throws Exception {
    for (boolean kept : List.of(true, false)) {
      var locked = new CountDownLatch(1);
      var asked = new CountDownLatch(1);
      int seat = kept ? 20 : 22;
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var answer =
            threads.submit(
                () -> {
                  locked.await();
                  asked.countDown();
                  return requests.ask(sale.ask(Wish.Named.of(seat, seat + 1)));
                });
        try {
          database.change(
              handle -> {
                handle.execute(
                    "UPDATE seat SET blocked = true WHERE seat = ? AND event_id = ?",
                    seat,
                    sale.event);
                locked.countDown();
                await(asked);
                awaitBlocked(1);
                if (!kept) {
                  throw new IllegalStateException("rolled back");
                }
              });
        } catch (IllegalStateException expected) {
          assertThat(kept).isFalse();
        }
        Registered request = answer.get();
        assertThat(request.lost()).isEqualTo(kept ? List.of(seat) : List.of());
        assertThat(request.reason())
            .isEqualTo(kept ? Optional.of("SEAT_BLOCKED") : Optional.empty());
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns when so many sessions of this database wait for a lock. */
  private void awaitBlocked(int sessions) {
    while (sale.count(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname ="
                + " current_database()")
        < sessions) {
      Thread.onSpinWait();
    }
  }

  /** Each asks for one or two seats, with a chip of three and for a person of two, on two nodes. */
  private Ask limited(int i, List<ChipId> chips) {
    Ask ask =
        sale.ask(
            i % 3 == 0 ? Wish.Named.of(i % 40) : Wish.Best.of(1 + i % 2, true),
            chips.get(i % chips.size()),
            "limit-" + sale.event + "-" + i);
    return new Ask(
        ask.event(),
        ask.seller(),
        ask.actor(),
        ask.chip(),
        Optional.of(Bytes.of(1, i % 2).sha256()),
        ask.wish(),
        ask.payment(),
        ask.holder(),
        ask.key(),
        ask.fingerprint());
  }

  @Test
  void neither_chip_nor_person_ever_passes_its_limit_however_requests_come_together()
      throws Exception {
    List<ChipId> chips = List.of(Sale.chip(), Sale.chip(), Sale.chip());
    try (Requests other = node()) {
      for (int round = 0; round < 4; round++) {
        sale.rule("per_chip_max = " + (3 + round) + ", per_person_max = " + (5 + round));
        int base = round * THREADS;
        List<Registered> answers =
            atOnce(i -> (i % 2 == 0 ? requests : other).ask(limited(base + i, chips)));
        assertThat(answers)
            .filteredOn(r -> r.state() == State.REFUSED)
            .extracting(r -> r.reason().orElseThrow())
            .isSubsetOf("CHIP_LIMIT", "PERSON_LIMIT", "SEAT_TAKEN", "NOT_CONSECUTIVE");
        assertThat(mostHeldBy("chip")).isEqualTo(3 + round);
        assertThat(mostHeldBy("person")).isLessThanOrEqualTo(5 + round);
      }
    }
  }

  private long mostHeldBy(String column) {
    return sale.count(
        "SELECT coalesce(max(n), 0) FROM (SELECT sum(cardinality(seats)) AS n FROM request"
            + (" WHERE state = 'GRANTED' AND event_id = " + sale.event + " GROUP BY " + column)
            + ") AS of");
  }

  @Test
  void a_chip_limit_holds_when_many_ask_at_once() throws Exception {
    sale.rule("per_chip_max = 4");
    ChipId chip = Sale.chip();
    try (Requests other = node()) {
      List<Registered> answers =
          atOnce(
              i ->
                  (i % 2 == 0 ? requests : other)
                      .ask(sale.ask(Wish.Best.of(1, true), chip, "chip-" + chip + "-" + i)));
      assertThat(answers).filteredOn(r -> r.state() == State.GRANTED).hasSize(4);
      assertThat(answers)
          .filteredOn(r -> r.state() == State.REFUSED)
          .allSatisfy(r -> assertThat(r.reason()).hasValue("CHIP_LIMIT"));
    }
  }

  private interface Numbered {
    Registered call(int number);
  }

  /** The answers of many threads that begin at one moment. */
  private static List<Registered> atOnce(Numbered work) throws Exception {
    var barrier = new CyclicBarrier(THREADS);
    try (var threads = Executors.newFixedThreadPool(THREADS)) {
      List<Callable<Registered>> calls =
          IntStream.range(0, THREADS)
              .<Callable<Registered>>mapToObj(
                  i ->
                      () -> {
                        barrier.await();
                        return work.call(i);
                      })
              .toList();
      var answers = new ArrayList<Registered>();
      for (var future : threads.invokeAll(calls)) {
        answers.add(future.get());
      }
      return answers;
    }
  }
}
