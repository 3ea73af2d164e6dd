package org.stile.core.journal;

import java.time.Instant;
import org.stile.core.Bytes;
import org.stile.core.admission.Direction;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.id.GateId;
import org.stile.core.id.TicketId;

/**
 * What another journal says of one passage: another gate's, or an earlier one of this gate.
 *
 * @param logId that journal, 16 bytes.
 * @param sequence its granting row, from 1 upward.
 * @param asOf its row that told {@code state}; the same passage as of an earlier row changes
 *     nothing.
 * @param gate where.
 * @param lane range [0, 15].
 * @param number range [1, 255].
 * @param at when, by that gate's clock.
 * @param state how far it came.
 */
public record PeerPassage(
    Bytes logId,
    long sequence,
    long asOf,
    GateId gate,
    int lane,
    TicketId ticket,
    Direction direction,
    int number,
    Instant at,
    State state) {
  public PeerPassage {
    if (logId.length() != JournalRow.LOG_ID_LENGTH) {
      throw new IllegalArgumentException("a log id has 16 bytes, not " + logId.length());
    }
    if (sequence < 1 || asOf < sequence) {
      throw new IllegalArgumentException("row " + sequence + " as of row " + asOf);
    }
    if (lane < 0 || lane > JournalEntry.LANE_MAX || number < 1 || number > 255) {
      throw new IllegalArgumentException("lane " + lane + ", number " + number);
    }
  }
}
