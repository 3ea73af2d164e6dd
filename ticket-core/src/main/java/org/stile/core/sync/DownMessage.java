package org.stile.core.sync;

import java.util.List;
import org.stile.core.Bytes;
import org.stile.core.id.EventId;
import org.stile.core.journal.JournalRow;
import org.stile.core.journal.PeerPassage;
import org.stile.core.master.EventMaster;
import org.stile.core.master.MasterCodec;
import org.stile.core.trust.KeySet;
import org.stile.core.trust.KeySetCodec;

/**
 * What the center tells a gate, on its topic {@code down}. None of it is believed because it came
 * that way: key sets and masters are signed, and whether an acknowledgement can be true the gate
 * knows itself.
 */
public sealed interface DownMessage {
  /**
   * The center has every row of that log up to {@code sequence}, durably. Sent after its commit,
   * and in answer to a hello.
   *
   * @param logId 16 bytes.
   * @param sequence from 0 upward.
   */
  record Acknowledged(Bytes logId, long sequence) implements DownMessage {
    public Acknowledged {
      SyncLimits.length("log id", logId, JournalRow.LOG_ID_LENGTH);
      SyncLimits.within("sequence", sequence, 0, Long.MAX_VALUE);
    }
  }

  /**
   * A key set can be had.
   *
   * @param sha256 of the signed key set, 32 bytes.
   * @param size bytes of it.
   * @param path at the center.
   */
  record KeySetAvailable(long version, Bytes sha256, int size, String path) implements DownMessage {
    public KeySetAvailable {
      SyncLimits.within("version", version, 1, KeySet.VERSION_MAX);
      SyncLimits.length("sha256", sha256, SyncLimits.HASH_LENGTH);
      SyncLimits.within("size", size, 1, KeySetCodec.SIGNED_LENGTH_MAX);
      SyncLimits.path(path);
    }
  }

  /**
   * A master can be had, whole or as a delta.
   *
   * @param sha256 of the signed master, 32 bytes.
   * @param size bytes of it.
   * @param path of the whole one, at the center.
   * @param deltaFrom versions from which a delta leads here, ascending, at most 16.
   * @param deltaPath the delta from version {@code v} is at {@code deltaPath} and v in decimal;
   *     ends with a slash.
   */
  record MasterAvailable(
      EventId event,
      long version,
      Bytes sha256,
      int size,
      String path,
      List<Long> deltaFrom,
      String deltaPath)
      implements DownMessage {
    public MasterAvailable {
      SyncLimits.within("version", version, 1, EventMaster.VERSION_MAX);
      SyncLimits.length("sha256", sha256, SyncLimits.HASH_LENGTH);
      SyncLimits.within("size", size, 1, MasterCodec.SIGNED_LENGTH_MAX);
      SyncLimits.path(path);
      SyncLimits.path(deltaPath);
      if (!deltaPath.endsWith("/")) {
        throw new IllegalArgumentException("a delta path ends with a slash");
      }
      SyncLimits.within("deltas", deltaFrom.size(), 0, SyncLimits.DELTAS_MAX);
      long before = 0;
      for (long from : deltaFrom) {
        SyncLimits.within("delta from version", from, before + 1, version - 1);
        before = from;
      }
      deltaFrom = List.copyOf(deltaFrom);
    }
  }

  /**
   * What other gates granted, and what came of it; small and often.
   *
   * @param passages at most 500, those of one log together.
   */
  record Passages(List<PeerPassage> passages) implements DownMessage {
    public Passages {
      SyncLimits.within("passages", passages.size(), 1, SyncLimits.PASSAGES_MAX);
      passages = List.copyOf(passages);
    }
  }

  /**
   * What time it is, in answer to a hello or a health report; without one just sent it says
   * nothing, as nobody knows how long it was under way.
   *
   * @param wallMs ms since 1970, range [0, 2^53 - 1].
   */
  record TimeTold(long wallMs) implements DownMessage {
    public static final long WALL_MS_MAX = (1L << 53) - 1;

    public TimeTold {
      SyncLimits.within("time", wallMs, 0, WALL_MS_MAX);
    }
  }

  /**
   * The center lacks rows although it acknowledged them (it was restored from a backup), or finds
   * them doubtful: send again what comes after {@code after}.
   *
   * @param logId 16 bytes.
   * @param after from 0 upward.
   */
  record Resend(Bytes logId, long after) implements DownMessage {
    public Resend {
      SyncLimits.length("log id", logId, JournalRow.LOG_ID_LENGTH);
      SyncLimits.within("after", after, 0, Long.MAX_VALUE);
    }
  }
}
