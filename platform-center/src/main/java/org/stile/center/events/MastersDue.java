package org.stile.center.events;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;

/** Which events have changed since their last master: a note for the one that publishes. */
@ApplicationScoped
public class MastersDue {
  private final Semaphore bell = new Semaphore(0);

  /** Notes, in the transaction that changes an event or its register, that a new master is due. */
  public void note(Handle handle, long event) {
    handle
        .createUpdate("INSERT INTO master_due (event_id) VALUES (:event)")
        .bind("event", event)
        .execute();
    handle.afterCommit(bell::release);
  }

  /** Notes that every published event needs a new master; the sweep of any node finds it. */
  public static void noteAll(Handle handle) {
    handle.execute(
        "INSERT INTO master_due (event_id) SELECT id FROM event WHERE published IS NOT NULL");
  }

  /** Waits for a note of this node, at most that long; whether one came. */
  public boolean await(long milliseconds) throws InterruptedException {
    boolean rung = bell.tryAcquire(milliseconds, TimeUnit.MILLISECONDS);
    bell.drainPermits();
    return rung;
  }
}
