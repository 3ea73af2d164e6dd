package org.stile.sync;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.stile.cache.JournalException;
import org.stile.cache.MasterException;
import org.stile.core.Bytes;
import org.stile.core.sync.SyncLimits;
import org.stile.core.sync.follow.Outcome;
import org.stile.core.sync.follow.Wanted;
import org.stile.sync.Ears.Heard;
import org.stile.sync.Fetch.Fetched;
import org.stile.sync.session.Effect;
import org.stile.sync.session.Session;
import org.stile.sync.session.SessionEvent;
import org.stile.sync.session.Vitals;

/**
 * All an agent does around its {@link Session}, but for the thread it does it on and the clock it
 * waits by: brings the session what happens and does what it wants. So a process runs it, and a
 * simulation runs thousands of them. One thread; whoever owns it calls, again and again,
 *
 * <pre>
 *   turn(), which says when the next is due;
 *   what came into the inbox meanwhile, if anything;
 *   settle().
 * </pre>
 */
final class Clerk {
  /** How often it looks by itself, should nobody have told it of a change. */
  private static final long LOOK_EVERY_MS = 5_000;

  /**
   * After a notice it looks so often more, each time twice as long later: the log is written, which
   * is noticed, before it is flushed and shown, which is not.
   */
  private static final int LOOKS_AFTER_NOTICE = 9;

  private static final long FIRST_LOOK_AFTER_MS = 2;

  /** An acknowledgement is stored at the latest after this; many share one fsync. */
  private static final long SETTLE_EVERY_MS = 200;

  /** What peers granted is stored after this, with what comes meanwhile: a guest may be near. */
  private static final long PEERS_AFTER_MS = 10;

  /** A database that could not be written is tried again after this. */
  private static final long TROUBLE_MS = 1_000;

  private static final long NANOS_PER_MILLI = 1_000_000;

  /**
   * What a clerk works with.
   *
   * @param version of the agent.
   * @param eye on the gate's journal.
   * @param unit where it runs.
   * @param clock of the wall, for the center to compare; nothing is timed by it.
   * @param loop that it is called from.
   */
  record Parts(
      SyncConfig config,
      String version,
      Wire wire,
      Masters masters,
      JournalEye eye,
      Download download,
      SyncLog log,
      Unit unit,
      InstantSource clock,
      RandomGenerator random,
      Loop loop) {}

  /** The thread, as far as the clerk needs it. */
  interface Loop {
    /** Runs something on it, in its turn; called from any thread. */
    void later(Runnable what);

    /** Runs something that may take long, elsewhere. */
    void elsewhere(Runnable what);

    /** A clock that only goes forward, as {@link System#nanoTime}. */
    long nanos();

    /** Much memory was used and is not any more. */
    void memoryFreed();
  }

  private final Parts parts;
  private final Session session;
  private final Deque<SessionEvent> events = new ArrayDeque<>();
  private Optional<ExitCode> end = Optional.empty();
  private Ears ears = Ears.DEAF;
  private String trouble = "";
  private boolean masterTrouble;
  private long lookAt;
  private int looksLeft;
  private long nextLookMs;
  private long lookAgainAt = Long.MAX_VALUE;
  private long lastSeen;
  private long settleAt = Long.MAX_VALUE;
  private long peersAt = Long.MAX_VALUE;

  Clerk(Parts parts) {
    this.parts = parts;
    SyncConfig config = parts.config();
    session =
        new Session(
            config.venue(), config.gate(), parts.version(), config.healthEvery().toMillis());
    lookAt = now();
  }

  /** Does what is due; answers in how many milliseconds there will be more. */
  long turn() {
    long now = now();
    if (now >= lookAt) {
      lookAt = now + LOOK_EVERY_MS;
      look();
      installed();
    }
    if (now >= lookAgainAt) {
      lookAfterNotice(now);
    }
    take(new SessionEvent.Tick());
    long wakeAt =
        Math.min(
            Math.min(session.wakeAt(), lookAt), Math.min(settleAt, Math.min(peersAt, lookAgainAt)));
    return wakeAt - now();
  }

  /** Why it must end; empty: it need not. */
  Optional<ExitCode> end() {
    return end;
  }

  /** The journal was written to, or may have been. */
  void journalChanged() {
    looksLeft = LOOKS_AFTER_NOTICE;
    nextLookMs = FIRST_LOOK_AFTER_MS;
    lookAfterNotice(now());
  }

  /** Looks, and plans another look if nothing new is to be seen yet. */
  private void lookAfterNotice(long now) {
    long before = lastSeen;
    look();
    looksLeft--;
    if (lastSeen == before && looksLeft > 0) {
      lookAgainAt = now + nextLookMs;
      nextLookMs *= 2;
    } else {
      lookAgainAt = Long.MAX_VALUE;
    }
  }

  private void look() {
    eyed().ifPresent(this::take);
  }

  private Optional<SessionEvent.JournalSeen> eyed() {
    try {
      Optional<SessionEvent.JournalSeen> seen = parts.eye().look();
      seen.ifPresent(each -> lastSeen = each.lastSequence());
      return seen;
    } catch (JournalException e) {
      trouble("JOURNAL-TROUBLE", String.valueOf(e.getMessage()));
    } catch (MasterException e) {
      trouble(e);
    } catch (CannotRunException e) {
      parts.log().note("NOT-OUR-JOURNAL", String.valueOf(e.getMessage()));
      end = Optional.of(e.code());
    }
    return Optional.empty();
  }

  private void installed() {
    try {
      take(parts.masters().installed());
    } catch (MasterException e) {
      trouble(e);
    }
  }

  /** Brings the session an event, and does all that follows from it. */
  private void take(SessionEvent first) {
    events.add(first);
    while (!events.isEmpty()) {
      for (Effect effect : session.on(events.remove(), now())) {
        perform(effect);
      }
    }
    if (session.isTogether()) {
      parts.wire().answered();
    }
  }

  private void perform(Effect effect) {
    switch (effect) {
      case Effect.Connect _ -> connect();
      case Effect.Drop(String why) -> events.add(gone(why));
      case Effect.Leave(String why) -> {
        if (parts.wire().leave()) {
          events.add(gone(why));
        }
      }
      case Effect.Publish(var topic, Bytes payload) -> parts.wire().publish(topic, payload);
      case Effect.ReadRows(long after, int limit) -> events.add(rows(after, limit));
      case Effect.KeepAcknowledged(Bytes logId, long sequence) -> {
        parts.masters().acknowledge(logId, sequence);
        settleSoon();
      }
      case Effect.KeepPassages(var passages) -> {
        parts.masters().keep(passages);
        peersAt = Math.min(peersAt, now() + PEERS_AFTER_MS);
        settleSoon();
      }
      case Effect.KeepTime(long wallMs) -> tellTime(wallMs);
      case Effect.Download(Wanted wanted) -> download(wanted);
      case Effect.TakeHealth _ -> {
        Optional<SessionEvent.JournalSeen> seen = eyed();
        seen.ifPresent(events::add); // It is the gate's word on how many rows there are by now.
        Vitals vitals = parts.unit().vitals(parts.clock(), parts.eye(), parts.config());
        events.add(new SessionEvent.HealthTaken(vitals, seen.isPresent()));
      }
      case Effect.Note(String kind, String detail) -> parts.log().note(kind, detail);
    }
  }

  private void connect() {
    hangUp();
    byte[] bootId = new byte[SyncLimits.BOOT_ID_LENGTH];
    parts.random().nextBytes(bootId);
    ears = new Ears(parts.loop()::later, this::heard);
    parts.wire().connect(Bytes.copyOf(bootId), ears);
  }

  private void heard(Heard heard) {
    switch (heard) {
      case Heard.Connected(Bytes bootId) -> take(new SessionEvent.Connected(bootId));
      case Heard.Received(String topic, Bytes payload) ->
          take(new SessionEvent.Received(topic, payload));
      case Heard.Published _ -> {
        parts.wire().goOn();
        take(new SessionEvent.Published());
      }
      case Heard.Lost(String why) -> take(gone(why));
    }
  }

  private SessionEvent gone(String why) {
    hangUp();
    return new SessionEvent.Lost(why, parts.random().nextDouble());
  }

  private void hangUp() {
    ears.close();
    parts.wire().drop();
  }

  private SessionEvent.RowsRead rows(long after, int limit) {
    try {
      return parts.eye().rows(after, limit);
    } catch (JournalException e) {
      trouble("JOURNAL-TROUBLE", String.valueOf(e.getMessage()));
      return new SessionEvent.RowsRead(Bytes.EMPTY, after, Bytes.EMPTY, List.of());
    }
  }

  private void tellTime(long wallMs) {
    Optional<String> unitBoot = parts.unit().bootId();
    if (unitBoot.isEmpty()) {
      return; // Nobody could tell later whose monotonic clock that was.
    }
    try {
      parts.masters().tellTime(wallMs, parts.loop().nanos(), unitBoot.get());
    } catch (MasterException e) {
      trouble(e);
    }
  }

  private void download(Wanted wanted) {
    parts
        .loop()
        .elsewhere(
            () -> {
              Fetched fetched = parts.download().fetch(wanted);
              parts.loop().later(() -> fetched(wanted, fetched));
            });
  }

  private void fetched(Wanted wanted, Fetched fetched) {
    Outcome outcome;
    try {
      outcome = parts.download().install(wanted, fetched);
    } catch (MasterException e) {
      trouble(e);
      outcome = Outcome.UNREACHABLE;
    }
    take(new SessionEvent.Downloaded(wanted, outcome, parts.random().nextDouble()));
    if (outcome == Outcome.INSTALLED) {
      installed();
      parts.loop().memoryFreed();
    }
  }

  private void settleSoon() {
    if (settleAt == Long.MAX_VALUE) {
      settleAt = now() + SETTLE_EVERY_MS;
    }
  }

  /** Stores what has waited long enough. */
  void settle() {
    long now = now();
    boolean all = now >= settleAt;
    if (!all && now < peersAt) {
      return;
    }
    peersAt = Long.MAX_VALUE;
    if (!all && !trouble.isEmpty()) {
      return; // With the rest, when it is tried again.
    }
    try {
      if (all) {
        parts.masters().settle();
        settleAt = Long.MAX_VALUE;
        trouble = "";
        if (masterTrouble) {
          masterTrouble = false;
          parts.log().note("MASTER-WELL", "all that waited is in master.db");
        }
      } else {
        parts.masters().settlePeers();
      }
    } catch (MasterException e) {
      settleAt = now + TROUBLE_MS;
      trouble(e);
    }
  }

  /** Stores what it can, the last thing it does. */
  void settleBeforeTheEnd() {
    try {
      parts.masters().settle();
    } catch (MasterException e) {
      // The center tells it again.
      parts.log().note("NOT-KEPT", String.valueOf(e.getMessage()));
    }
  }

  /** master.db failed: a full disk mends itself, anything else may be mended by a new start. */
  private void trouble(MasterException e) {
    trouble("MASTER-TROUBLE", said(e));
    masterTrouble = true;
    switch (e.fault()) {
      case MasterException.Fault.DiskFull _, MasterException.Fault.TooMany _ -> {}
      case MasterException.Fault.NotStored _, MasterException.Fault.NotOurs _ -> reopen();
    }
  }

  /** What a new file lacks the center tells in answer to a hello: so say it. */
  private void reopen() {
    try {
      parts.masters().reopen();
      settleSoon();
      SessionEvent lost = gone("master.db was opened anew");
      events.add(parts.masters().installed());
      events.add(lost);
    } catch (MasterException e) {
      trouble("MASTER-TROUBLE", said(e));
    }
  }

  private static String said(MasterException e) {
    return e.fault() instanceof MasterException.Fault.DiskFull full
        ? "the disk is full; what cannot be stored is kept or asked for again: " + full.detail()
        : String.valueOf(e.getMessage());
  }

  /** Says it once, not every time it is tried again. */
  private void trouble(String kind, String detail) {
    String text = kind + detail;
    if (!text.equals(trouble)) {
      trouble = text;
      parts.log().note(kind, detail);
    }
  }

  private long now() {
    return parts.loop().nanos() / NANOS_PER_MILLI;
  }
}
