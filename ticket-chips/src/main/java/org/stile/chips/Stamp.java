package org.stile.chips;

import java.time.Instant;
import org.stile.core.Bytes;
import org.stile.core.admission.Direction;
import org.stile.core.id.TicketId;

/**
 * One admission as the chip remembers it (docs/chip-layout.md, "Stamp").
 *
 * @param slot which ticket, range [0, 7].
 * @param ticketIndex the ticket's index in its event, so that a stamp outlives a rewritten slot.
 * @param direction in or out.
 * @param number which entry (or exit) of that ticket, range [1, 255].
 * @param gateTag which gate and lane, 4 bytes; see {@code GateTag}.
 * @param at when, by that gate's clock, whole seconds, below 2^32 since 1970.
 * @param nonce 8 bytes the gate drew for this one stamp: settles whether a commit took place.
 * @param eventTag the first 3 bytes of the event hash.
 */
public record Stamp(
    int slot,
    int ticketIndex,
    Direction direction,
    int number,
    Bytes gateTag,
    Instant at,
    Bytes nonce,
    Bytes eventTag) {
  private static final int SLOT_MAX = 7;
  private static final int NUMBER_MAX = 255;
  private static final long SECONDS_MAX = 0xFFFF_FFFFL;

  public Stamp {
    within("slot", slot, 0, SLOT_MAX);
    within("ticket index", ticketIndex, 0, TicketId.INDEX_MAX);
    within("number", number, 1, NUMBER_MAX);
    within("gate tag length", gateTag.length(), GateTag.LENGTH, GateTag.LENGTH);
    within("nonce length", nonce.length(), 8, 8);
    within("event tag length", eventTag.length(), 3, 3);
    within("nanosecond", at.getNano(), 0, 0);
    within("second", at.getEpochSecond(), 0, SECONDS_MAX);
  }

  private static void within(String name, long value, long from, long to) {
    if (value < from || value > to) {
      throw new IllegalArgumentException(
          "a stamp's " + name + " is out of range [" + from + ", " + to + "]: " + value);
    }
  }
}
