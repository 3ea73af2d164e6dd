package org.stile.center.venue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.journal.JournalRow;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.UpMessage.Rows;
import org.stile.core.sync.follow.Upload;

/**
 * One log on its way from the unit to the center. Rows of a log that a gate speaks of now wait
 * until the center has answered a hello; those of logs that were left behind go by themselves. One
 * thread.
 */
final class LogTrack {
  private static final long HELLO_FIRST_MS = 5_000;
  private static final long HELLO_MOST_MS = 60_000;
  private static final int ROWS_MAX = 100;

  private final Upload upload;
  private LogState state;
  private boolean greeted;
  private boolean asked;
  private long helloAt;
  private long helloAgainMs;
  private long acknowledged;
  private long settled;

  LogTrack(LogState state, long now) {
    this.state = state;
    acknowledged = state.forwarded();
    settled = acknowledged;
    this.upload = new Upload(state.wireId(), state.highWater(), state.forwarded());
    startAgain(now);
  }

  LogState state() {
    return state;
  }

  /** A new connection to the center. */
  void startAgain(long now) {
    upload.startAgain(now);
    greeted = false;
    asked = false;
    helloAgainMs = HELLO_FIRST_MS;
  }

  /** Its gate said hello to this unit: the center is to be told. */
  void greetAgain() {
    asked = false;
  }

  void seen(LogState next) {
    if (!state.bootId().equals(next.bootId())) {
      asked = false;
    }
    state = next;
    upload.grown(next.highWater());
  }

  /** Whether a hello is due. */
  boolean isHelloDue(long now) {
    if (!state.isThere() || (asked && (greeted || now - helloAt < helloAgainMs))) {
      return false;
    }
    if (asked) {
      helloAgainMs = Math.min(HELLO_MOST_MS, 2 * helloAgainMs);
    }
    asked = true;
    helloAt = now;
    return true;
  }

  /**
   * The center has the log so far. That may be more than is here, where the gate talked to the
   * center itself; but not more than a gate that is here says it has.
   */
  void acknowledged(long sequence, long now) {
    if (state.isThere() && sequence > Math.max(state.told(), upload.last())) {
      return;
    }
    long here = Math.min(sequence, upload.last());
    if (greeted || !state.isThere()) {
      boolean _ = upload.acknowledge(here, now);
      acknowledged = Math.max(acknowledged, here);
    } else {
      greeted = true;
      boolean _ = upload.greeted(here, now);
      acknowledged = here; // Less than before, if the center was restored from a copy.
    }
  }

  /** The center lacks what comes after {@code after}, though it was said to have it. */
  void resend(long after, long now) {
    if (upload.resend(after, now)) {
      acknowledged = Math.min(acknowledged, after);
    }
  }

  /** What is to be read next, if anything may go. */
  Optional<Upload.Span> next(long now) {
    return state.isThere() && !greeted ? Optional.empty() : upload.next(upload.isQuiet(), now);
  }

  /** The message for rows after {@code after}, from messages as the gate sent them. */
  Optional<Rows> message(long after, List<byte[]> messages, long now) {
    List<JournalRow> rows = new ArrayList<>();
    Bytes before = Bytes.EMPTY;
    for (byte[] message : messages) {
      Rows kept = rows(Bytes.copyOf(message));
      int known = (int) Math.max(0, after + 1 - kept.rows().getFirst().sequence());
      if (rows.isEmpty()) {
        before = known == 0 ? kept.hashBefore() : kept.rows().get(known - 1).hash();
      }
      if (!kept.isChained()) {
        // What does not chain goes as it came, or the center could not see that it does not.
        return rows.isEmpty() ? asItCame(kept, now) : found(after, before, rows, now);
      }
      rows.addAll(kept.rows().subList(known, kept.rows().size()));
      if (rows.size() >= ROWS_MAX) {
        break;
      }
    }
    return found(after, before, rows, now);
  }

  private Optional<Rows> found(long after, Bytes before, List<JournalRow> rows, long now) {
    return upload.message(
        new Upload.Found(
            state.wireId(), after, before, rows.subList(0, Math.min(ROWS_MAX, rows.size()))),
        now);
  }

  private Optional<Rows> asItCame(Rows kept, long now) {
    long after = kept.rows().getFirst().sequence() - 1;
    return found(after, kept.hashBefore(), kept.rows(), now).map(_ -> kept);
  }

  /** Whether the center has all that was sent. */
  boolean isQuiet() {
    return upload.isQuiet();
  }

  private static Rows rows(Bytes message) {
    try {
      if (SyncCodec.up(message) instanceof Rows rows) {
        return rows;
      }
      throw new IllegalStateException("a kept message holds no rows");
    } catch (WireException e) {
      throw new IllegalStateException("a kept message cannot be read", e);
    }
  }

  /** Rows the center is not known to have. */
  long waiting() {
    return Math.max(0, state.highWater() - acknowledged);
  }

  /** How far the center is known to have it. */
  long acknowledged() {
    return acknowledged;
  }

  /** Whether the database knows that. */
  boolean isSettled() {
    return settled == acknowledged;
  }

  /** The database knows it now. */
  void settled() {
    settled = acknowledged;
  }

  long wakeAt() {
    long hello = state.isThere() && !greeted ? helloAt + helloAgainMs : Long.MAX_VALUE;
    return Math.min(hello, upload.wakeAt());
  }
}
