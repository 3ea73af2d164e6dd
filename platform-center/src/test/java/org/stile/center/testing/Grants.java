package org.stile.center.testing;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.stile.center.db.Database;
import org.stile.core.Bytes;

/** Grants as sellers' requests make them, straight in the database. */
@ApplicationScoped
public class Grants {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Database database;
  private final InstantSource clock;

  public Grants(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** A grant of these seats, allotted and free before; its window ends in half an hour. */
  public long granted(long event, People.Person seller, Bytes chip, Integer... seats) {
    return database.write(
        handle -> {
          handle.execute(
              "INSERT INTO event_seller (event_id, seller_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
              event,
              seller.party());
          long request =
              handle
                  .createUpdate(
                      """
                      INSERT INTO request (event_id, seller_id, chip, seats, wanted, state,
                        idempotency_key, fingerprint, requested_at, window_ends_at)
                      VALUES (:event, :seller, :chip, :seats, :wanted, 'GRANTED',
                        :key, '\\x00', :now, :end)
                      """)
                  .bind("event", event)
                  .bind("seller", seller.party())
                  .bind("chip", chip.toArray())
                  .bindArray("seats", Integer.class, (Object[]) seats)
                  .bind("wanted", seats.length)
                  .bind("key", "test-" + NUMBER.incrementAndGet())
                  .bind("now", clock.instant())
                  .bind("end", clock.instant().plus(Duration.ofMinutes(30)))
                  .executeAndReturnGeneratedKeys("id")
                  .mapTo(long.class)
                  .one();
          int held =
              handle
                  .createUpdate(
                      """
                      UPDATE seat SET seller_id = :seller, request_id = :request
                      WHERE event_id = :event AND seat = ANY(:seats) AND request_id IS NULL
                      """)
                  .bind("seller", seller.party())
                  .bind("request", request)
                  .bind("event", event)
                  .bindArray("seats", Integer.class, (Object[]) seats)
                  .execute();
          if (held != seats.length) {
            throw new IllegalStateException("not all free: " + Arrays.toString(seats));
          }
          return request;
        });
  }
}
