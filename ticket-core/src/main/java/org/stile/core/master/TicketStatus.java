package org.stile.core.master;

/** What the issuer says of a ticket today (IETF Token Status List values, two bits each). */
public enum TicketStatus {
  VALID(0),
  REVOKED(1),
  SUSPENDED(2);

  private final int bits;

  TicketStatus(int bits) {
    this.bits = bits;
  }

  /** Its value in a status list, range [0, 2]. */
  public int bits() {
    return bits;
  }
}
