package org.stile.center.accounts;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;
import org.stile.center.db.Database;

/** Throws away what has no use any more, in small portions, so that nobody waits for it. */
@ApplicationScoped
public class Housekeeping {
  /** Clients may repeat a request for a week (docs/reference/api.md); a day more for late ones. */
  static final Duration ANSWERS_KEPT = Duration.ofDays(8);

  /** Longer than any count of wrong passwords matters. */
  static final Duration ATTEMPTS_KEPT = Duration.ofDays(2);

  /** Rows in one transaction. */
  static final int PORTION = 1000;

  /** Portions at a time; the rest waits for the next time. */
  private static final int PORTIONS_MAX = 200;

  private static final Logger LOG = Logger.getLogger(Housekeeping.class);

  private final Database database;
  private final InstantSource clock;

  public Housekeeping(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  @Scheduled(
      every = "10m",
      delayed = "1m",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void run() {
    try {
      tidy();
    } catch (RuntimeException e) {
      if (!Database.unreachable(e)) {
        throw e;
      }
      LOG.debugf("database not reachable: %s", e.getMessage()); // Readiness tells it already.
    }
  }

  /** Does all there is to do now, up to a bound. */
  void tidy() {
    Instant now = clock.instant();
    clear("session", "expires_at", now);
    clear("idempotency", "created_at", now.minus(ANSWERS_KEPT));
    clear("sign_in_attempt", "last_at", now.minus(ATTEMPTS_KEPT));
  }

  private void clear(String table, String column, Instant before) {
    // SKIP LOCKED: another node may be at it, and nobody in the middle of something is disturbed.
    String sql =
        """
        DELETE FROM %1$s WHERE ctid = ANY(ARRAY(
          SELECT ctid FROM %1$s WHERE %2$s < :before LIMIT %3$d FOR UPDATE SKIP LOCKED))
        """
            .formatted(table, column, PORTION);
    for (int i = 0; i < PORTIONS_MAX; i++) {
      int gone =
          database.write(handle -> handle.createUpdate(sql).bind("before", before).execute());
      if (gone < PORTION) {
        return;
      }
    }
  }
}
