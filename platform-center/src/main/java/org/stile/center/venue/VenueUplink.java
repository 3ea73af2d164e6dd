package org.stile.center.venue;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.stile.center.broker.GateName;
import org.stile.center.broker.UnitBundle;
import org.stile.center.broker.UnitName;
import org.stile.center.db.Database;
import org.stile.center.ingest.Onward;
import org.stile.center.keys.KeySets;
import org.stile.center.masters.FollowedMasters;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.journal.PeerPassage;
import org.stile.core.sync.DownMessage;
import org.stile.core.sync.DownMessage.Acknowledged;
import org.stile.core.sync.DownMessage.KeySetAvailable;
import org.stile.core.sync.DownMessage.MasterAvailable;
import org.stile.core.sync.DownMessage.Passages;
import org.stile.core.sync.DownMessage.Resend;
import org.stile.core.sync.DownMessage.TimeTold;
import org.stile.core.sync.InstalledVersion;
import org.stile.core.sync.StateMessage.Death;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.SyncLimits;
import org.stile.core.sync.SyncTopic;
import org.stile.core.sync.SyncTopic.Channel;
import org.stile.core.sync.UpMessage;
import org.stile.core.sync.UpMessage.Hello;
import org.stile.core.sync.follow.Upload;

/**
 * Hands what the gates of a venue told on to the center, as a gate would: on each gate's topics,
 * row by row in its order, until the center has acknowledged it. What is handed on was committed
 * here before; so while the center is away nothing waits but rows in this database. One thread.
 */
@ApplicationScoped
public class VenueUplink implements Onward {
  private static final Logger LOG = Logger.getLogger(VenueUplink.class);
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Commits within this time are looked at together. */
  private static final long GATHER_MS = 10;

  /** Looked at by itself that often. */
  private static final long LOOK_EVERY_MS = 2_000;

  /** Acknowledgements are stored at the latest after this. */
  private static final long SETTLE_EVERY_MS = 200;

  private static final long TROUBLE_MS = 1_000;

  /** Messages that wait for this thread; what is beyond is told by the next look. */
  private static final int WAITING_MAX = 10_000;

  /** Health and state of gates are told while they are fresh, or not at all. */
  private static final byte ROWS = 2;

  private static final byte HELLO = 1;

  private final CenterRole role;
  private final VenueSettings settings;
  private final VenueFollower follower;
  private final Broker broker;
  private final Database database;
  private final KeySets keySets;
  private final FollowedMasters masters;
  private final SecureRandom random;
  private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>(WAITING_MAX);
  private final Map<Bytes, LogTrack> tracks = new LinkedHashMap<>();
  private volatile @Nullable BrokerLink link;
  private volatile long waiting;
  private @Nullable Thread thread;
  private boolean lookDue = true;
  private boolean settleDue;
  private long settledAt;
  private long lookedAt;

  VenueUplink(
      CenterRole role,
      VenueSettings settings,
      VenueFollower follower,
      Broker broker,
      Database database,
      KeySets keySets,
      FollowedMasters masters,
      SecureRandom random) {
    this.role = role;
    this.settings = settings;
    this.follower = follower;
    this.broker = broker;
    this.database = database;
    this.keySets = keySets;
    this.masters = masters;
    this.random = random;
  }

  void start(@Observes StartupEvent event) throws GeneralSecurityException, IOException {
    Optional<UnitBundle> unit = role.unit();
    if (unit.isEmpty()) {
      return;
    }
    long venue = unit.get().venue();
    var fresh =
        new BrokerLink(
            BrokerEndpoint.forUnit(unit.get(), settings.broker()),
            List.of(UnitName.filter(venue)),
            (topic, payload, done) -> {
              inbox.put(() -> heard(topic, Bytes.copyOf(payload)));
              done.run(); // Nothing hangs on it: rows are acknowledged by their sequence.
            },
            random,
            () -> offer(this::begin));
    link = fresh;
    fresh.start();
    thread = Thread.ofPlatform().daemon().name("uplink").start(() -> run(venue));
  }

  void stop(@Observes ShutdownEvent event) {
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
    if (role.unit().isPresent()) {
      offer(() -> committed(topic, payload));
    }
  }

  private void offer(Runnable work) {
    if (!inbox.offer(work)) {
      LOG.debugf("the uplink is behind; what is in the database goes later");
    }
  }

  private void run(long venue) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        turn(venue);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.warnf("nothing goes to the center now: %s", e.getMessage());
        tracks.clear();
        lookDue = true;
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

  private void turn(long venue) throws InterruptedException {
    long now = now();
    if (lookDue || now - lookedAt >= LOOK_EVERY_MS) {
      look(venue, now);
    }
    if (connected()) {
      tracks.values().forEach(track -> send(track, now));
    }
    settle(now);
    Runnable first = inbox.poll(waitMs(now), TimeUnit.MILLISECONDS);
    if (first == null) {
      return;
    }
    first.run();
    if (lookDue) {
      Thread.sleep(GATHER_MS);
    }
    List<Runnable> more = new ArrayList<>();
    inbox.drainTo(more);
    more.forEach(Runnable::run);
  }

  private long waitMs(long now) {
    long at = lookedAt + LOOK_EVERY_MS;
    if (settleDue) {
      at = Math.min(at, settledAt + SETTLE_EVERY_MS);
    }
    if (connected()) {
      for (LogTrack track : tracks.values()) {
        at = Math.min(at, track.wakeAt());
      }
    }
    return Math.clamp(at - now, 1, LOOK_EVERY_MS);
  }

  private void look(long venue, long now) {
    lookDue = false;
    lookedAt = now;
    List<LogState> logs = database.read(handle -> VenueTables.logs(handle, venue));
    tracks.keySet().retainAll(logs.stream().map(LogState::logId).toList());
    for (LogState log : logs) {
      tracks.computeIfAbsent(log.logId(), _ -> new LogTrack(log, now)).seen(log);
    }
    waiting = tracks.values().stream().mapToLong(LogTrack::waiting).sum();
  }

  private void send(LogTrack track, long now) {
    if (track.isHelloDue(now)) {
      hello(track.state());
    }
    Optional<Upload.Span> span = isAlone(track) ? track.next(now) : Optional.empty();
    while (span.isPresent()) {
      long after = span.get().after();
      int limit = span.get().limit();
      List<byte[]> messages =
          database.read(handle -> VenueTables.messages(handle, track.state().id(), after, limit));
      Optional<UpMessage.Rows> rows = track.message(after, messages, now);
      if (rows.isEmpty()) {
        return;
      }
      publish(track.state().gate(), Channel.UP, SyncCodec.encode(rows.get()));
      span = track.next(now);
    }
  }

  /** Lines of one log go one after the other: an acknowledgement does not say which it means. */
  private boolean isAlone(LogTrack track) {
    return tracks.values().stream()
        .filter(other -> other != track && !other.isQuiet())
        .noneMatch(other -> other.state().wireId().equals(track.state().wireId()));
  }

  private void hello(LogState log) {
    List<InstalledVersion> installed = new ArrayList<>();
    long keySet =
        database.read(
            handle -> {
              masters
                  .versions(handle)
                  .forEach((event, version) -> installed.add(new InstalledVersion(event, version)));
              return keySets.newest(handle).map(KeySets.Signed::version).orElse(0L);
            });
    installed.sort((a, b) -> Long.compare(a.event().value(), b.event().value()));
    publish(
        log.gate(),
        Channel.UP,
        SyncCodec.encode(
            new Hello(
                log.logId(),
                log.bootId(),
                log.told(),
                installed.stream().limit(SyncLimits.MASTERS_MAX).toList(),
                keySet,
                log.agentVersion())));
  }

  /** On this thread, after each (re)connection. */
  private void begin() {
    long now = now();
    LOG.infof("connected to the center's broker at %s", settings.broker());
    tracks.values().forEach(track -> track.startAgain(now));
    tracks.values().stream()
        .map(LogTrack::state)
        .filter(log -> log.current() && !log.online() && !log.bootId().isEmpty())
        .forEach(
            log -> publish(log.gate(), Channel.STATE, SyncCodec.encode(new Death(log.bootId()))));
    lookDue = true;
    follower.wake();
  }

  /** A message of a gate is in the database. */
  private void committed(String topic, byte[] payload) {
    lookDue = true;
    Optional<SyncTopic> parsed = SyncTopic.parse(topic);
    if (parsed.isEmpty()) {
      return;
    }
    boolean state = parsed.get().channel() == Channel.STATE;
    byte kind = payload.length > 2 && payload[1] == 0 ? payload[2] : 0; // Key 0 comes first.
    if (!state && kind == HELLO) {
      tracks.values().stream()
          .filter(track -> track.state().gate().gate().equals(parsed.get().gate()))
          .forEach(LogTrack::greetAgain);
    } else if (state || kind != ROWS) {
      publish(
          new GateName(parsed.get().venue(), parsed.get().gate()),
          parsed.get().channel(),
          Bytes.copyOf(payload));
    }
  }

  /** The center told one of the gates something. */
  private void heard(String topic, Bytes payload) {
    Optional<SyncTopic> parsed = SyncTopic.parse(topic);
    if (parsed.isEmpty() || parsed.get().channel() != Channel.DOWN) {
      return;
    }
    try {
      heard(parsed.get(), SyncCodec.down(payload));
    } catch (WireException e) {
      LOG.warnf("the center said what is no message: %s", e.fault());
    }
  }

  private void heard(SyncTopic topic, DownMessage message) {
    long now = now();
    switch (message) {
      case Acknowledged(Bytes logId, long sequence) -> {
        lineUnderWay(logId)
            .ifPresent(
                track -> {
                  track.acknowledged(sequence, now);
                  settleDue = true;
                });
      }
      case Resend(Bytes logId, long after) -> {
        lineUnderWay(logId).ifPresent(track -> track.resend(after, now));
      }
      case KeySetAvailable _, MasterAvailable _ -> follower.wake();
      case Passages(List<PeerPassage> passages) -> passages(topic, passages);
      case TimeTold _ -> {} // Gates are told this unit's time.
    }
  }

  private Optional<LogTrack> lineUnderWay(Bytes wireId) {
    List<LogTrack> lines =
        tracks.values().stream().filter(each -> each.state().wireId().equals(wireId)).toList();
    return lines.stream()
        .filter(each -> !each.isQuiet())
        .findFirst()
        .or(() -> lines.stream().filter(each -> each.state().logId().equals(wireId)).findFirst());
  }

  /** Passages of gates that talk to the center itself: gates here are told of them. */
  private void passages(SyncTopic topic, List<PeerPassage> passages) {
    List<PeerPassage> foreign =
        passages.stream().filter(each -> !tracks.containsKey(each.logId())).toList();
    if (!foreign.isEmpty()) {
      broker.publish(topic.toString(), SyncCodec.encode(new Passages(foreign)).toArray());
    }
  }

  private void publish(GateName gate, Channel channel, Bytes payload) {
    BrokerLink open = link;
    if (open != null) {
      open.publish(new SyncTopic(gate.venue(), gate.gate(), channel).toString(), payload.toArray());
    }
  }

  private void settle(long now) {
    if (!settleDue || now - settledAt < SETTLE_EVERY_MS) {
      return;
    }
    List<LogTrack> all = List.copyOf(tracks.values());
    database.change(
        handle ->
            VenueTables.forwarded(
                handle,
                all.stream().mapToLong(track -> track.state().id()).toArray(),
                all.stream().mapToLong(LogTrack::acknowledged).toArray()));
    settleDue = false;
    settledAt = now;
    waiting = all.stream().mapToLong(LogTrack::waiting).sum();
  }

  private static long now() {
    return System.nanoTime() / NANOS_PER_MILLI;
  }
}
