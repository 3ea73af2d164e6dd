package org.stile.center.grants;

/** Where a request stands; docs/reference/requests.md draws it. */
public enum State {
  REFUSED("Refused"),
  AWAITING_PAYMENT("Waiting for payment"),
  GRANTED("Granted"),
  ISSUED("Issued"),
  EXPIRED("Expired"),
  WITHDRAWN("Withdrawn"),
  CANCELLED("Cancelled"),
  REFUNDED("Refunded");

  private final String words;

  State(String words) {
    this.words = words;
  }

  /** For people. */
  public String words() {
    return words;
  }

  /** Whether the request has seats. */
  public boolean holdsSeats() {
    return switch (this) {
      case AWAITING_PAYMENT, GRANTED, ISSUED -> true;
      case REFUSED, EXPIRED, WITHDRAWN, CANCELLED, REFUNDED -> false;
    };
  }
}
