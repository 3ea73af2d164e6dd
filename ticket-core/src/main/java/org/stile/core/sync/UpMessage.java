package org.stile.core.sync;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.stile.core.Bytes;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.journal.JournalRow;
import org.stile.core.trust.KeySet;

/** What a gate tells the center, on its topic {@code up}. */
public sealed interface UpMessage {
  /**
   * The first message of every connection; the center answers with {@link DownMessage}s.
   *
   * @param logId of the gate's journal, 16 bytes.
   * @param bootId of this connection, 16 random bytes: the same as in its {@link
   *     StateMessage.Birth}.
   * @param lastSequence the journal's last row; 0 in a new one.
   * @param masters by event ascending, at most 32.
   * @param keySetVersion 0: none.
   * @param agentVersion 1 to 40 of letters, digits and {@code . _ + -}.
   */
  record Hello(
      Bytes logId,
      Bytes bootId,
      long lastSequence,
      List<InstalledVersion> masters,
      long keySetVersion,
      String agentVersion)
      implements UpMessage {
    public Hello {
      SyncLimits.length("log id", logId, JournalRow.LOG_ID_LENGTH);
      SyncLimits.length("boot id", bootId, SyncLimits.BOOT_ID_LENGTH);
      SyncLimits.within("last sequence", lastSequence, 0, Long.MAX_VALUE);
      SyncLimits.within("key set version", keySetVersion, 0, KeySet.VERSION_MAX);
      SyncLimits.agentVersion(agentVersion);
      masters = InstalledVersion.checked(masters);
    }
  }

  /**
   * Rows of the journal, in order and without a gap. The hash of each row is not sent: it follows
   * from {@code hashBefore}. Rows that were read from a message carry the hashes that follow.
   *
   * @param logId of the journal, 16 bytes.
   * @param hashBefore the hash of the row before the first of these, or what stands before the
   *     journal's first row ({@code RowBytes.genesis}); 32 bytes.
   * @param rows 1 to 100.
   * @param hashAfter the last row's hash as the journal has it, 32 bytes.
   */
  record Rows(Bytes logId, Bytes hashBefore, List<JournalRow> rows, Bytes hashAfter)
      implements UpMessage {
    public Rows {
      SyncLimits.length("log id", logId, JournalRow.LOG_ID_LENGTH);
      SyncLimits.length("hash before", hashBefore, SyncLimits.HASH_LENGTH);
      SyncLimits.length("hash after", hashAfter, SyncLimits.HASH_LENGTH);
      SyncLimits.within("rows", rows.size(), 1, SyncLimits.ROWS_MAX);
      SyncLimits.within(
          "first sequence", rows.getFirst().sequence(), 1, Long.MAX_VALUE - SyncLimits.ROWS_MAX);
      for (int i = 1; i < rows.size(); i++) {
        if (rows.get(i).sequence() != rows.get(i - 1).sequence() + 1) {
          throw new IllegalArgumentException("row " + rows.get(i).sequence() + " after a gap");
        }
      }
      rows = List.copyOf(rows);
    }

    /** As a journal has them. */
    public static Rows of(Bytes logId, Bytes hashBefore, List<JournalRow> rows) {
      return new Rows(logId, hashBefore, rows, rows.getLast().hash());
    }

    /**
     * Whether these rows are what the gate's journal was chained over. If not, something changed
     * them, there or on the way: they are kept, and looked into.
     */
    public boolean isChained() {
      return rows.getLast().hash().equals(hashAfter);
    }

    /**
     * The first of {@code rows} that go into one message.
     *
     * @param rows at least one, without a gap.
     */
    public static List<JournalRow> thatFit(List<JournalRow> rows) {
      int room = SyncLimits.MESSAGE_LENGTH_MAX - RowWire.AROUND_ROWS_MAX;
      int count = 0;
      for (JournalRow row : rows) {
        room -= RowWire.lengthMax(row);
        if (room < 0 || count == SyncLimits.ROWS_MAX) {
          break;
        }
        count++;
      }
      return rows.subList(0, count);
    }
  }

  /**
   * How the gate is, as far as its agent can see; sent from time to time. Only the gate's own agent
   * makes one, so it is the gate's word on how many rows there are, whoever hands it on and however
   * late.
   *
   * @param logId of the gate's journal, 16 bytes.
   * @param bootId as in {@link Hello}.
   * @param lastSequence the journal's last row; 0 in a new one.
   * @param unsynced rows that are not acknowledged yet, from 0 upward.
   * @param masters by event ascending, at most 32.
   * @param clockTrust as the journal's last row says; empty in a new journal.
   * @param wallMs what the unit's own clock says, ms since 1970: anything, on a unit without one.
   * @param readerFaults readers that failed, in the rows read since the agent started; from 0 up.
   * @param diskFree bytes left for the gate's data, from 0 upward.
   * @param temperature of the processor in degrees Celsius, range [-100, 200]; empty: not known.
   * @param underVoltage whether the supply was too weak; empty: not known.
   * @param toldMs the last {@link DownMessage.TimeTold} on this connection, as it was: this message
   *     was made after that, whatever the unit's own clock says; empty: none came yet.
   * @param gateRuns whether the gate's program holds its journal; empty: not known.
   */
  record Health(
      Bytes logId,
      Bytes bootId,
      long lastSequence,
      long unsynced,
      List<InstalledVersion> masters,
      Optional<Trust> clockTrust,
      long wallMs,
      long readerFaults,
      long diskFree,
      OptionalInt temperature,
      Optional<Boolean> underVoltage,
      OptionalLong toldMs,
      Optional<Boolean> gateRuns)
      implements UpMessage {
    public Health {
      SyncLimits.length("log id", logId, JournalRow.LOG_ID_LENGTH);
      SyncLimits.length("boot id", bootId, SyncLimits.BOOT_ID_LENGTH);
      SyncLimits.within("last sequence", lastSequence, 0, Long.MAX_VALUE);
      SyncLimits.within("unsynced", unsynced, 0, lastSequence);
      SyncLimits.within("reader faults", readerFaults, 0, Long.MAX_VALUE);
      SyncLimits.within("disk free", diskFree, 0, Long.MAX_VALUE);
      if (temperature.isPresent()) {
        SyncLimits.within("temperature", temperature.getAsInt(), -100, 200);
      }
      if (toldMs.isPresent()) {
        SyncLimits.within("time told", toldMs.getAsLong(), 0, DownMessage.TimeTold.WALL_MS_MAX);
      }
      masters = InstalledVersion.checked(masters);
    }
  }
}
