package org.stile.center.venue;

import static java.util.stream.Collectors.toSet;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stile.center.broker.GateName;
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
import org.stile.core.sync.SyncTopic;
import org.stile.core.sync.SyncTopic.Channel;
import org.stile.core.sync.UpMessage;
import org.stile.core.sync.UpMessage.Hello;
import org.stile.core.sync.follow.Upload;

/**
 * All a unit does to hand on what its gates told, but for the thread it does it on, its clock, its
 * database and its connections. So a process runs it, and a simulation runs many of them. Rows go
 * as they lie in the database, so what is handed on was committed here before. One thread; whoever
 * owns it calls, again and again,
 *
 * <pre>
 *   turn(), which says when the next is due;
 *   what came in meanwhile, if anything.
 * </pre>
 *
 * and, if {@code turn} throws, {@link #startOver}.
 */
final class Forwarder {
  /** Looked at by itself that often. */
  private static final long LOOK_EVERY_MS = 2_000;

  /** Acknowledgements are stored at the latest after this. */
  private static final long SETTLE_EVERY_MS = 200;

  private static final int HELLO = 1;

  /** Health and state of gates are told while they are fresh, or not at all. */
  private static final int ROWS = 2;

  private final Tables tables;
  private final Ways ways;
  private final Map<Bytes, LogTrack> tracks = new LinkedHashMap<>();
  private Set<Bytes> forked = Set.of(); // Logs of which several lines are on their way.
  private boolean lookDue = true;
  private boolean settleDue;
  private long settledAt;
  private long lookedAt;

  /** The unit's database. Each call is a transaction, and may throw as the database does. */
  interface Tables {
    /** Logs of the venue's gates that the center has not all of, or that a gate speaks of now. */
    List<LogState> logs();

    /** Messages that hold rows after {@code after}, in order. */
    List<byte[]> messages(long log, long after, int countMax);

    /** Notes how far the center has these logs. */
    void forwarded(long[] logs, long[] sequences);

    /** What the unit has for its gates. */
    Installed installed();
  }

  /**
   * Versions that the unit has.
   *
   * @param masters by event ascending.
   * @param keySet 0: none.
   */
  record Installed(List<InstalledVersion> masters, long keySet) {}

  /** Where messages go. Nothing fails: what cannot be sent is lost. */
  interface Ways {
    /** Whether there is a connection to the center's broker. */
    boolean isConnected();

    void toCenter(SyncTopic topic, Bytes payload);

    void toGate(SyncTopic topic, Bytes payload);

    /** The center has something to fetch. */
    void news();

    /** Something that whoever runs the unit may want to know. */
    void note(String what);
  }

  Forwarder(Tables tables, Ways ways) {
    this.tables = tables;
    this.ways = ways;
  }

  /**
   * Does what is due.
   *
   * @param now ms of a clock that only goes forward.
   * @return in how many ms there will be more, if nothing comes in.
   */
  long turn(long now) {
    if (lookDue || now - lookedAt >= LOOK_EVERY_MS) {
      look(now);
    }
    if (ways.isConnected()) {
      tracks.values().forEach(track -> send(track, now));
    }
    settle(now);
    return waitMs(now);
  }

  /** Whether the next turn looks into the database: what else comes in just now is seen with it. */
  boolean isLookDue() {
    return lookDue;
  }

  /** Rows that are here and not known to be at the center. */
  long waiting() {
    return tracks.values().stream().mapToLong(LogTrack::waiting).sum();
  }

  /** The database failed: what it has is looked at anew, and the center asked again. */
  void startOver() {
    tracks.clear();
    lookDue = true;
  }

  private long waitMs(long now) {
    long at = lookedAt + LOOK_EVERY_MS;
    if (settleDue) {
      at = Math.min(at, settledAt + SETTLE_EVERY_MS);
    }
    if (ways.isConnected()) {
      for (LogTrack track : tracks.values()) {
        at = Math.min(at, track.wakeAt());
      }
    }
    return Math.clamp(at - now, 1, LOOK_EVERY_MS);
  }

  private void look(long now) {
    lookDue = false;
    lookedAt = now;
    List<LogState> logs = tables.logs();
    Set<Bytes> there = logs.stream().map(LogState::logId).collect(toSet());
    tracks.values().removeIf(track -> track.isSettled() && !there.contains(track.state().logId()));
    for (LogState log : logs) {
      tracks.computeIfAbsent(log.logId(), _ -> new LogTrack(log, now)).seen(log);
    }
    Set<Bytes> once = new HashSet<>();
    forked =
        tracks.values().stream()
            .map(track -> track.state().wireId())
            .filter(wireId -> !once.add(wireId))
            .collect(toSet());
  }

  private void send(LogTrack track, long now) {
    if (track.isHelloDue(now)) {
      hello(track.state());
    }
    Optional<Upload.Span> span = isAlone(track) ? track.next(now) : Optional.empty();
    while (span.isPresent()) {
      long after = span.get().after();
      List<byte[]> messages = tables.messages(track.state().id(), after, span.get().limit());
      Optional<UpMessage.Rows> rows = track.message(after, messages, now);
      if (rows.isEmpty()) {
        return;
      }
      toCenter(track.state().gate(), Channel.UP, SyncCodec.encode(rows.get()));
      span = track.next(now);
    }
  }

  /** Lines of one log go one after the other: an acknowledgement does not say which it means. */
  private boolean isAlone(LogTrack track) {
    Bytes wireId = track.state().wireId();
    return !forked.contains(wireId)
        || tracks.values().stream()
            .filter(other -> other != track && !other.isQuiet())
            .noneMatch(other -> other.state().wireId().equals(wireId));
  }

  private void hello(LogState log) {
    Installed installed = tables.installed();
    toCenter(
        log.gate(),
        Channel.UP,
        SyncCodec.encode(
            new Hello(
                log.logId(),
                log.bootId(),
                log.told(),
                installed.masters(),
                installed.keySet(),
                log.agentVersion())));
  }

  /** There is a new connection to the center's broker. */
  void connected(long now) {
    tracks.values().forEach(track -> track.startAgain(now));
    tracks.values().stream()
        .map(LogTrack::state)
        .filter(log -> log.current() && !log.online() && !log.bootId().isEmpty())
        .forEach(
            log -> toCenter(log.gate(), Channel.STATE, SyncCodec.encode(new Death(log.bootId()))));
    lookDue = true;
    ways.news();
  }

  /** A message of a gate is in the database. */
  void committed(String topic, Bytes payload) {
    lookDue = true;
    Optional<SyncTopic> parsed = SyncTopic.parse(topic);
    if (parsed.isEmpty()) {
      return;
    }
    boolean state = parsed.get().channel() == Channel.STATE;
    int kind = kind(payload);
    if (!state && kind == HELLO) {
      tracks.values().stream()
          .filter(track -> track.state().gate().gate().equals(parsed.get().gate()))
          .forEach(LogTrack::greetAgain);
    } else if (state || kind != ROWS) {
      ways.toCenter(parsed.get(), payload);
    }
  }

  /** Whether a gate's connection came or went by this message. */
  static boolean saysWhoIsThere(String topic, Bytes payload) {
    return SyncTopic.parse(topic)
        .filter(parsed -> parsed.channel() == Channel.STATE || kind(payload) == HELLO)
        .isPresent();
  }

  /** Key 0 of a message, which comes first. */
  private static int kind(Bytes payload) {
    return payload.length() > 2 && payload.at(1) == 0 ? payload.at(2) : 0;
  }

  /** The center told one of the gates something. */
  void heard(String topic, Bytes payload, long now) {
    Optional<SyncTopic> parsed = SyncTopic.parse(topic);
    if (parsed.isEmpty() || parsed.get().channel() != Channel.DOWN) {
      return;
    }
    try {
      heard(parsed.get(), SyncCodec.down(payload), now);
    } catch (WireException e) {
      ways.note("the center said what is no message: " + e.fault());
    }
  }

  private void heard(SyncTopic topic, DownMessage message, long now) {
    switch (message) {
      case Acknowledged(Bytes logId, long sequence) -> {
        lineUnderWay(logId).ifPresent(track -> track.acknowledged(sequence, now));
        settleDue = true;
      }
      case Resend(Bytes logId, long after) -> {
        lineUnderWay(logId).ifPresent(track -> track.resend(after, now));
        settleDue = true;
      }
      case KeySetAvailable _, MasterAvailable _ -> ways.news();
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
    List<PeerPassage> foreign = passages.stream().filter(each -> !isHere(each)).toList();
    if (!foreign.isEmpty()) {
      ways.toGate(topic, SyncCodec.encode(new Passages(foreign)));
    }
  }

  /**
   * Whether this unit has the row that says so; a gate it knows may talk to the center just now.
   */
  private boolean isHere(PeerPassage passage) {
    LogTrack track = tracks.get(passage.logId());
    return track != null && track.state().highWater() >= passage.asOf();
  }

  private void toCenter(GateName gate, Channel channel, Bytes payload) {
    ways.toCenter(new SyncTopic(gate.venue(), gate.gate(), channel), payload);
  }

  private void settle(long now) {
    if (!settleDue || now - settledAt < SETTLE_EVERY_MS) {
      return;
    }
    List<LogTrack> news = tracks.values().stream().filter(track -> !track.isSettled()).toList();
    if (!news.isEmpty()) {
      tables.forwarded(
          news.stream().mapToLong(track -> track.state().id()).toArray(),
          news.stream().mapToLong(LogTrack::acknowledged).toArray());
      news.forEach(LogTrack::settled);
    }
    settleDue = false;
    settledAt = now;
  }
}
