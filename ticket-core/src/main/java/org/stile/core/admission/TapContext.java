package org.stile.core.admission;

import org.stile.core.id.ChipId;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;

/**
 * Everything about one tap that is not on the ticket and not in the event master.
 *
 * @param chip the chip in the field, proven by its own key.
 * @param gate where.
 * @param lane which reader of that gate, range [0, {@value #LANE_MAX}].
 * @param direction which way this lane lets people through just now.
 * @param admitting the event this gate lets people in to.
 * @param ledger what is known of the ticket: journal, peers and the chip's own stamps, merged.
 * @param group the ticket's place among those of its event on this chip; see {@link GroupOrder}.
 * @param clock the time, and how far it can be believed.
 */
public record TapContext(
    ChipId chip,
    GateId gate,
    int lane,
    Direction direction,
    EventId admitting,
    TicketLedger ledger,
    Group group,
    ClockReading clock) {
  /** A gate has at most 16 readers: the lane is 4 bits in the journal. */
  public static final int LANE_MAX = 15;

  public TapContext {
    if (lane < 0 || lane > LANE_MAX) {
      throw new IllegalArgumentException("lane out of range [0, " + LANE_MAX + "]: " + lane);
    }
  }
}
