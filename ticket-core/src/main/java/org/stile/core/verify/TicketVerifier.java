package org.stile.core.verify;

import java.util.List;
import org.stile.core.Bytes;
import org.stile.core.admission.Refusal;
import org.stile.core.master.EventMaster;

/** Rules 1 and 2 of docs/admission-rules.md: is this a ticket, of an event we know, as signed? */
public final class TicketVerifier {
  private TicketVerifier() {}

  /**
   * Tells whether {@code signed} is a ticket that one of {@code masters} stands behind. Same
   * arguments, same answer; never throws for any bytes.
   *
   * @param signed as read from a chip, at most 128 bytes; longer is no ticket.
   */
  public static Verification verify(Bytes signed, List<EventMaster> masters) {
    return new Verification.Rejected(new Refusal.Forged(Refusal.Flaw.NOT_A_TICKET));
  }
}
