package org.stile.center.settlement;

import java.time.Instant;
import java.util.Optional;
import org.stile.center.settlement.Settlement.Figures;

/**
 * One ticket and where it was walked.
 *
 * @param issued whether this center did; if not, seller is 0, and type and zone are as gates told.
 * @param firstAt of its first entry that was walked, with {@code firstGate}.
 */
record TicketFacts(
    boolean issued,
    boolean revoked,
    long seller,
    int type,
    int zone,
    long entries,
    long exits,
    long pending,
    Optional<Instant> firstAt,
    String firstGate) {
  boolean came() {
    return entries > 0;
  }

  Figures figures() {
    boolean good = issued && !revoked;
    return new Figures(
        issued ? 1 : 0,
        revoked ? 1 : 0,
        good && came() ? 1 : 0,
        good && !came() ? 1 : 0,
        revoked && came() ? 1 : 0,
        !issued && came() ? 1 : 0,
        entries,
        exits,
        pending);
  }
}
