package org.stile.center.broker;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.stile.center.db.Database;

/**
 * Tells staff in time whose certificate is about to end. A connection outlives its certificate, so
 * a gate that never leaves would be turned away by surprise when it comes again; and of gates at a
 * foreign broker nothing else is heard. It looks at the last one made for each gate that was heard
 * of since; one that is still shown in its place is noticed at the door.
 */
@ApplicationScoped
public class CertificateWatch {
  private static final Logger LOG = Logger.getLogger(CertificateWatch.class);

  private final Database database;
  private final Incidents incidents;
  private final InstantSource clock;

  public CertificateWatch(Database database, Incidents incidents, InstantSource clock) {
    this.database = database;
    this.incidents = incidents;
    this.clock = clock;
  }

  private record Ending(long venue, String name, String serial, Instant end) {}

  @Scheduled(every = "1h", delayed = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void run() {
    try {
      look();
    } catch (RuntimeException e) {
      if (!Database.unreachable(e)) {
        throw e;
      }
      LOG.debugf("database not reachable: %s", e.getMessage()); // Readiness tells it already.
    }
  }

  /** Names each of them once. */
  void look() {
    Instant now = clock.instant();
    List<Ending> ending = database.read(handle -> ending(handle, now));
    for (Ending each : ending) {
      database.change(
          handle ->
              incidents.noteOnce(
                  handle,
                  each.venue,
                  each.name,
                  Incidents.Kind.CERTIFICATE_EXPIRING,
                  each.serial,
                  GateCertificates.endsSoon(each.serial, each.end)));
    }
  }

  private static List<Ending> ending(Handle handle, Instant now) {
    return handle
        .createQuery(
            """
            SELECT c.venue_id, CASE WHEN c.unit THEN :unit ELSE c.gate END AS name, c.serial, c.not_after
            FROM (SELECT DISTINCT ON (venue_id, gate, unit) *
                  FROM gate_certificate WHERE revoked_at IS NULL
                  ORDER BY venue_id, gate, unit, not_after DESC) AS c
            LEFT JOIN gate_status AS s ON s.venue_id = c.venue_id AND s.gate = c.gate AND NOT c.unit
            LEFT JOIN venue_unit AS u ON u.venue_id = c.venue_id AND c.unit
            WHERE c.not_after > :now AND c.not_after <= :soon
              AND coalesce(s.last_contact, u.last_contact) > c.issued_at
            """)
        .bind("unit", Incidents.UNIT)
        .bind("now", now)
        .bind("soon", now.plus(GateCertificates.WARNED_BEFORE))
        .map(
            (row, _) ->
                new Ending(
                    row.getLong("venue_id"),
                    row.getString("name"),
                    row.getString("serial"),
                    row.getTimestamp("not_after").toInstant()))
        .list();
  }
}
