package org.stile.center.venue;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.stile.core.Bytes;
import org.stile.core.id.GateId;
import org.stile.core.sync.UnitMessage;
import org.stile.core.sync.UnitMessage.There;

/** SQL about a unit's own presence: what it tells of itself, and its row of venue_unit. */
final class PresenceTable {
  private PresenceTable() {}

  /** What the unit tells of a connection of its own. */
  static There there(Handle handle, long venue, Bytes bootId) {
    List<UnitMessage.Gate> gates =
        handle
            .createQuery(
                """
                SELECT gate, boot_id FROM gate_status
                WHERE venue_id = :venue AND online AND boot_id IS NOT NULL
                """)
            .bind("venue", venue)
            .map(
                (row, _) ->
                    new UnitMessage.Gate(
                        new GateId(row.getString("gate")), Bytes.copyOf(row.getBytes("boot_id"))))
            .list()
            .stream()
            .sorted(Comparator.comparing(gate -> gate.gate().value()))
            .toList();
    return handle
        .createQuery(
            """
            SELECT coalesce(sum(rows), 0)::bigint AS waiting, min(since) AS since
            FROM rows_to_forward WHERE venue_id = :venue
            """)
        .bind("venue", venue)
        .map(
            (row, _) -> {
              var since = row.getTimestamp("since");
              return since == null
                  ? new There(bootId, gates, 0, OptionalLong.empty())
                  : new There(
                      bootId, gates, row.getLong("waiting"), OptionalLong.of(since.getTime()));
            })
        .one();
  }

  /**
   * Notes how it is with the center.
   *
   * @param bootId of the open connection with its broker; empty: none is.
   * @param heard when its broker was last heard on it.
   * @param followed when the center last answered what is new.
   */
  static void note(
      Handle handle,
      long venue,
      Optional<Bytes> bootId,
      Optional<Instant> heard,
      Optional<Instant> followed) {
    handle
        .createUpdate(
            """
            INSERT INTO venue_unit (venue_id, online, boot_id, last_contact, followed_at)
            SELECT id, :online, CAST(:boot AS bytea), CAST(:heard AS timestamptz),
              CAST(:followed AS timestamptz)
            FROM venue WHERE id = :venue
            ON CONFLICT (venue_id) DO UPDATE SET online = excluded.online,
              boot_id = excluded.boot_id,
              last_contact = coalesce(excluded.last_contact, venue_unit.last_contact),
              followed_at = coalesce(excluded.followed_at, venue_unit.followed_at)
            """)
        .bind("venue", venue)
        .bind("online", bootId.isPresent())
        .bind("boot", bootId.map(Bytes::toArray).orElse(null))
        .bind("heard", heard.orElse(null))
        .bind("followed", followed.orElse(null))
        .execute();
  }
}
