package org.stile.center.venue;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.stile.center.broker.Broker;
import org.stile.center.broker.BrokerEndpoint;
import org.stile.center.broker.BrokerLink;
import org.stile.center.broker.CenterRole;
import org.stile.center.broker.UnitBundle;
import org.stile.center.broker.UnitName;
import org.stile.center.db.Database;
import org.stile.center.ingest.Onward;
import org.stile.center.keys.KeySets;
import org.stile.center.masters.FollowedMasters;
import org.stile.core.Bytes;
import org.stile.core.sync.SyncTopic;

/**
 * Hands what the gates of a venue told on to the center, as a gate would: on each gate's topics,
 * row by row in its order, until the center has acknowledged it. While the center is away nothing
 * waits but rows in this database. This is the thread of a {@link Forwarder}, with its way to the
 * center.
 */
@ApplicationScoped
public class VenueUplink implements Onward {
  private static final Logger LOG = Logger.getLogger(VenueUplink.class);
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Commits within this time are looked at together. */
  private static final long GATHER_MS = 10;

  private static final long TROUBLE_MS = 1_000;

  /** Messages that wait for this thread; what is beyond is told by the next look. */
  private static final int WAITING_MAX = 10_000;

  private final CenterRole role;
  private final VenueSettings settings;
  private final VenueFollower follower;
  private final Broker broker;
  private final Database database;
  private final KeySets keySets;
  private final FollowedMasters masters;
  private final VenuePresence presence;
  private final SecureRandom random;
  private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>(WAITING_MAX);
  private volatile @Nullable Forwarder forwarder;
  private volatile @Nullable BrokerLink link;
  private volatile boolean connectedAnew;
  private volatile long waiting;
  private @Nullable Thread thread;

  VenueUplink(
      CenterRole role,
      VenueSettings settings,
      VenueFollower follower,
      Broker broker,
      Database database,
      KeySets keySets,
      FollowedMasters masters,
      VenuePresence presence,
      SecureRandom random) {
    this.role = role;
    this.settings = settings;
    this.follower = follower;
    this.broker = broker;
    this.database = database;
    this.keySets = keySets;
    this.masters = masters;
    this.presence = presence;
    this.random = random;
  }

  /** Before the broker is there, or a gate that comes at once would be taken for gone. */
  void nobodyIsHere(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent event) {
    role.unit()
        .ifPresent(
            unit -> database.change(handle -> VenueTables.nobodyIsHere(handle, unit.venue())));
  }

  void start(@Observes StartupEvent event) throws GeneralSecurityException, IOException {
    Optional<UnitBundle> unit = role.unit();
    if (unit.isEmpty()) {
      return;
    }
    long venue = unit.get().venue();
    var fresh = new Forwarder(new StoredLogs(database, keySets, masters, venue), new Ways());
    forwarder = fresh;
    var opened =
        new BrokerLink(
            BrokerEndpoint.forUnit(unit.get(), settings.broker()),
            List.of(UnitName.filter(venue)),
            (topic, payload, done) -> {
              inbox.put(() -> fresh.heard(topic, Bytes.copyOf(payload), now()));
              done.run(); // Nothing hangs on it: rows are acknowledged by their sequence.
            },
            random,
            this::connectedAnew,
            Optional.of(VenuePresence.of(venue)));
    link = opened;
    opened.start();
    presence.start(venue, opened);
    thread = Thread.ofPlatform().daemon().name("uplink").start(() -> run(fresh));
  }

  void stop(@Observes ShutdownEvent event) {
    presence.stop();
    BrokerLink open = link;
    if (open != null) {
      open.stop();
    }
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  /** Whether it is connected to the center's broker. */
  public boolean connected() {
    BrokerLink open = link;
    return open != null && open.connected();
  }

  /** Rows that are here and not known to be at the center. */
  public long waiting() {
    return waiting;
  }

  @Override
  public void taken(String topic, byte[] payload) {
    Forwarder running = forwarder;
    if (running != null) {
      Bytes message = Bytes.copyOf(payload);
      offer(() -> running.committed(topic, message));
      if (Forwarder.saysWhoIsThere(topic, message)) {
        presence.wake();
      }
    }
  }

  private void connectedAnew() {
    connectedAnew = true;
    presence.wake();
    offer(() -> {});
  }

  private void offer(Runnable work) {
    if (!inbox.offer(work)) {
      LOG.debugf("the uplink is behind; what is in the database goes later");
    }
  }

  private void run(Forwarder running) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        turn(running);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.warnf("nothing goes to the center now: %s", e.getMessage());
        running.startOver();
        if (!pause()) {
          return;
        }
      }
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(TROUBLE_MS);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private void turn(Forwarder running) throws InterruptedException {
    if (connectedAnew) {
      connectedAnew = false;
      LOG.infof("connected to the center's broker at %s", settings.broker());
      running.connected(now());
    }
    long waitMs = running.turn(now());
    waiting = running.waiting();
    Runnable first = inbox.poll(waitMs, TimeUnit.MILLISECONDS);
    if (first == null) {
      return;
    }
    first.run();
    if (running.isLookDue()) {
      Thread.sleep(GATHER_MS);
    }
    List<Runnable> more = new ArrayList<>();
    inbox.drainTo(more);
    more.forEach(Runnable::run);
  }

  private static long now() {
    return System.nanoTime() / NANOS_PER_MILLI;
  }

  /** The center's broker and this unit's. */
  private final class Ways implements Forwarder.Ways {
    @Override
    public boolean isConnected() {
      return connected();
    }

    @Override
    public void toCenter(SyncTopic topic, Bytes payload) {
      BrokerLink open = link;
      if (open != null) {
        open.publish(topic.toString(), payload.toArray());
      }
    }

    @Override
    public void toGate(SyncTopic topic, Bytes payload) {
      broker.publish(topic.toString(), payload.toArray());
    }

    @Override
    public void news() {
      follower.wake();
    }

    @Override
    public void note(String what) {
      LOG.warn(what);
    }
  }
}
