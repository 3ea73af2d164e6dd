package org.stile.sync;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stile.cache.MasterException;
import org.stile.cache.MasterException.Fault;
import org.stile.cache.MasterFile;
import org.stile.cache.MasterStore;
import org.stile.cache.TimeAnchor;
import org.stile.core.Bytes;
import org.stile.core.id.EventId;
import org.stile.core.journal.PeerPassage;
import org.stile.core.master.SignedMaster;
import org.stile.core.sync.follow.Outcome;
import org.stile.core.sync.follow.Wanted;
import org.stile.core.trust.KeySet;
import org.stile.core.trust.Trusted;
import org.stile.sync.session.SessionEvent.Installed;

/**
 * master.db under the agent: what cannot be stored now (the disk is full) is kept in memory, within
 * bounds, and stored later; a file that fails is opened anew, and one that is damaged is set aside
 * and made anew, for everything in it can be had again. One thread.
 */
final class Masters implements AutoCloseable {
  /** Passages kept in memory while they cannot be stored: 2 MB. */
  static final int WAITING_MAX = 10_000;

  /** Passages stored at once, so that the gate never waits long for a lock. */
  private static final int AT_ONCE = MasterStore.PEERS_MAX;

  private final Opening file;
  private final SyncLog log;
  private final Deque<PeerPassage> waiting = new ArrayDeque<>();
  private @Nullable MasterFile store; // Null while it cannot be opened.
  private Bytes acknowledgedLog = Bytes.EMPTY;
  private long acknowledged;
  private boolean isAcknowledgedStored = true;

  /** Opens the file, or makes it. */
  interface Opening {
    MasterFile open() throws MasterException;
  }

  private Masters(Opening file, SyncLog log) {
    this.file = file;
    this.log = log;
  }

  /** Opens the file; on a full disk it is opened later, for uploads need not wait for it. */
  static Masters open(Opening file, SyncLog log) throws MasterException {
    var masters = new Masters(file, log);
    try {
      masters.reopen();
    } catch (MasterException e) {
      if (!(e.fault() instanceof Fault.DiskFull)) {
        throw e;
      }
    }
    return masters;
  }

  /** Closes the file and opens it again; a damaged one is set aside. */
  void reopen() throws MasterException {
    close();
    MasterFile opened = file.open();
    opened.setAside().ifPresent(aside -> log.note("MASTER-SET-ASIDE", aside.toString()));
    store = opened;
    isAcknowledgedStored = acknowledgedLog.isEmpty();
  }

  private MasterFile store() throws MasterException {
    if (store == null) {
      reopen();
    }
    if (store == null) {
      throw new IllegalStateException("open, and not open");
    }
    return store;
  }

  Installed installed() throws MasterException {
    Map<EventId, Long> versions = store().versions();
    return new Installed(versions, store().keySetVersion());
  }

  /**
   * How far the center has that log, as far as is known: on a full disk that may be nothing, and
   * the center says it anew in answer to a hello.
   */
  long acknowledged(Bytes logId) throws MasterException {
    long stored;
    try {
      stored = store().acknowledged(logId);
    } catch (MasterException e) {
      if (e.fault() instanceof Fault.DiskFull) {
        return logId.equals(acknowledgedLog) ? acknowledged : 0;
      }
      throw e;
    }
    if (!logId.equals(acknowledgedLog) && isAcknowledgedStored) {
      acknowledgedLog = logId; // So that it can be stored anew, should the file have to be.
      acknowledged = stored;
    }
    return logId.equals(acknowledgedLog) ? Math.max(acknowledged, stored) : stored;
  }

  /** To be stored by the next {@link #settle}: a later one includes an earlier one. */
  void acknowledge(Bytes logId, long sequence) {
    acknowledgedLog = logId;
    acknowledged = sequence;
    isAcknowledgedStored = false;
  }

  /** To be stored by the next {@link #settle}. */
  void keep(List<PeerPassage> passages) {
    int over = waiting.size() + passages.size() - WAITING_MAX;
    if (over > 0) {
      log.note("PASSAGES-LOST", over + " of other gates, as they cannot be stored");
    }
    for (int i = 0; i < over; i++) {
      waiting.pollFirst();
    }
    waiting.addAll(passages);
  }

  /** Stores what waits. */
  void settle() throws MasterException {
    settlePeers();
    if (!isAcknowledgedStored) {
      store().acknowledged(acknowledgedLog, acknowledged);
      isAcknowledgedStored = true;
    }
  }

  /** Stores what peers granted. */
  void settlePeers() throws MasterException {
    while (!waiting.isEmpty()) {
      var some = new ArrayList<PeerPassage>(AT_ONCE);
      for (PeerPassage each : waiting) {
        if (some.size() == AT_ONCE) {
          break;
        }
        some.add(each);
      }
      store().recordPeers(some);
      some.forEach(_ -> waiting.removeFirst());
    }
  }

  /** Gives back memory that only makes the next call quicker. */
  void giveBack() throws MasterException {
    if (store != null) {
      store.giveBack();
    }
  }

  void tellTime(long wallMs, long nanoTime, String unitBoot) throws MasterException {
    store().tellTime(new TimeAnchor(Instant.ofEpochMilli(wallMs), nanoTime, unitBoot));
  }

  /** Judges and installs what was fetched for {@code wanted}. */
  Outcome install(Wanted wanted, Bytes signed) throws MasterException {
    try {
      return switch (wanted) {
        case Wanted.KeySet _ -> outcome(wanted, store().installKeySet(signed));
        case Wanted.Master master -> outcome(wanted, install(master, signed));
      };
    } catch (MasterException e) {
      if (e.fault() instanceof Fault.TooMany) {
        log.note("NOT-INSTALLED", String.valueOf(e.getMessage()));
        return Outcome.REFUSED;
      }
      throw e;
    }
  }

  private Trusted<SignedMaster> install(Wanted.Master master, Bytes signed) throws MasterException {
    return master.deltaPath().isPresent()
        ? store().installDelta(master.event(), signed)
        : store().install(signed);
  }

  private Outcome outcome(Wanted wanted, Trusted<?> judged) {
    return switch (judged) {
      case Trusted.Accepted<?> _ -> {
        log.note("INSTALLED", name(wanted) + " version " + wanted.version());
        yield Outcome.INSTALLED;
      }
      case Trusted.Rejected<?>(Trusted.Reason reason, String detail) -> {
        log.note("NOT-BELIEVED", name(wanted) + ": " + reason + ", " + detail);
        yield Outcome.REFUSED;
      }
    };
  }

  static String name(Wanted wanted) {
    return switch (wanted) {
      case Wanted.KeySet _ -> "key set";
      case Wanted.Master master -> "master of " + master.event();
    };
  }

  /** Installs a file somebody carried here: a key set or a master, whichever it is. */
  Imported importSigned(Bytes signed) throws MasterException {
    return switch (store().installKeySet(signed)) {
      case Trusted.Accepted<KeySet>(KeySet keySet) ->
          new Imported.Installed("key set version " + keySet.version());
      case Trusted.Rejected<KeySet>(Trusted.Reason reason, String detail) ->
          isKeySet(reason) ? new Imported.Refused(reason, detail) : importMaster(signed);
    };
  }

  /** Whether a root signed it as a key set, so that it is nothing else. */
  private static boolean isKeySet(Trusted.Reason why) {
    return switch (why) {
      case BAD_CONTENT, UNKNOWN_FORMAT, NOT_NEWER, SAME_VERSION_OTHER_CONTENT -> true;
      case NOT_A_MESSAGE,
          UNKNOWN_KEY,
          WRONG_SIGNATURE,
          KEY_NOT_VALID_THEN,
          KEY_NOT_FOR_THIS_EVENT,
          OTHER_BASE,
          OTHER_RESULT ->
          false;
    };
  }

  private Imported importMaster(Bytes signed) throws MasterException {
    return switch (store().install(signed)) {
      case Trusted.Accepted<SignedMaster>(SignedMaster master) ->
          new Imported.Installed(
              "master of " + master.master().event() + " version " + master.master().version());
      case Trusted.Rejected<SignedMaster>(Trusted.Reason reason, String detail) ->
          new Imported.Refused(reason, detail);
    };
  }

  @Override
  public void close() {
    if (store != null) {
      try {
        store.close();
      } catch (MasterException e) {
        log.note("MASTER-TROUBLE", String.valueOf(e.getMessage()));
      }
      store = null;
    }
  }
}
