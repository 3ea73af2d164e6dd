package org.stile.center.grants;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/** Ends grants whose window is over and frees their seats. */
final class Lapses {
  /** Grants ended by one transaction: long enough to be fast, short enough to hold nobody up. */
  static final int BATCH_MAX = 500;

  private Lapses() {}

  /** Seats that came back to an allotment. */
  record Freed(Stocks.Allotment allotment, List<Integer> seats) {}

  /**
   * Ends lapsed grants that nobody else is working on: whoever holds a request's row decides it.
   *
   * @param event of this event only.
   * @return at most {@link #BATCH_MAX}.
   */
  static List<Freed> end(Handle handle, Instant now, OptionalLong event) {
    return handle
        .createQuery(
            """
            WITH due AS (
              SELECT event_id, id FROM request
              WHERE state IN ('AWAITING_PAYMENT', 'GRANTED') AND window_ends_at <= :now
                AND (CAST(:event AS bigint) IS NULL OR event_id = :event)
              ORDER BY window_ends_at LIMIT :max
              FOR UPDATE SKIP LOCKED),
            ended AS (
              UPDATE request r SET state = 'EXPIRED', reason = 'WINDOW_OVER', ended_at = :now
              FROM due WHERE r.event_id = due.event_id AND r.id = due.id
              RETURNING r.event_id, r.id, r.seller_id, r.seats),
            freed AS (
              UPDATE seat SET request_id = NULL
              FROM ended CROSS JOIN unnest(ended.seats) AS w(seat)
              WHERE seat.event_id = ended.event_id AND seat.seat = w.seat
                AND seat.request_id = ended.id),
            noted AS (
              INSERT INTO audit (at, actor, organizer_id, seller_id, action, subject, detail)
              SELECT :now, 'center', e.organizer_id, ended.seller_id, 'request.expire',
                     'request:' || ended.event_id || '/' || ended.id, '{}'
              FROM ended JOIN event e ON e.id = ended.event_id)
            SELECT event_id, seller_id, seats FROM ended
            """)
        .bind("now", now)
        .bind("event", event)
        .bind("max", BATCH_MAX)
        .map((row, _) -> freed(row))
        .list();
  }

  /** Whether an allotment has grants that are over and not ended yet. */
  static boolean any(Handle handle, Stocks.Allotment allotment, Instant now) {
    return handle
        .createQuery(
            """
            SELECT EXISTS (
              SELECT FROM request
              WHERE state IN ('AWAITING_PAYMENT', 'GRANTED') AND window_ends_at <= :now
                AND event_id = :event AND seller_id = :seller)
            """)
        .bind("now", now)
        .bind("event", allotment.event())
        .bind("seller", allotment.seller())
        .mapTo(boolean.class)
        .one();
  }

  private static Freed freed(ResultSet row) throws SQLException {
    return new Freed(
        new Stocks.Allotment(row.getLong("event_id"), row.getLong("seller_id")),
        RequestSql.ints(row.getArray("seats")));
  }
}
