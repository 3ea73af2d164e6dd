package org.stile.center.ingest;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.stile.center.broker.Broker;
import org.stile.center.broker.BrokerSettings.Use;
import org.stile.center.broker.GateName;
import org.stile.center.db.Database;
import org.stile.center.db.Notices;
import org.stile.core.id.GateId;
import org.stile.core.sync.DownMessage;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.SyncTopic;
import org.stile.core.sync.SyncTopic.Channel;

/**
 * Tells gates what concerns them: their peers' passages, new masters. One thread of each node. A
 * node with a broker of its own also tells its gates what other nodes took in.
 */
@ApplicationScoped
public class Announcer implements Answers {
  private static final Logger LOG = Logger.getLogger(Announcer.class);

  /** A grant and what became of it within this time are told as one. */
  private static final Duration GATHER = Duration.ofMillis(20);

  /** Transactions that began that long ago and commit only now are not missed. */
  private static final Duration OVERLAP = Duration.ofSeconds(5);

  /** Masters are looked for at least that often: a notice may have been lost. */
  private static final Duration SWEEP = Duration.ofSeconds(10);

  private static final int CHANGES_MAX = 50_000;
  static final String PASSAGES = "passages";
  private static final String MASTERS = "masters";

  private final Broker broker;
  private final Database database;
  private final Notices notices;
  private final Manifests manifests;
  private final InstantSource clock;
  private final String node = java.util.UUID.randomUUID().toString();
  private final BlockingQueue<Wake> wakes = new LinkedBlockingQueue<>();
  private final Map<Long, List<GateId>> gates = new ConcurrentHashMap<>();
  private final Map<Long, Long> announced = new ConcurrentHashMap<>();
  private final PeerNews news = new PeerNews();
  private Instant swept;
  private @Nullable Thread thread;

  public Announcer(
      Broker broker, Database database, Notices notices, Manifests manifests, InstantSource clock) {
    this.broker = broker;
    this.database = database;
    this.notices = notices;
    this.manifests = manifests;
    this.clock = clock;
    this.swept = clock.instant();
  }

  /** Why the announcer's thread wakes. */
  private sealed interface Wake {
    record Passages(List<Peers.Told> told) implements Wake {}

    record OtherNode() implements Wake {}

    record Masters() implements Wake {}
  }

  void start() {
    if (broker.use() == Use.EMBEDDED) {
      notices.on(
          PASSAGES,
          from -> {
            if (!from.equals(node)) {
              wakes.add(new Wake.OtherNode());
            }
          });
    }
    notices.on(MASTERS, _ -> wakes.add(new Wake.Masters()));
    notices.on(Broker.CERTIFICATES, _ -> gates.clear());
    thread = Thread.ofPlatform().daemon().name("announcer").start(this::run);
  }

  @PreDestroy
  void stop() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  /** Tells the other nodes, when the transaction commits, that passages changed. */
  void note(Handle handle) {
    if (broker.use() == Use.EMBEDDED) {
      Notices.tell(handle, PASSAGES, node);
    }
  }

  @Override
  public void passages(List<Intake.Changed> changed) {
    if (!changed.isEmpty()) {
      wakes.add(new Wake.Passages(changed.stream().map(Peers::of).toList()));
    }
  }

  @Override
  public void tell(GateName gate, DownMessage message) {
    publish(gate, SyncCodec.encode(message).toArray());
  }

  private void publish(GateName gate, byte[] message) {
    broker.publish(new SyncTopic(gate.venue(), gate.gate(), Channel.DOWN).toString(), message);
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        List<Wake> due = new ArrayList<>();
        Wake first = wakes.poll(SWEEP.toMillis(), TimeUnit.MILLISECONDS);
        due.add(first == null ? new Wake.Masters() : first);
        Thread.sleep(GATHER);
        wakes.drainTo(due);
        work(due);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.warnf(e, "gates were not told something; they ask when they connect again");
      }
    }
  }

  private void work(List<Wake> due) {
    List<Peers.Told> passages = new ArrayList<>();
    boolean masters = false;
    boolean others = false;
    for (Wake wake : due) {
      switch (wake) {
        case Wake.Passages own -> passages.addAll(own.told);
        case Wake.OtherNode _ -> others = true;
        case Wake.Masters _ -> masters = true;
      }
    }
    if (others) {
      passages.addAll(others());
    }
    tellPassages(passages);
    if (masters) {
      masters();
    }
  }

  private List<Peers.Told> others() {
    Instant now = clock.instant();
    List<Peers.Told> changed =
        database.read(handle -> Peers.since(handle, swept.minus(OVERLAP), CHANGES_MAX));
    swept = now;
    return changed;
  }

  private void tellPassages(List<Peers.Told> changed) {
    var encoded = new IdentityHashMap<DownMessage, byte[]>();
    for (PeerNews.Telling telling : news.of(changed, this::gatesOf)) {
      publish(
          telling.gate(),
          encoded.computeIfAbsent(
              telling.message(), message -> SyncCodec.encode(message).toArray()));
    }
  }

  private void masters() {
    List<Manifests.Offer> offers =
        database.read(handle -> manifests.offers(handle, Optional.empty()));
    for (Manifests.Offer offer : offers) {
      long event = offer.message().event().value();
      long version = offer.message().version();
      Long before = announced.put(event, version);
      if (before == null || before < version) {
        gatesOf(offer.venue())
            .forEach(gate -> tell(new GateName(offer.venue(), gate), offer.message()));
      }
    }
  }

  private List<GateId> gatesOf(long venue) {
    return gates.computeIfAbsent(
        venue,
        _ ->
            database.read(
                handle ->
                    handle
                        .createQuery("SELECT name FROM gate WHERE venue_id = :venue ORDER BY name")
                        .bind("venue", venue)
                        .map((row, _) -> new GateId(row.getString(1)))
                        .list()));
  }
}
