package org.stile.core.ticket;

import java.time.Instant;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventHash;
import org.stile.core.id.TicketId;

/**
 * What an issuer states: this chip may enter this event, and sit there. Not yet trusted; see {@link
 * VerifiedTicket}. The bytes are drawn in docs/wire-format.md, "Ticket".
 *
 * @param event the event information it was issued under.
 * @param index its bit in the event's status list, range [0, {@link TicketId#INDEX_MAX}].
 * @param chip the only chip it is good on.
 * @param seat index into the event's seat map, range [0, 2^20 - 1].
 * @param type ticket type as the event numbers them, range [0, 255]; 0 is the standard one.
 * @param entries how many entries it pays for, range [1, 255].
 * @param issuedAt when it was signed, whole seconds since 1970, below 2^32.
 */
public record Ticket(
    EventHash event, int index, ChipId chip, int seat, int type, int entries, Instant issuedAt) {
  public Ticket {
    within("index", index, 0, TicketId.INDEX_MAX);
    within("seat", seat, 0, TicketId.INDEX_MAX);
    within("type", type, 0, 255);
    within("entries", entries, 1, 255);
    if (issuedAt.getNano() != 0
        || issuedAt.getEpochSecond() < 0
        || issuedAt.getEpochSecond() > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException(
          "issue time must be whole seconds below 2^32: " + issuedAt);
    }
  }

  private static void within(String name, int value, int from, int to) {
    if (value < from || value > to) {
      throw new IllegalArgumentException(
          name + " out of range [" + from + ", " + to + "]: " + value);
    }
  }
}
