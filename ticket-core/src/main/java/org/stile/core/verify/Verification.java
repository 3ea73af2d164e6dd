package org.stile.core.verify;

import org.stile.core.admission.Refusal;
import org.stile.core.master.EventMaster;
import org.stile.core.ticket.VerifiedTicket;

/** What came of asking whether some bytes are a ticket (rules 1 and 2). */
public sealed interface Verification {
  /**
   * A ticket its issuer signed.
   *
   * @param master the event it is for.
   */
  record Verified(VerifiedTicket ticket, EventMaster master) implements Verification {}

  /** Not to be believed. */
  record Rejected(Refusal.ByRule why) implements Verification {}
}
