package org.stile.center.ingest;

import java.time.Instant;
import org.stile.core.admission.Direction;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.id.TicketId;
import org.stile.core.journal.GrantFate;
import org.stile.core.journal.JournalEntry.Granted;

/**
 * One grant and what became of it, as of a row of its log.
 *
 * @param asOf the row that told {@code fate}.
 * @param at of the scan, by the gate's clock.
 */
record PassageRow(
    PassageKey key,
    long asOf,
    TicketId ticket,
    Direction direction,
    int number,
    int lane,
    Instant at,
    GrantFate fate,
    int seatType,
    int zone,
    boolean doubted) {
  static PassageRow of(PassageKey key, Granted granted) {
    return new PassageRow(
        key,
        key.sequence(),
        granted.ticket(),
        granted.direction(),
        granted.number(),
        granted.lane(),
        granted.at().now(),
        GrantFate.GRANTED,
        granted.seatType(),
        granted.zone(),
        granted.clockDoubted());
  }

  PassageRow with(GrantFate next, long as) {
    return new PassageRow(
        key, as, ticket, direction, number, lane, at, next, seatType, zone, doubted);
  }

  /** As the database writes a state; the order of {@code passage.state}. */
  static int code(State state) {
    return switch (state) {
      case WITHDRAWN -> 0;
      case GRANTED -> 1;
      case STAMPED -> 2;
      case NOT_PASSED -> 3;
      case PASSED -> 4;
    };
  }

  static State state(int code) {
    return switch (code) {
      case 0 -> State.WITHDRAWN;
      case 1 -> State.GRANTED;
      case 2 -> State.STAMPED;
      case 3 -> State.NOT_PASSED;
      case 4 -> State.PASSED;
      default -> throw new IllegalStateException("no state has the number " + code);
    };
  }

  static int code(Direction direction) {
    return switch (direction) {
      case ENTRY -> 0;
      case EXIT -> 1;
    };
  }

  static Direction direction(int code) {
    return code == 0 ? Direction.ENTRY : Direction.EXIT;
  }
}
