package org.stile.sync;

import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.stile.cache.JournalException;
import org.stile.cache.MasterException;
import org.stile.core.Bytes;
import org.stile.core.sync.SyncLimits;
import org.stile.sync.Ears.Heard;
import org.stile.sync.Fetch.Fetched;
import org.stile.sync.session.Effect;
import org.stile.sync.session.Session;
import org.stile.sync.session.SessionEvent;
import org.stile.sync.session.SessionEvent.Outcome;
import org.stile.sync.session.Vitals;
import org.stile.sync.session.Wanted;

/**
 * The process around one {@link Session}: brings it what happens and does what it wants. One thread
 * owns all of it; others (journal watch, download, the wire's) only put something into its inbox.
 */
final class Agent {
  private static final String JOURNAL = "journal.db";

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

  /** A database that could not be written is tried again after this. */
  private static final long TROUBLE_MS = 1_000;

  private static final long NANOS_PER_MILLI = 1_000_000;

  /**
   * What an agent is made of.
   *
   * @param unit where it runs.
   */
  record Parts(
      SyncConfig config,
      String version,
      Wire wire,
      Masters masters,
      Download download,
      SyncLog log,
      Unit unit,
      InstantSource clock,
      RandomGenerator random) {}

  private final Parts parts;
  private final Session session;
  private final JournalEye eye;
  private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
  private final Deque<SessionEvent> events = new ArrayDeque<>();
  private final AtomicBoolean journalChanged = new AtomicBoolean();
  private Optional<ExitCode> end = Optional.empty();
  private Ears ears = Ears.DEAF;
  private String trouble = "";
  private long lookAt;
  private int looksLeft;
  private long nextLookMs;
  private long lookAgainAt = Long.MAX_VALUE;
  private long lastSeen;
  private long settleAt = Long.MAX_VALUE;

  Agent(Parts parts) {
    this.parts = parts;
    SyncConfig config = parts.config();
    session =
        new Session(
            config.venue(), config.gate(), parts.version(), config.healthEvery().toMillis());
    eye =
        new JournalEye(
            config.dataFolder().resolve(JOURNAL), config.gate(), parts.masters()::acknowledged);
  }

  /** Runs until {@link #stop}; on the thread that owns it. */
  ExitCode run() {
    parts.log().started(parts.version());
    try (JournalWatch _ =
        new JournalWatch(parts.config().dataFolder(), JOURNAL, this::journalChanged)) {
      ExitCode code = loop();
      parts.wire().close();
      settleBeforeTheEnd();
      parts.log().stopped(code.name());
      return code;
    } catch (IOException e) {
      parts.log().note("DATA-FOLDER", String.valueOf(e));
      return ExitCode.DATA;
    } finally {
      eye.close();
    }
  }

  /** Any thread. */
  void stop() {
    inbox.add(() -> end = Optional.of(ExitCode.STOPPED));
  }

  private ExitCode loop() {
    installed();
    while (end.isEmpty()) {
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
      long wakeAt = Math.min(Math.min(session.wakeAt(), lookAt), Math.min(settleAt, lookAgainAt));
      Runnable next = next(wakeAt - now());
      if (next != null) {
        next.run();
      }
      settle(next == null);
    }
    return end.get();
  }

  private @Nullable Runnable next(long waitMs) {
    try {
      return inbox.poll(Math.max(0, waitMs), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      end = Optional.of(ExitCode.STOPPED);
      return null;
    }
  }

  /** On the watch's thread. */
  private void journalChanged() {
    if (journalChanged.compareAndSet(false, true)) {
      inbox.add(
          () -> {
            journalChanged.set(false);
            looksLeft = LOOKS_AFTER_NOTICE;
            nextLookMs = FIRST_LOOK_AFTER_MS;
            lookAfterNotice(now());
          });
    }
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
    try {
      Optional<SessionEvent.JournalSeen> seen = eye.look();
      if (seen.isPresent()) {
        lastSeen = seen.get().lastSequence();
        take(seen.get());
      }
    } catch (JournalException e) {
      trouble("JOURNAL-TROUBLE", e);
    } catch (MasterException e) {
      trouble(e);
    } catch (CannotRunException e) {
      parts.log().note("NOT-OUR-JOURNAL", String.valueOf(e.getMessage()));
      end = Optional.of(e.code());
    }
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
  }

  private void perform(Effect effect) {
    switch (effect) {
      case Effect.Connect _ -> connect();
      case Effect.Drop(String why) -> {
        hangUp();
        events.add(new SessionEvent.Lost(why, parts.random().nextDouble()));
      }
      case Effect.Publish(var topic, Bytes payload) -> parts.wire().publish(topic, payload);
      case Effect.ReadRows(long after, int limit) -> events.add(rows(after, limit));
      case Effect.KeepAcknowledged(Bytes logId, long sequence) -> {
        parts.masters().acknowledge(logId, sequence);
        settleSoon();
      }
      case Effect.KeepPassages(var passages) -> {
        parts.masters().keep(passages);
        settleSoon();
      }
      case Effect.KeepTime(long wallMs) -> tellTime(wallMs);
      case Effect.Download(Wanted wanted) -> download(wanted);
      case Effect.TakeHealth _ -> events.add(new SessionEvent.HealthTaken(vitals()));
      case Effect.Note(String kind, String detail) -> parts.log().note(kind, detail);
    }
  }

  private void connect() {
    hangUp();
    byte[] bootId = new byte[SyncLimits.BOOT_ID_LENGTH];
    parts.random().nextBytes(bootId);
    ears = new Ears(inbox::add, this::heard);
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
      case Heard.Lost(String why) -> {
        hangUp();
        take(new SessionEvent.Lost(why, parts.random().nextDouble()));
      }
    }
  }

  private void hangUp() {
    ears.close();
    parts.wire().drop();
  }

  private SessionEvent.RowsRead rows(long after, int limit) {
    try {
      return eye.rows(after, limit);
    } catch (JournalException e) {
      trouble("JOURNAL-TROUBLE", e);
      return new SessionEvent.RowsRead(Bytes.EMPTY, after, Bytes.EMPTY, List.of());
    }
  }

  private void tellTime(long wallMs) {
    Optional<String> unitBoot = parts.unit().bootId();
    if (unitBoot.isEmpty()) {
      return; // Nobody could tell later whose monotonic clock that was.
    }
    try {
      parts.masters().tellTime(wallMs, System.nanoTime(), unitBoot.get());
    } catch (MasterException e) {
      trouble(e);
    }
  }

  private Vitals vitals() {
    long free = 0;
    try {
      free = Math.max(0, Files.getFileStore(parts.config().dataFolder()).getUsableSpace());
    } catch (IOException e) {
      parts.log().note("DATA-FOLDER", String.valueOf(e));
    }
    return new Vitals(
        parts.clock().millis(),
        eye.readerFaults(),
        free,
        parts.unit().temperature(),
        parts.unit().underVoltage());
  }

  private void download(Wanted wanted) {
    Thread.ofPlatform()
        .daemon()
        .name("download")
        .start(
            () -> {
              Fetched fetched = parts.download().fetch(wanted);
              inbox.add(() -> fetched(wanted, fetched));
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
      System
          .gc(); // Judging a master leaves 20 MB behind, which a small unit would carry for hours.
    }
  }

  private void settleSoon() {
    if (settleAt == Long.MAX_VALUE) {
      settleAt = now() + SETTLE_EVERY_MS;
    }
  }

  /** Stores what waits: when nothing else is to be done, or when it has waited long enough. */
  private void settle(boolean idle) {
    long now = now();
    if (settleAt == Long.MAX_VALUE || (now < settleAt && !(idle && trouble.isEmpty()))) {
      return;
    }
    try {
      parts.masters().settle();
      settleAt = Long.MAX_VALUE;
      trouble = "";
    } catch (MasterException e) {
      settleAt = now + TROUBLE_MS;
      trouble(e);
    }
  }

  private void settleBeforeTheEnd() {
    try {
      parts.masters().settle();
    } catch (MasterException e) {
      // The center tells it again.
      parts.log().note("NOT-KEPT", String.valueOf(e.getMessage()));
    }
  }

  /** master.db failed: a full disk mends itself, anything else may be mended by a new start. */
  private void trouble(MasterException e) {
    trouble("MASTER-TROUBLE", e);
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
      hangUp();
      SessionEvent there = parts.masters().installed();
      events.add(there);
      events.add(new SessionEvent.Lost("master.db was opened anew", parts.random().nextDouble()));
    } catch (MasterException e) {
      trouble("MASTER-TROUBLE", e);
    }
  }

  /** Says it once, not every time it is tried again. */
  private void trouble(String kind, IOException e) {
    String text = kind + String.valueOf(e.getMessage());
    if (!text.equals(trouble)) {
      trouble = text;
      parts.log().note(kind, String.valueOf(e.getMessage()));
    }
  }

  /** ms of a clock that only goes forward. */
  private static long now() {
    return System.nanoTime() / NANOS_PER_MILLI;
  }
}
