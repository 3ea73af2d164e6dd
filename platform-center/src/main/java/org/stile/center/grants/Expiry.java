package org.stile.center.grants;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.stile.center.db.Database;

/**
 * What happens to grants because time passes or an event is cancelled. Every node does it: rows
 * another node works on are skipped, so that the work is shared and none of it done twice.
 */
@ApplicationScoped
public class Expiry {
  private static final Logger LOG = Logger.getLogger(Expiry.class);

  /** One sweep ends at most this many batches; the next follows in a second. */
  private static final int BATCHES_MAX = 20;

  private static final int CANCELLED_BATCH_MAX = 100;

  private final Database database;
  private final Requests requests;
  private final Grants grants;
  private final Holders holders;
  private final InstantSource clock;
  private final Duration holdersKept;

  public Expiry(
      Database database,
      Requests requests,
      Grants grants,
      Holders holders,
      InstantSource clock,
      @ConfigProperty(name = "stile.holders.days", defaultValue = "30") int holderDays) {
    this.database = database;
    this.requests = requests;
    this.grants = grants;
    this.holders = holders;
    this.clock = clock;
    this.holdersKept = Duration.ofDays(holderDays);
  }

  /** Gives back the seats of grants that were not issued in time, and of cancelled events. */
  @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void sweep() {
    quietly(
        () -> {
          endLapsed();
          endCancelled();
        });
  }

  /** Forgets the holders of events that are long over. */
  @Scheduled(every = "1h", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void forgetHolders() {
    quietly(
        () -> {
          for (int deleted = 1; deleted > 0; ) {
            deleted = database.write(handle -> holders.forgetOlderThan(handle, holdersKept));
          }
        });
  }

  private void endLapsed() {
    List<Lapses.Freed> freed = List.of();
    for (int batch = 0; batch < BATCHES_MAX; batch++) {
      freed = database.write(handle -> Lapses.end(handle, clock.instant(), OptionalLong.empty()));
      freed.forEach(of -> requests.returned(of.allotment(), of.seats()));
      if (freed.size() < Lapses.BATCH_MAX) {
        return;
      }
    }
  }

  private void endCancelled() {
    for (int batch = 0; batch < BATCHES_MAX; batch++) {
      if (database.write(this::endSomeCancelled) < CANCELLED_BATCH_MAX) {
        return;
      }
    }
  }

  private int endSomeCancelled(Handle handle) {
    List<Registered> live =
        handle
            .createQuery(
                "SELECT "
                    + RequestSql.COLUMNS
                    + """
                    FROM event e JOIN request r ON r.event_id = e.id
                    WHERE e.state = 'CANCELLED'
                      AND r.state IN ('AWAITING_PAYMENT', 'GRANTED', 'ISSUED')
                    LIMIT :max
                    FOR UPDATE OF r SKIP LOCKED
                    """)
            .bind("max", CANCELLED_BATCH_MAX)
            .map((row, _) -> RequestSql.registered(row))
            .list();
    live.forEach(
        request ->
            grants.end(handle, "center", request, State.CANCELLED, Ending.EVENT_CANCELLED_SINCE));
    return live.size();
  }

  private static void quietly(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      if (!Database.unreachable(e)) {
        throw e;
      }
      LOG.debugf("the database is not reachable; grants are ended when it is: %s", e.getMessage());
    }
  }
}
