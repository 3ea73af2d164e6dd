package org.stile.center.events;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.stile.center.db.Database;
import org.stile.center.seating.SeatPlans;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.center.testing.Samples;

@CenterTest
class PublishingTest {
  @Inject People people;
  @Inject Samples samples;
  @Inject Database database;
  @Inject Events events;
  @Inject SeatPlans plans;

  @Test
  void a_published_event_is_there_whole_with_a_row_for_each_seat() {
    long start = System.nanoTime();
    var sample = samples.published(people.organizer(), 100_000);
    System.out.println("published 100 000 seats in ms " + (System.nanoTime() - start) / 1_000_000);
    PublishedEvent published =
        database.read(handle -> events.published(handle, sample.event())).orElseThrow();
    assertThat(published.version()).isEqualTo(1);
    assertThat(published.venue().gates()).hasSize(29);
    assertThat(published.venue().zones()).hasSize(14);
    int rows =
        database.read(
            handle ->
                handle
                    .createQuery("SELECT count(*) FROM seat WHERE event_id = :event")
                    .bind("event", sample.event())
                    .mapTo(int.class)
                    .one());
    assertThat(rows).isEqualTo(100_000);
    int[] types =
        database.read(
            handle ->
                handle
                    .createQuery("SELECT type FROM seat WHERE event_id = :event ORDER BY seat")
                    .bind("event", sample.event())
                    .mapTo(int.class)
                    .list()
                    .stream()
                    .mapToInt(Integer::intValue)
                    .toArray());
    assertThat(types)
        .isEqualTo(database.read(handle -> plans.ofEvent(handle, sample.event())).seatTypes());
  }
}
