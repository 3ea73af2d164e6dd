package org.stile.center.grants;

/** Why a request is refused; the order is the order in which reasons are looked for. */
public enum Refusal {
  EVENT_NOT_PUBLISHED("The event is not on sale yet: its organizer has not published it."),
  EVENT_CANCELLED("The event is cancelled."),
  SALES_NOT_BEGUN("Sales have not begun."),
  SALES_OVER("Sales are over."),
  CHIP_BLOCKED("The organizer has blocked this chip. Use another one or ask the organizer."),
  MEMBERSHIP_REQUIRED("Only membership chips may be used, and this is not a valid one."),
  PERSON_MISSING("A person reference is needed, because seats per person are limited."),
  CHIP_LIMIT("This chip would have more seats of this event than one chip may have."),
  PERSON_LIMIT("This person would have more seats of this event than one person may have."),
  PAYMENT_MISSING("A payment reference is needed."),
  PAYMENT_USED("This payment reference belongs to another request; use one of its own."),
  PAYMENT_REFUNDED("This payment was refunded; a new payment is needed."),
  SEAT_NOT_ALLOTTED("A seat that was asked for is not in your allotment."),
  SEAT_BLOCKED("A seat that was asked for is blocked by the organizer."),
  SEAT_TAKEN("A seat that was asked for is taken. Ask for other seats."),
  SOLD_OUT("Your allotment has not so many seats left of what was asked for."),
  NOT_CONSECUTIVE("There are enough seats left, but not so many side by side.");

  private final String words;

  Refusal(String words) {
    this.words = words;
  }

  /** For people: what is the matter, and what would help. */
  public String words() {
    return words;
  }
}
