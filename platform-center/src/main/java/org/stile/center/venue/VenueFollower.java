package org.stile.center.venue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.stile.center.broker.CenterRole;
import org.stile.center.broker.UnitBundle;
import org.stile.center.db.Database;
import org.stile.center.ingest.UnitFacts;
import org.stile.center.keys.KeySets;
import org.stile.center.masters.FollowedMasters;
import org.stile.core.Bytes;
import org.stile.core.id.EventId;
import org.stile.core.master.MasterCodec;
import org.stile.core.sync.DownMessage.KeySetAvailable;
import org.stile.core.sync.DownMessage.MasterAvailable;
import org.stile.core.sync.follow.Downloads;
import org.stile.core.sync.follow.Outcome;
import org.stile.core.sync.follow.Wanted;
import org.stile.core.trust.RootKey;
import org.stile.core.trust.Trusted;

/**
 * Keeps a venue's unit as its center is: venue, gates, their certificates, events; key sets and
 * masters, which it judges as a gate does. Asks every few seconds, and at once when the center has
 * told anything. One thread.
 */
@ApplicationScoped
public class VenueFollower {
  private static final Logger LOG = Logger.getLogger(VenueFollower.class);

  /** How late a revoked certificate, or a count of tickets, may be told. */
  private static final long ASK_EVERY_MS = 3_000;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final CenterRole role;
  private final VenueSettings settings;
  private final Database database;
  private final KeySets keySets;
  private final FollowedMasters masters;
  private final ObjectMapper json;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Downloads downloads = new Downloads();
  private final Semaphore news = new Semaphore(0);
  private volatile boolean reached;
  private volatile @Nullable Instant answeredAt;
  private @Nullable Thread thread;

  VenueFollower(
      CenterRole role,
      VenueSettings settings,
      Database database,
      KeySets keySets,
      FollowedMasters masters,
      ObjectMapper json,
      InstantSource clock,
      SecureRandom random) {
    this.role = role;
    this.settings = settings;
    this.database = database;
    this.keySets = keySets;
    this.masters = masters;
    this.json = json;
    this.clock = clock;
    this.random = random;
  }

  void start(@Observes StartupEvent event) {
    role.unit()
        .ifPresent(
            unit -> {
              database.change(
                  handle -> {
                    for (RootKey root : unit.roots()) {
                      keySets.trust(handle, root, clock.instant());
                    }
                  });
              thread = Thread.ofPlatform().daemon().name("follow-center").start(() -> run(unit));
            });
  }

  void stop(@Observes ShutdownEvent event) {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  /** The center told something: look at once. Any thread. */
  void wake() {
    news.release();
  }

  /** When it last answered, by this machine's clock; empty: not since this process began. */
  Optional<Instant> answeredAt() {
    return Optional.ofNullable(answeredAt);
  }

  /** Whether it answered last time. */
  public boolean reached() {
    return reached;
  }

  private void run(UnitBundle unit) {
    String path = "/api/v1/unit-files/" + unit.word() + "/" + unit.venue();
    try (var center = new CenterClient(settings.center(), json)) {
      while (!Thread.currentThread().isInterrupted()) {
        turn(unit, center, path);
        boolean _ = news.tryAcquire(ASK_EVERY_MS, TimeUnit.MILLISECONDS);
        news.drainPermits();
      }
    } catch (InterruptedException e) {
      LOG.debugf("no longer following");
    }
  }

  private void turn(UnitBundle unit, CenterClient center, String path) throws InterruptedException {
    try {
      Optional<UnitFacts> facts = center.facts(path);
      if (facts.isPresent()) {
        take(unit, facts.get());
      }
      said(true, "");
      fetch(center);
    } catch (IOException e) {
      said(false, String.valueOf(e.getMessage() == null ? e : e.getMessage()));
    } catch (RuntimeException e) {
      center.forget(); // What it told was not kept: it is asked again.
      LOG.warnf(e, "what the center told was not kept");
    }
  }

  private void said(boolean answered, String why) {
    if (answered) {
      answeredAt = clock.instant();
    }
    if (answered != reached) {
      reached = answered;
      if (answered) {
        LOG.infof("following the center at %s", settings.center());
      } else {
        LOG.warnf("the center at %s is not reached: %s", settings.center(), why);
      }
    }
  }

  private void take(UnitBundle unit, UnitFacts facts) {
    if (facts.venue() != unit.venue()) {
      throw new IllegalStateException("it told of venue " + facts.venue());
    }
    database.change(
        handle -> {
          VenueTables.apply(handle, facts, clock.instant());
          downloads.installed(
              masters.versions(handle),
              keySets.newest(handle).map(KeySets.Signed::version).orElse(0L));
        });
    facts
        .keySet()
        .ifPresent(
            there ->
                downloads.available(
                    new KeySetAvailable(
                        there.version(), Bytes.hex(there.sha256()), there.size(), there.path())));
    for (UnitFacts.Master master : facts.masters()) {
      UnitFacts.File there = master.whole();
      boolean _ =
          downloads.available(
              new MasterAvailable(
                  new EventId(master.event()),
                  there.version(),
                  Bytes.hex(there.sha256()),
                  there.size(),
                  there.path(),
                  master.deltaFrom(),
                  master.deltaPath()));
    }
  }

  private void fetch(CenterClient center) throws InterruptedException {
    while (true) {
      Optional<Wanted> wanted = downloads.next(now());
      if (wanted.isEmpty()) {
        return;
      }
      Outcome outcome = fetch(center, wanted.get());
      downloads.ended(wanted.get(), outcome, now(), random.nextDouble());
      if (outcome == Outcome.INSTALLED) {
        database.change(
            handle ->
                downloads.installed(
                    masters.versions(handle),
                    keySets.newest(handle).map(KeySets.Signed::version).orElse(0L)));
      }
    }
  }

  private Outcome fetch(CenterClient center, Wanted wanted) throws InterruptedException {
    try {
      Optional<String> delta =
          wanted instanceof Wanted.Master master ? master.deltaPath() : Optional.empty();
      Bytes signed =
          delta.isPresent()
              ? center.file(delta.get(), MasterCodec.SIGNED_LENGTH_MAX)
              : center.file(wanted.path(), wanted.size());
      if (delta.isEmpty() && !signed.sha256().equals(wanted.sha256())) {
        LOG.warnf("%s of the center is not what was announced", name(wanted));
        return Outcome.REFUSED;
      }
      return installed(wanted, database.write(handle -> judged(handle, wanted, signed)));
    } catch (IOException e) {
      LOG.warnf("%s was not fetched: %s", name(wanted), e.getMessage());
      return Outcome.UNREACHABLE;
    }
  }

  private Trusted<?> judged(org.jdbi.v3.core.Handle handle, Wanted wanted, Bytes signed) {
    return switch (wanted) {
      case Wanted.KeySet _ -> keySets.follow(handle, signed, clock.instant());
      case Wanted.Master master ->
          master.deltaPath().isPresent()
              ? masters.installDelta(handle, master.event(), signed)
              : masters.install(handle, signed);
    };
  }

  private static Outcome installed(Wanted wanted, Trusted<?> judged) {
    return switch (judged) {
      case Trusted.Accepted<?> _ -> {
        LOG.infof("%s, version %d, is here", name(wanted), wanted.version());
        yield Outcome.INSTALLED;
      }
      case Trusted.Rejected<?>(Trusted.Reason reason, String detail) -> {
        LOG.warnf("not believed: %s (%s, %s)", name(wanted), reason, detail);
        yield Outcome.REFUSED;
      }
    };
  }

  private static String name(Wanted wanted) {
    return switch (wanted) {
      case Wanted.KeySet _ -> "key set";
      case Wanted.Master master -> "master of " + master.event();
    };
  }

  private static long now() {
    return System.nanoTime() / NANOS_PER_MILLI;
  }
}
