package org.stile.center.sellers;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.center.testing.People.Person;

@CenterTest
class AllotmentRaceTest {
  private static final int THREADS = 16;

  @Inject People people;
  @Inject Stadium stadium;

  @Test
  void of_organizers_who_give_the_same_seats_to_different_sellers_one_succeeds() throws Exception {
    Person organizer = people.organizer();
    long event = stadium.event(organizer, 1_000);
    List<Person> sellers = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Person seller = people.seller();
      stadium.handles(organizer, event, seller);
      sellers.add(seller);
    }
    String body = "{\"by\":\"cells\",\"seller\":%d,\"cells\":[[%d,200]]}";
    // All overlap in the seats 15 to 199.
    List<Integer> statuses =
        atOnce(
            i ->
                stadium
                    .allot(organizer, event, body.formatted(sellers.get(i).party(), i))
                    .extract()
                    .statusCode());
    assertThat(statuses).containsOnly(200, 409);
    assertThat(statuses.stream().filter(status -> status == 200)).hasSize(1);
    assertThat(stadium.count(event, "seller_id IS NOT NULL")).isEqualTo(200);
    assertThat(stadium.seatsOf(event, sellers.get(statuses.indexOf(200)))).hasSize(200);
  }

  @Test
  void counts_asked_for_at_once_never_take_each_others_seats() throws Exception {
    Person organizer = people.organizer();
    long event = stadium.event(organizer, 1_000);
    Person seller = people.seller();
    stadium.handles(organizer, event, seller);
    String body = "{\"by\":\"count\",\"count\":60,\"seller\":" + seller.party() + "}";
    List<Integer> statuses =
        atOnce(_ -> stadium.allot(organizer, event, body).extract().statusCode());
    assertThat(statuses).containsOnly(200);
    assertThat(stadium.seatsOf(event, seller)).hasSize(THREADS * 60);
  }

  @Test
  void while_sellers_sell_each_seat_withdrawn_is_unsold_and_each_sold_one_stays() throws Exception {
    Person organizer = people.organizer();
    long event = stadium.event(organizer, 1_000);
    Person from = people.seller();
    Person to = people.seller();
    stadium.handles(organizer, event, from);
    stadium.handles(organizer, event, to);
    String all = "{\"by\":\"cells\",\"seller\":%d,\"cells\":[[0,1000]]}".formatted(from.party());
    stadium.allot(organizer, event, all).statusCode(200);
    String give = "{\"what\":\"all\",\"seller\":%d,\"giveTo\":%d}";
    var sold = new AtomicInteger();
    var moved = new AtomicInteger();
    atOnce(
        i -> {
          if (i == 0) {
            // Somewhere in the middle of the others' sales.
            while (sold.get() < 100) {
              Thread.onSpinWait();
            }
            moved.set(
                stadium
                    .withdraw(organizer, event, give.formatted(from.party(), to.party()))
                    .statusCode(200)
                    .extract()
                    .path("seats"));
            return 0;
          }
          for (int seat = i - 1; seat + THREADS < 1_000; seat += THREADS - 1) {
            // Backwards half of the time: locks are asked for in both orders.
            Integer other = seat + 1;
            Integer[] pair = i % 2 == 0 ? new Integer[] {seat, other} : new Integer[] {other, seat};
            sold.addAndGet(stadium.sell(event, from, i, pair));
          }
          return 0;
        });
    assertThat(stadium.count(event, "request_id IS NOT NULL")).isEqualTo(sold.get());
    assertThat(stadium.count(event, "request_id IS NOT NULL AND seller_id <> " + from.party()))
        .as("sold seats that went to somebody else")
        .isZero();
    assertThat(moved.get() + sold.get()).isEqualTo(1_000);
    assertThat(stadium.seatsOf(event, to)).hasSize(moved.get());
    assertThat(moved.get()).isPositive();
  }

  private interface Work {
    int of(int thread) throws Exception;
  }

  private static List<Integer> atOnce(Work work) throws Exception {
    var barrier = new CyclicBarrier(THREADS);
    try (var threads = Executors.newFixedThreadPool(THREADS)) {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        tasks.add(
            () -> {
              barrier.await();
              return work.of(thread);
            });
      }
      var results = new ArrayList<Integer>();
      for (Future<Integer> result : threads.invokeAll(tasks)) {
        results.add(result.get());
      }
      return results;
    }
  }
}
