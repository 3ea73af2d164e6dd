package org.stile.center.masters;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.events.MastersDue;

/**
 * Publishes masters that are due: at once when this node made the change, within a second when
 * another did and was killed before it could. One virtual thread of each node.
 */
@ApplicationScoped
public class MasterPublisher {
  /** How long a change of a node that was killed waits for another. */
  private static final Duration SWEEP = Duration.ofSeconds(1);

  /** Changes that come within this time share one version. */
  private static final Duration GATHER = Duration.ofMillis(250);

  /** When one event's master cannot be formed, how long before it is tried again. */
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);

  private static final Logger LOG = Logger.getLogger(MasterPublisher.class);

  private final Database database;
  private final Masters masters;
  private final MastersDue due;
  private final InstantSource clock;
  private final Map<Long, Instant> failed = new HashMap<>();
  private @Nullable Thread thread;

  public MasterPublisher(Database database, Masters masters, MastersDue due, InstantSource clock) {
    this.database = database;
    this.masters = masters;
    this.due = due;
    this.clock = clock;
  }

  void start(@Observes StartupEvent event) {
    thread = Thread.ofVirtual().name("masters").start(this::run);
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    if (thread != null) {
      thread.interrupt();
      thread.join(Duration.ofSeconds(5));
    }
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        due.await(SWEEP.toMillis());
        if (publishDue() > 0) {
          Thread.sleep(GATHER);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int publishDue() {
    int published = 0;
    try {
      for (long event : dueEvents()) {
        published += publish(event) ? 1 : 0;
      }
    } catch (RuntimeException e) {
      LOG.warnf("cannot look for masters that are due: %s", e.getMessage());
    }
    return published;
  }

  private List<Long> dueEvents() {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT DISTINCT event_id FROM master_due")
                .mapTo(Long.class)
                .list());
  }

  private boolean publish(long event) {
    Instant now = clock.instant();
    Instant before = failed.get(event);
    if (before != null && before.plus(AFTER_FAILURE).isAfter(now)) {
      return false;
    }
    try {
      failed.remove(event);
      return masters.publish(event).isPresent();
    } catch (Masters.NoMasterKey e) {
      failed.put(event, now);
      LOG.warnf("event %d: %s", event, e.getMessage());
    } catch (RuntimeException e) {
      failed.put(event, now);
      LOG.errorf(e, "the master of event %d cannot be formed", event);
    }
    return false;
  }
}
