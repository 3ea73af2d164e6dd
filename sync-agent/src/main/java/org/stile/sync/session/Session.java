package org.stile.sync.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.id.GateId;
import org.stile.core.journal.PeerPassage;
import org.stile.core.sync.DownMessage;
import org.stile.core.sync.DownMessage.Acknowledged;
import org.stile.core.sync.DownMessage.KeySetAvailable;
import org.stile.core.sync.DownMessage.MasterAvailable;
import org.stile.core.sync.DownMessage.Passages;
import org.stile.core.sync.DownMessage.Resend;
import org.stile.core.sync.DownMessage.TimeTold;
import org.stile.core.sync.StateMessage.Birth;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.SyncTopic;
import org.stile.core.sync.SyncTopic.Channel;
import org.stile.core.sync.UpMessage;
import org.stile.core.sync.UpMessage.Hello;
import org.stile.core.sync.follow.Backoff;
import org.stile.core.sync.follow.Downloads;
import org.stile.core.sync.follow.Outcome;
import org.stile.core.sync.follow.Upload;
import org.stile.sync.session.Effect.Note;

/**
 * What the agent says to the center, and what it makes of the answers. It decides only: no clock,
 * no random, no file, no socket; the same events in the same order have the same effects, so that
 * many of them can be run in one thread from one seed. One thread.
 *
 * <pre>
 *          journal there, wait over            broker took it
 *   APART ------------------------> REACHING ----------------> GREETING
 *     ^                                |                          | center answered the hello
 *     |          lost                  | lost                     v
 *     +--------------------------------+---------------------- TOGETHER: rows go up
 * </pre>
 */
public final class Session {
  /** A time is believed this long after the question: it cannot be older than that. */
  static final long TIME_ANSWER_MAX_MS = 2_000;

  private static final long RECONNECT_FIRST_MS = 500;
  private static final long RECONNECT_MOST_MS = 30_000;

  /** Messages the broker has not taken yet; more would wait in memory only. */
  private static final int PUBLISHING_MAX = 10;

  /** A broker that takes nothing for this long, or no connection, is given up. */
  static final long STUCK_MS = 20_000;

  private enum Stage {
    APART,
    REACHING,
    GREETING,
    TOGETHER
  }

  private final long venue;
  private final GateId gate;
  private final String agentVersion;
  private final long healthEveryMs;
  private final Backoff reconnect = new Backoff(RECONNECT_FIRST_MS, RECONNECT_MOST_MS);
  private final Downloads downloads = new Downloads();
  private final List<Effect> effects = new ArrayList<>();

  private Stage stage = Stage.APART;
  private @Nullable Upload upload; // Null until there is a journal.
  private Optional<Trust> trust = Optional.empty();
  private Bytes bootId = Bytes.EMPTY;
  private int publishing;
  private long connectAt = Long.MIN_VALUE;
  private final Hellos hellos = new Hellos();
  private final Patience patience = new Patience();
  private long healthAt;
  private boolean takingHealth;
  private long askedAt;
  private OptionalLong told = OptionalLong.empty(); // The last time told on this connection.
  private long movedAt; // When the connection last got on: begun, or a message taken.

  /**
   * A session that knows nothing yet.
   *
   * @param venue the center's number for the venue.
   * @param healthEveryMs how often to say how the unit is.
   */
  public Session(long venue, GateId gate, String agentVersion, long healthEveryMs) {
    this.venue = venue;
    this.gate = gate;
    this.agentVersion = agentVersion;
    this.healthEveryMs = healthEveryMs;
  }

  /**
   * Takes one event.
   *
   * @param now ms of a clock that only goes forward.
   * @return what to do about it, in this order.
   */
  public List<Effect> on(SessionEvent event, long now) {
    effects.clear();
    switch (event) {
      case SessionEvent.Tick _ -> {}
      case SessionEvent.JournalSeen seen -> journal(seen, now);
      case SessionEvent.RowsRead read -> rows(read, now);
      case SessionEvent.Connected connected -> connected(connected.bootId(), now);
      case SessionEvent.Lost lost -> lost(lost, now);
      case SessionEvent.Received received -> received(received, now);
      case SessionEvent.Published _ -> {
        publishing = Math.max(0, publishing - 1);
        movedAt = now;
      }
      case SessionEvent.Installed there -> installed(there, now);
      case SessionEvent.Downloaded done -> {
        downloads.ended(done.wanted(), done.outcome(), now, done.jitter());
        if (done.outcome() == Outcome.REFUSED) {
          hellos.refused(now);
        }
      }
      case SessionEvent.HealthTaken(Vitals vitals, boolean looked) -> health(vitals, looked, now);
    }
    goOn(now);
    return List.copyOf(effects);
  }

  /** When {@link SessionEvent.Tick} should come at the latest, if nothing else does. */
  public long wakeAt() {
    long at = downloads.wakeAt();
    if (upload == null) {
      return at;
    }
    long stuck = Math.min(publishing > 0 ? movedAt + STUCK_MS : Long.MAX_VALUE, patience.overAt());
    return switch (stage) {
      case APART -> Math.min(at, connectAt);
      case REACHING -> Math.min(at, movedAt + STUCK_MS);
      case GREETING -> Math.min(Math.min(at, stuck), hellos.dueAt());
      case TOGETHER -> {
        long rows = publishing < PUBLISHING_MAX ? upload.wakeAt() : Long.MAX_VALUE;
        long due = Math.min(healthAt, hellos.dueAt());
        yield Math.min(Math.min(at, stuck), Math.min(due, rows));
      }
    };
  }

  /** Whether the center answered on this connection. */
  public boolean isTogether() {
    return stage == Stage.TOGETHER;
  }

  /** Rows that are not known to be at the center. */
  public long unsynced() {
    return upload == null ? 0 : upload.unsynced();
  }

  private void journal(SessionEvent.JournalSeen seen, long now) {
    trust = seen.trust();
    if (upload == null || !upload.logId().equals(seen.logId())) {
      upload = new Upload(seen.logId(), seen.lastSequence(), seen.acknowledged());
      if (stage == Stage.TOGETHER || stage == Stage.GREETING) {
        greet(upload, now);
      }
    } else {
      upload.grown(seen.lastSequence());
    }
  }

  private void connected(Bytes boot, long now) {
    if (upload == null) {
      return; // Nobody asked for this connection.
    }
    bootId = boot;
    told = OptionalLong.empty();
    publishing = 0;
    movedAt = now;
    downloads.startAgain();
    publish(Channel.STATE, SyncCodec.encode(new Birth(boot, agentVersion)), now);
    greet(upload, now);
  }

  private void greet(Upload journal, long now) {
    stage = Stage.GREETING;
    patience.begin();
    journal.startAgain(now);
    hellos.begin();
    hello(journal, now);
  }

  private void hello(Upload journal, long now) {
    hellos.said(now);
    askedAt = now;
    publish(
        new Hello(
            journal.logId(),
            bootId,
            journal.last(),
            downloads.installed(),
            downloads.installedKeySet(),
            agentVersion),
        now);
  }

  private void lost(SessionEvent.Lost lost, long now) {
    stage = Stage.APART;
    publishing = 0;
    takingHealth = false;
    connectAt = now + reconnect.afterFailure(lost.jitter());
    note("APART", lost.why() + "; again in " + (connectAt - now) + " ms");
  }

  private void installed(SessionEvent.Installed there, long now) {
    downloads.installed(there.masters(), there.keySetVersion());
    healthAt = now; // The center learns at once which versions are where.
  }

  private void received(SessionEvent.Received received, long now) {
    String own = topic(Channel.DOWN).toString();
    if (upload == null || stage == Stage.APART || stage == Stage.REACHING) {
      return;
    }
    if (!received.topic().equals(own)) {
      note("NOT-OURS", received.topic()); // A cluster handed gates other gates' messages.
      return;
    }
    try {
      down(upload, SyncCodec.down(received.payload()), now);
    } catch (WireException e) {
      note("NO-MESSAGE", e.fault().toString());
    }
  }

  private void down(Upload journal, DownMessage message, long now) {
    if (stage == Stage.TOGETHER) {
      patience.answered(); // A hello is answered by an acknowledgement alone.
    }
    switch (message) {
      case Acknowledged acknowledged -> acknowledged(journal, acknowledged, now);
      case KeySetAvailable there -> downloads.available(there);
      case MasterAvailable there -> {
        if (!downloads.available(there)) {
          note("TOO-MANY-EVENTS", "no room for " + there.event());
        }
      }
      case Passages(List<PeerPassage> passages) -> {
        // Our own come back when the center tells all gates alike; the journal knows them better.
        List<PeerPassage> others =
            passages.stream().filter(each -> !each.logId().equals(journal.logId())).toList();
        if (!others.isEmpty()) {
          effects.add(new Effect.KeepPassages(others));
        }
      }
      case TimeTold(long wallMs) -> {
        told = OptionalLong.of(wallMs);
        if (now - askedAt <= TIME_ANSWER_MAX_MS) {
          effects.add(new Effect.KeepTime(wallMs));
        }
      }
      case Resend(Bytes logId, long after) -> {
        if (logId.equals(journal.logId()) && journal.resend(after, now)) {
          note("RESEND", "after row " + after);
        } else {
          note("RESEND-REFUSED", "after row " + after + " of " + journal.last());
        }
      }
    }
  }

  private void acknowledged(Upload journal, Acknowledged acknowledged, long now) {
    if (!acknowledged.logId().equals(journal.logId())) {
      note("OTHER-LOG", "acknowledged is " + acknowledged.logId().hex());
      return;
    }
    if (!journal.isPossible(acknowledged.sequence())) {
      note(
          "NOT-POSSIBLE",
          "acknowledged is row " + acknowledged.sequence() + " of " + journal.last());
      return;
    }
    boolean news =
        stage == Stage.GREETING
            ? journal.greeted(acknowledged.sequence(), now)
            : journal.acknowledge(acknowledged.sequence(), now);
    if (news) {
      effects.add(new Effect.KeepAcknowledged(journal.logId(), acknowledged.sequence()));
    }
    if (stage == Stage.GREETING) {
      stage = Stage.TOGETHER;
      patience.answered();
      hellos.answered();
      reconnect.reset();
      healthAt = now;
      note("TOGETHER", "the center has row " + acknowledged.sequence() + " of " + journal.last());
    }
  }

  private void rows(SessionEvent.RowsRead read, long now) {
    if (upload != null && stage == Stage.TOGETHER) {
      upload
          .message(
              new Upload.Found(read.logId(), read.after(), read.hashBefore(), read.rows()), now)
          .ifPresent(message -> publish(message, now));
    }
  }

  private void health(Vitals vitals, boolean looked, long now) {
    takingHealth = false;
    healthAt = now + healthEveryMs;
    if (stage != Stage.TOGETHER || upload == null) {
      return;
    }
    askedAt = now;
    OptionalLong asOf = looked ? told : OptionalLong.empty(); // Not looked at is of before.
    publish(vitals.message(bootId, upload, downloads.installed(), trust, asOf), now);
  }

  /** Does what is due, whatever the event was. */
  private void goOn(long now) {
    if (upload == null) {
      return;
    }
    switch (stage) {
      case APART -> {
        if (now >= connectAt) {
          stage = Stage.REACHING;
          movedAt = now;
          effects.add(new Effect.Connect());
        }
      }
      case REACHING -> dropIfStuck(true, now);
      case GREETING -> {
        dropIfStuck(publishing > 0, now);
        leaveIfUnanswered(now);
        if (hellos.isDue(now)) {
          hello(upload, now);
        }
      }
      case TOGETHER -> {
        dropIfStuck(publishing > 0, now);
        leaveIfUnanswered(now);
        if (publishing < PUBLISHING_MAX) {
          upload
              .next(publishing == 0, now)
              .ifPresent(span -> effects.add(new Effect.ReadRows(span.after(), span.limit())));
        }
        if (hellos.isDue(now)) {
          downloads.startAgain();
          hello(upload, now);
        }
        if (now >= healthAt && !takingHealth) {
          takingHealth = true;
          effects.add(new Effect.TakeHealth());
        }
      }
    }
    downloads.next(now).ifPresent(wanted -> effects.add(new Effect.Download(wanted)));
  }

  private void dropIfStuck(boolean waiting, long now) {
    if (waiting && now - movedAt >= STUCK_MS) {
      movedAt = now;
      effects.add(new Effect.Drop("nothing went on for " + STUCK_MS + " ms"));
    }
  }

  private void leaveIfUnanswered(long now) {
    if (patience.isOver(now)) {
      if (patience.isNews()) {
        note("UNANSWERED", Patience.WHY);
      }
      effects.add(new Effect.Leave(Patience.WHY));
    }
  }

  private void publish(UpMessage message, long now) {
    patience.asked(now);
    publish(Channel.UP, SyncCodec.encode(message), now);
  }

  private void publish(Channel channel, Bytes payload, long now) {
    if (publishing == 0) {
      movedAt = now; // Nothing was waiting: the wait begins now.
    }
    publishing++;
    effects.add(new Effect.Publish(topic(channel), payload));
  }

  private SyncTopic topic(Channel channel) {
    return new SyncTopic(venue, gate, channel);
  }

  private void note(String kind, String detail) {
    effects.add(new Note(kind, detail));
  }
}
