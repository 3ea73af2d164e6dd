package org.stile.center.board;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.stile.center.board.GateCounts.Liveness;

/**
 * What is known of a gate of the venue, as of its last word.
 *
 * @param zones it serves.
 * @param rated people it lets through in a minute.
 * @param contact when the center last heard of it; empty: never.
 * @param online whether its last connection has not ended.
 * @param rows of its log that it told of and that are not here.
 * @param rowsLost of logs it no longer writes, told of and never come.
 * @param rowsAt when rows of it last came.
 * @param clockSuspect whether its clock is off or not trusted.
 * @param clockOffMs its clock minus the center's.
 * @param master version of the event's master it has.
 * @param masterAt when that version came to be.
 * @param enrolled whether it holds a certificate that is good.
 * @param log the database's number of the log it writes.
 * @param computer it runs on.
 */
record GateFacts(
    String name,
    Set<Integer> zones,
    int rated,
    Optional<Instant> contact,
    boolean online,
    long rows,
    long rowsLost,
    Optional<Instant> rowsAt,
    boolean clockSuspect,
    long clockOffMs,
    Optional<Long> master,
    Optional<Instant> masterAt,
    boolean enrolled,
    OptionalLong log,
    BoardView.Computer computer) {
  GateFacts {
    zones = Set.copyOf(zones);
  }

  Liveness liveness(Instant now) {
    return GateCounts.liveness(contact, online, rows, rowsAt, clockSuspect, now);
  }
}
