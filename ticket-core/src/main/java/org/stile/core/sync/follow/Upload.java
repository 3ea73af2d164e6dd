package org.stile.core.sync.follow;

import java.util.List;
import java.util.Optional;
import org.stile.core.Bytes;
import org.stile.core.journal.JournalRow;
import org.stile.core.sync.SyncLimits;
import org.stile.core.sync.UpMessage.Rows;

/**
 * How far the journal was sent, and what to send next. The guarantee hangs on the center's
 * acknowledgement alone: until it comes, rows are sent again, however often.
 *
 * <pre>
 *   1 ... acknowledged ... sent ... last
 *         at the center    under    not sent
 *                          way
 * </pre>
 */
public final class Upload {
  /**
   * Rows under way: ten messages, so that a lost connection costs little and the link stays full.
   */
  public static final int UNDER_WAY_MAX = 10 * SyncLimits.ROWS_MAX;

  /** Less than a full message waits this long for more rows while another is under way. */
  public static final long GATHER_MS = 250;

  /** Without an acknowledgement for this long, everything unacknowledged is sent again. */
  public static final long SILENCE_FIRST_MS = 3_000;

  /** The wait doubles up to this, or a center that is slow would be buried. */
  public static final long SILENCE_MOST_MS = 60_000;

  /** One request to send again in this time is followed; a broken center would ask for ever. */
  public static final long RESEND_EVERY_MS = 10_000;

  /** Rows that could not be read are tried again after this. */
  private static final long UNREADABLE_MS = 1_000;

  private static final long NEVER = Long.MIN_VALUE;

  /** Rows to be read: those after {@code after}, at most {@code limit}. */
  public record Span(long after, int limit) {}

  /** Rows that were read; none if they could not be. */
  public record Found(Bytes logId, long after, Bytes hashBefore, List<JournalRow> rows) {
    public Found {
      rows = List.copyOf(rows);
    }
  }

  private final Bytes logId;
  private long last;
  private long durable; // What any center or venue unit ever acknowledged.
  private long acknowledged; // What the one we talk to has.
  private long sent;
  private boolean reading;
  private long gatherUntil = NEVER;
  private long silentSince;
  private long patienceMs = SILENCE_FIRST_MS;
  private long resentAt = NEVER;
  private long notBefore = NEVER;

  public Upload(Bytes logId, long last, long acknowledged) {
    this.logId = logId;
    this.last = last;
    this.acknowledged = Math.min(acknowledged, last);
    durable = this.acknowledged;
    sent = this.acknowledged;
  }

  public Bytes logId() {
    return logId;
  }

  public long last() {
    return last;
  }

  public long unsynced() {
    return last - durable;
  }

  /** Whether nothing is under way: then a single row need not wait for company. */
  public boolean isQuiet() {
    return sent <= acknowledged;
  }

  /** Rows were added. */
  public void grown(long to) {
    last = Math.max(last, to);
  }

  /** A new connection: whatever was under way counts as lost. */
  public void startAgain(long now) {
    sent = acknowledged;
    reading = false;
    gatherUntil = NEVER;
    silentSince = now;
    patienceMs = SILENCE_FIRST_MS;
  }

  /** Whether the center can have everything up to {@code sequence}: never more than there is. */
  public boolean isPossible(long sequence) {
    return sequence <= last;
  }

  /**
   * How far the one that answers a new connection has this log: the center, or a venue unit, which
   * may have less than another was sent before. It is sent what it lacks.
   *
   * @return whether more than was ever acknowledged is.
   */
  public boolean greeted(long sequence, long now) {
    acknowledged = sequence;
    sent = sequence;
    silentSince = now;
    patienceMs = SILENCE_FIRST_MS;
    return isNews(sequence);
  }

  /** The center has everything up to {@code sequence}; whether that is news. */
  public boolean acknowledge(long sequence, long now) {
    if (sequence <= acknowledged) {
      return false;
    }
    acknowledged = sequence;
    sent = Math.max(sent, sequence);
    silentSince = now;
    patienceMs = SILENCE_FIRST_MS;
    return isNews(sequence);
  }

  private boolean isNews(long sequence) {
    boolean news = sequence > durable;
    durable = Math.max(durable, sequence);
    return news;
  }

  /** The center wants the rows after {@code after} again; whether it gets them. */
  public boolean resend(long after, long now) {
    if (after > last || (resentAt != NEVER && now - resentAt < RESEND_EVERY_MS)) {
      return false;
    }
    resentAt = now;
    sent = Math.min(sent, after);
    if (after < acknowledged) {
      acknowledged = after; // It was restored from a copy, or somebody else said that it had more.
      silentSince = now;
    }
    return true;
  }

  /**
   * The rows to read next.
   *
   * @param idle nothing is on its way to the broker: then a single row need not wait for company.
   */
  public Optional<Span> next(boolean idle, long now) {
    goBackAfterSilence(now);
    if (now >= notBefore) {
      notBefore = NEVER;
    }
    if (reading || notBefore != NEVER || sent >= last || sent - acknowledged >= UNDER_WAY_MAX) {
      return Optional.empty();
    }
    if (!idle && last - sent < SyncLimits.ROWS_MAX) {
      if (gatherUntil == NEVER) {
        gatherUntil = now + GATHER_MS;
      }
      if (now < gatherUntil) {
        return Optional.empty();
      }
    }
    gatherUntil = NEVER;
    reading = true;
    return Optional.of(new Span(sent, SyncLimits.ROWS_MAX));
  }

  private void goBackAfterSilence(long now) {
    if (sent <= acknowledged) {
      silentSince = now;
    } else if (now - silentSince >= patienceMs) {
      sent = acknowledged;
      silentSince = now;
      patienceMs = Math.min(SILENCE_MOST_MS, 2 * patienceMs);
    }
  }

  /** The message for rows that were read; empty if they are not the next ones any more. */
  public Optional<Rows> message(Found read, long now) {
    reading = false;
    List<JournalRow> rows = read.rows();
    if (rows.isEmpty()) {
      notBefore = now + UNREADABLE_MS;
    }
    if (!read.logId().equals(logId) || read.after() != sent || rows.isEmpty()) {
      return Optional.empty();
    }
    List<JournalRow> fit = Rows.thatFit(rows);
    sent = fit.getLast().sequence();
    grown(sent);
    return Optional.of(Rows.of(logId, read.hashBefore(), fit));
  }

  /** When it wants to be asked again at the latest; {@code Long.MAX_VALUE}: not by itself. */
  public long wakeAt() {
    long silence = sent > acknowledged ? silentSince + patienceMs : Long.MAX_VALUE;
    // Only what next() would act upon: a wait that is over and changes nothing is asked for for
    // ever.
    boolean more = !reading && sent < last && sent - acknowledged < UNDER_WAY_MAX;
    long gather = more && gatherUntil != NEVER ? gatherUntil : Long.MAX_VALUE;
    long unread = more && notBefore != NEVER ? notBefore : Long.MAX_VALUE;
    return Math.min(Math.min(silence, gather), unread);
  }
}
