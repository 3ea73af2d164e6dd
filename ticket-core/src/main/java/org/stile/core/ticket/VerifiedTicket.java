package org.stile.core.ticket;

import org.stile.core.id.TicketId;

/**
 * A ticket whose event information, signature and issuing key were found good: the only kind the
 * policy takes, and made only by {@code TicketVerifier}.
 *
 * @param id the ticket within its event.
 * @param ticket what was signed.
 * @param keyId the issuing key that signed it, range [0, 255].
 */
public record VerifiedTicket(TicketId id, Ticket ticket, int keyId) {}
