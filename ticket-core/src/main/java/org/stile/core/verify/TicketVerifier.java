package org.stile.core.verify;

import java.util.List;
import java.util.Optional;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.admission.Refusal;
import org.stile.core.admission.Refusal.Flaw;
import org.stile.core.id.EventHash;
import org.stile.core.id.TicketId;
import org.stile.core.master.EventMaster;
import org.stile.core.master.IssuingKey;
import org.stile.core.ticket.SignedTicket;
import org.stile.core.ticket.TicketCodec;
import org.stile.core.ticket.VerifiedTicket;
import org.stile.core.verify.Verification.Rejected;
import org.stile.core.verify.Verification.Verified;

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
    SignedTicket ticket;
    try {
      ticket = TicketCodec.parse(signed);
    } catch (WireException _) {
      return new Rejected(new Refusal.Forged(Flaw.NOT_A_TICKET));
    }
    EventHash event = ticket.ticket().event();
    return masters.stream()
        .filter(master -> standsBehind(master, event))
        .findFirst()
        .map(master -> verify(ticket, master))
        .orElseGet(() -> new Rejected(new Refusal.UnknownEvent(event)));
  }

  /** Rule 1: the ticket's event information is one of the event's, and so is the one we hold. */
  private static boolean standsBehind(EventMaster master, EventHash event) {
    return master.accepted().contains(event)
        && master.accepted().contains(EventHash.of(master.signedInformation()));
  }

  /** Rule 2: signed by a key of that event, at a time that key was good for. */
  private static Verification verify(SignedTicket signed, EventMaster master) {
    Optional<IssuingKey> key = master.key(signed.keyId());
    if (key.isEmpty() || key.get().algorithm() != signed.algorithm()) {
      return new Rejected(new Refusal.Forged(Flaw.UNKNOWN_KEY));
    }
    if (!key.get().validAt(signed.ticket().issuedAt())) {
      return new Rejected(new Refusal.Forged(Flaw.KEY_NOT_VALID_THEN));
    }
    if (!signed.signedBy(key.get().key())) {
      return new Rejected(new Refusal.Forged(Flaw.WRONG_SIGNATURE));
    }
    var id = new TicketId(master.event(), signed.ticket().index());
    return new Verified(new VerifiedTicket(id, signed.ticket(), signed.keyId()), master);
  }
}
