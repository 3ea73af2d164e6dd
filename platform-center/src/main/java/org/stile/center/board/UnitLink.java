package org.stile.center.board;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.stile.center.board.GateCounts.Liveness;

/**
 * What is known of a venue's unit: at the center, what it last told of itself; at the unit, how it
 * is with the center.
 *
 * @param here whether this is the unit.
 * @param online whether its connection with the center's broker has not ended.
 * @param contact when it was last heard of, or at the unit the center's broker; empty: never.
 * @param gates that speak through it.
 * @param waiting rows it has that the center did not acknowledge.
 * @param waitingSince when it took in the oldest of them.
 * @param followed at the unit: when the center last said what is new.
 */
record UnitLink(
    boolean here,
    boolean online,
    Optional<Instant> contact,
    long gates,
    long waiting,
    Optional<Instant> waitingSince,
    Optional<Instant> followed) {
  /** A unit asks every 3 s; what it was told is said to be old after this. */
  private static final Duration FOLLOWING = Duration.ofSeconds(30);

  /** Of the event's venue; empty: it has no unit. */
  static Optional<UnitLink> of(Handle handle, EventFacts event) {
    return handle
        .createQuery(
            """
            SELECT e.here, coalesce(u.online, false) AS online, u.last_contact, u.followed_at,
              CASE WHEN e.here THEN coalesce(f.rows, 0) ELSE coalesce(u.waiting, 0) END AS waiting,
              CASE WHEN e.here THEN f.since ELSE u.waiting_since END AS waiting_since,
              (SELECT count(*) FROM unit_gate AS g
               JOIN gate_status AS s USING (venue_id, gate, boot_id)
               WHERE g.venue_id = e.venue_id) AS gates
            FROM (SELECT venue_id, told_expected IS NOT NULL AS here
                  FROM event WHERE id = :event) AS e
            LEFT JOIN venue_unit AS u ON u.venue_id = e.venue_id
            LEFT JOIN LATERAL (SELECT sum(rows)::bigint AS rows, min(since) AS since
                               FROM rows_to_forward WHERE venue_id = e.venue_id) AS f ON e.here
            WHERE e.here OR u.venue_id IS NOT NULL
               OR EXISTS (SELECT FROM gate_certificate AS c
                          WHERE c.venue_id = e.venue_id AND c.unit AND c.revoked_at IS NULL)
            """)
        .bind("event", event.event())
        .map((row, _) -> link(row))
        .findOne();
  }

  private static UnitLink link(ResultSet row) throws SQLException {
    return new UnitLink(
        row.getBoolean("here"),
        row.getBoolean("online"),
        instant(row.getTimestamp("last_contact")),
        row.getLong("gates"),
        row.getLong("waiting"),
        instant(row.getTimestamp("waiting_since")),
        instant(row.getTimestamp("followed_at")));
  }

  private static Optional<Instant> instant(@Nullable Timestamp time) {
    return Optional.ofNullable(time).map(Timestamp::toInstant);
  }

  /** How it is: silence counts as a gate's does; rows are held up if the oldest waits for long. */
  Liveness state(Instant now) {
    if (contact.isEmpty()) {
      return Liveness.NEVER_SEEN;
    }
    Duration silence = Duration.between(contact.get(), now);
    if (!online || silence.compareTo(GateCounts.DELAYED_MAX) > 0) {
      return Liveness.OFFLINE;
    }
    Instant told = here ? now : contact.get(); // What waits at a unit is of its last word.
    boolean heldUp =
        waiting > 0
            && waitingSince
                .filter(at -> at.plus(GateCounts.ROWS_HELD_UP).isBefore(told))
                .isPresent();
    return heldUp || silence.compareTo(GateCounts.LIVE_MAX) > 0 ? Liveness.DELAYED : Liveness.LIVE;
  }

  /** As it is shown. */
  BoardView.Unit view(ZoneId zone, Instant now) {
    Liveness state = state(now);
    var words = new UnitWords(this, zone, now);
    return new BoardView.Unit(
        here,
        state,
        contact.orElse(null),
        gates,
        waiting,
        waitingSince.orElse(null),
        followed.orElse(null),
        words.state(state),
        words.says(state));
  }

  /** At the unit: whether the center said lately what is new. */
  boolean isFollowing(Instant now) {
    return followed.filter(at -> Duration.between(at, now).compareTo(FOLLOWING) <= 0).isPresent();
  }
}
