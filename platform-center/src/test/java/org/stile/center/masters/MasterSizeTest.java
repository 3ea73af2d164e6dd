package org.stile.center.masters;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.stile.center.db.Database;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.center.testing.Samples;

/** Budget: a master of 100 000 seats is built and signed in 3 s; 1 MB at most. */
@CenterTest
class MasterSizeTest {
  @Inject People people;
  @Inject Samples samples;
  @Inject Masters masters;
  @Inject Database database;

  @Test
  void a_hundred_thousand_seats_of_which_500_were_taken_back() {
    long event = samples.publishedEvent(people.organizer(), 100_000);
    masters.publish(event);
    database.change(
        handle -> {
          long request =
              handle
                  .createUpdate(
                      """
                      INSERT INTO request (event_id, seller_id, chip, seats, wanted, state,
                        idempotency_key, fingerprint, requested_at)
                      VALUES (?, 0, '\\x04112233445566', '{}', 1, 'ISSUED', 'size', '\\x00', now())
                      """)
                  .bind(0, event)
                  .executeAndReturnGeneratedKeys("id")
                  .mapTo(long.class)
                  .one();
          handle.execute(
              """
              INSERT INTO ticket (event_id, ticket_index, request_id, seat, chip, status, signed,
                issued_at, changed_at)
              SELECT ?, i, ?, i, '\\x04112233445566',
                CASE WHEN i % 200 = 0 THEN 'REVOKED' ELSE 'VALID' END, '\\x00', now(), now()
              FROM generate_series(0, 99999) i
              """,
              event, request);
        });
    long before = System.nanoTime();
    assertThat(masters.publish(event)).isPresent();
    Duration took = Duration.ofNanos(System.nanoTime() - before);
    int size = database.read(handle -> MasterStore.head(handle, event)).orElseThrow().size();
    System.out.printf(
        "master of 100 000 seats, 500 revoked: %d ms, %d bytes%n", took.toMillis(), size);
    assertThat(took).isLessThan(Duration.ofSeconds(3));
    assertThat(size).isLessThan(1 << 20);
  }
}
