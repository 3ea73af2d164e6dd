package org.stile.center.grants;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * All that decides whether a seller may grant a request, seats aside.
 *
 * @param wanted how many seats are asked for.
 * @param chipHas how many seats of the event the chip has already; read only if there is a limit.
 * @param personHas how many the person has; read only if there is a limit.
 */
record Facts(
    Instant now,
    EventState event,
    Instant lastEntry,
    SaleRules rules,
    boolean chipBlocked,
    boolean member,
    boolean personNamed,
    int wanted,
    int chipHas,
    int personHas,
    Payment payment) {

  /** What the event's row says. */
  enum EventState {
    DRAFT,
    PUBLISHED,
    CANCELLED
  }

  /** What is known of the payment a request names. */
  enum Payment {
    NOT_NAMED,
    NAMED,
    CONFIRMED,
    REFUNDED,
    USED
  }

  /**
   * By which rules a seller grants for an event.
   *
   * @param window between grant and issuing.
   */
  record SaleRules(
      Optional<Instant> from,
      Optional<Instant> until,
      OptionalInt perChip,
      OptionalInt perPerson,
      boolean membershipRequired,
      boolean paymentRequired,
      Duration window) {}

  Facts withCounts(int chip, int person) {
    return new Facts(
        now,
        event,
        lastEntry,
        rules,
        chipBlocked,
        member,
        personNamed,
        wanted,
        chip,
        person,
        payment);
  }
}
