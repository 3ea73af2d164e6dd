package org.stile.core.ticket;

import org.stile.core.cose.Algorithm;
import org.stile.core.cose.Purpose;
import org.stile.core.cose.Sign1;
import org.stile.core.cose.VerifyingKey;

/**
 * A ticket as it was read, with the signature it came with. Nothing says yet that the signature is
 * good.
 *
 * @param message the signed message; its payload says {@code ticket}.
 */
public record SignedTicket(Ticket ticket, Sign1 message) {
  /** The issuing key it names, range [0, 255]. */
  public int keyId() {
    return message.keyId();
  }

  public Algorithm algorithm() {
    return message.algorithm();
  }

  /** Whether {@code key} signed it. */
  public boolean signedBy(VerifyingKey key) {
    return message.verifies(key, Purpose.TICKET);
  }
}
