package org.stile.center.grants;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.stile.center.web.Problem;

/** Which events a seller handles, and by which rules. */
@ApplicationScoped
public class Sales {
  /** On one page, the nearest first. */
  private static final int EVENTS_MAX = 200;

  private static final String COLUMNS =
      """
      SELECT e.id, e.name, e.starts_at, e.last_entry, e.state, v.name AS venue, v.time_zone,
             s.sales_from, s.sales_until, s.payment_required, s.membership_required,
             s.per_chip_max, s.per_person_max
      FROM event_seller s JOIN event e ON e.id = s.event_id JOIN venue v ON v.id = e.venue_id
      """;

  Sales() {}

  /** An event as a seller sees it. */
  record Sale(
      long event,
      String name,
      String venue,
      ZoneId zone,
      Instant startsAt,
      Instant lastEntry,
      Facts.EventState state,
      Optional<Instant> from,
      Optional<Instant> until,
      boolean paymentRequired,
      boolean membershipRequired,
      boolean personNeeded) {}

  /** Events of a seller that are not over, the nearest first. */
  List<Sale> of(Handle handle, long seller, Instant now) {
    return handle
        .createQuery(
            COLUMNS
                + """
                WHERE s.seller_id = :seller AND e.last_entry > :now
                ORDER BY e.starts_at LIMIT :max
                """)
        .bind("seller", seller)
        .bind("now", now)
        .bind("max", EVENTS_MAX)
        .map((row, _) -> sale(row))
        .list();
  }

  /** One event of a seller; 404 if it does not handle it. */
  Sale one(Handle handle, long seller, long event) {
    return handle
        .createQuery(COLUMNS + "WHERE s.seller_id = :seller AND s.event_id = :event")
        .bind("seller", seller)
        .bind("event", event)
        .map((row, _) -> sale(row))
        .findOne()
        .orElseThrow(() -> Problem.notFound("event"));
  }

  private static Sale sale(ResultSet row) throws SQLException {
    row.getInt("per_person_max");
    boolean personNeeded = !row.wasNull();
    return new Sale(
        row.getLong("id"),
        row.getString("name"),
        row.getString("venue"),
        ZoneId.of(row.getString("time_zone")),
        RequestSql.instant(row, "starts_at").orElseThrow(),
        RequestSql.instant(row, "last_entry").orElseThrow(),
        Facts.EventState.valueOf(row.getString("state")),
        RequestSql.instant(row, "sales_from"),
        RequestSql.instant(row, "sales_until"),
        row.getBoolean("payment_required"),
        row.getBoolean("membership_required"),
        personNeeded);
  }
}
