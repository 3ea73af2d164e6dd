package org.stile.center.grants;

/** Why a grant has ended. */
public enum Ending {
  WINDOW_OVER("It was not issued in time; its seats are free again."),
  WITHDRAWN_BY_SELLER("Withdrawn; its seats are free again."),
  CANCELLED_BY_SELLER("Cancelled by the seller; its seats are free again."),
  REFUNDED_BY_SELLER("Refunded; its seats are free again."),
  REFUNDED_BY_PAYMENT("The payment was refunded; its seats are free again."),
  EVENT_CANCELLED_SINCE("The event was cancelled after the grant."),
  TICKETS_TAKEN_BACK("The organizer revoked its tickets and put its seats back.");

  private final String words;

  Ending(String words) {
    this.words = words;
  }

  /** For people. */
  public String words() {
    return words;
  }
}
