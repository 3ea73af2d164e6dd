package org.stile.center.venue;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.stile.center.broker.BrokerLink;
import org.stile.center.db.Database;
import org.stile.core.Bytes;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.UnitMessage.Gone;
import org.stile.core.sync.UnitMessage.There;
import org.stile.core.sync.UnitTopic;

/**
 * Tells the center that this unit is there and which gates it speaks for; the center's broker tells
 * that it is gone. Notes here how it is with the center, for the boards. One thread.
 */
@ApplicationScoped
class VenuePresence {
  private static final Logger LOG = Logger.getLogger(VenuePresence.class);

  /** As often as a gate's agent tells how it is. */
  private static final Duration TELL_EVERY = Duration.ofSeconds(10);

  /** A connection that came or went is noticed within this time. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  /** Gates that come back together are told of together. */
  private static final Duration GATHER = Duration.ofMillis(50);

  private final Database database;
  private final VenueFollower follower;
  private final InstantSource clock;
  private final Semaphore news = new Semaphore(0);
  private @Nullable Thread thread;

  VenuePresence(Database database, VenueFollower follower, InstantSource clock) {
    this.database = database;
    this.follower = follower;
    this.clock = clock;
  }

  /** What the center's broker is to say of a connection that ended. */
  static BrokerLink.Presence of(long venue) {
    return new BrokerLink.Presence(
        new UnitTopic(venue).toString(), bootId -> SyncCodec.encode(new Gone(bootId)));
  }

  void start(long venue, BrokerLink link) {
    thread = Thread.ofPlatform().daemon().name("presence").start(() -> run(venue, link));
  }

  void stop() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  /** A gate came or went: the center is told at once. Any thread. */
  void wake() {
    news.release();
  }

  private void run(long venue, BrokerLink link) {
    Optional<Bytes> told = Optional.empty();
    long toldAt = System.nanoTime() - TELL_EVERY.toNanos();
    try {
      while (!Thread.currentThread().isInterrupted()) {
        boolean woken = news.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        if (woken) {
          Thread.sleep(GATHER);
          news.drainPermits();
        }
        Optional<Bytes> now = link.connection();
        if (woken || !now.equals(told) || System.nanoTime() - toldAt >= TELL_EVERY.toNanos()) {
          told = now;
          toldAt = System.nanoTime();
          tell(venue, link);
        }
      }
    } catch (InterruptedException e) {
      LOG.debugf("no longer telling that this unit is there");
    }
  }

  private void tell(long venue, BrokerLink link) {
    try {
      Optional<Bytes> bootId = link.connection();
      Optional<Instant> heard = link.silence().map(clock.instant()::minus);
      bootId.ifPresent(
          id -> {
            There there = database.readOneMoment(handle -> PresenceTable.there(handle, venue, id));
            link.publish(new UnitTopic(venue).toString(), SyncCodec.encode(there).toArray());
          });
      database.change(
          handle -> PresenceTable.note(handle, venue, bootId, heard, follower.answeredAt()));
    } catch (RuntimeException e) {
      LOG.warnf("the center is not told of this unit now: %s", e.getMessage());
    }
  }
}
