package org.stile.center.ingest;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.stile.core.sync.UnitMessage;
import org.stile.core.sync.UnitMessage.Gone;
import org.stile.core.sync.UnitMessage.There;

/** SQL over venue_unit and unit_gate, at the center. */
final class UnitTable {
  private UnitTable() {}

  /** Notes that a unit is there, unless that connection is known to have ended. */
  static void there(Handle handle, long venue, There there, Instant now) {
    boolean taken =
        handle
                .createUpdate(
                    """
                    INSERT INTO venue_unit (venue_id, online, boot_id, last_contact, waiting,
                      waiting_since)
                    SELECT id, true, :boot, CAST(:now AS timestamptz), :waiting,
                      CAST(:since AS timestamptz)
                    FROM venue WHERE id = :venue
                    ON CONFLICT (venue_id) DO UPDATE SET online = true,
                      boot_id = excluded.boot_id, last_contact = excluded.last_contact,
                      waiting = excluded.waiting, waiting_since = excluded.waiting_since
                      WHERE venue_unit.gone_boot_id IS DISTINCT FROM excluded.boot_id
                    """)
                .bind("venue", venue)
                .bind("boot", there.bootId().toArray())
                .bind("now", now)
                .bind("waiting", there.waiting())
                .bind("since", since(there, now))
                .execute()
            == 1;
    if (taken) {
      gates(handle, venue, there.gates());
    }
  }

  /** By its clock, which may be off: nothing waits since a time that is yet to come. */
  private static @Nullable Instant since(There there, Instant now) {
    return there.waitingSinceMs().isEmpty()
        ? null
        : Instant.ofEpochMilli(
            Math.clamp(there.waitingSinceMs().getAsLong(), 0, now.toEpochMilli()));
  }

  private static void gates(Handle handle, long venue, List<UnitMessage.Gate> gates) {
    String[] names = gates.stream().map(each -> each.gate().value()).toArray(String[]::new);
    handle
        .createUpdate("DELETE FROM unit_gate WHERE venue_id = :venue AND gate <> ALL (:gates)")
        .bind("venue", venue)
        .bind("gates", names)
        .execute();
    handle
        .createUpdate(
            """
            INSERT INTO unit_gate (venue_id, gate, boot_id)
            SELECT gate.venue_id, gate.name, n.boot
            FROM unnest(:gates, :boots) AS n (name, boot)
            JOIN gate ON gate.venue_id = :venue AND gate.name = n.name
            ON CONFLICT (venue_id, gate) DO UPDATE SET boot_id = excluded.boot_id
              WHERE unit_gate.boot_id <> excluded.boot_id
            """)
        .bind("venue", venue)
        .bind("gates", names)
        .bind("boots", gates.stream().map(each -> each.bootId().toArray()).toArray(byte[][]::new))
        .execute();
  }

  /** Notes that a connection ended: of the unit, if it has no newer one. Brokers tell it late. */
  static void gone(Handle handle, long venue, Gone gone) {
    handle
        .createUpdate(
            """
            UPDATE venue_unit
            SET gone_boot_id = :boot, online = online AND boot_id IS DISTINCT FROM :boot
            WHERE venue_id = :venue
            """)
        .bind("venue", venue)
        .bind("boot", gone.bootId().toArray())
        .execute();
  }
}
