package org.stile.center.register;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.stile.core.Bytes;

/** The table of tickets, and what of grants and seats it touches. */
final class TicketRows {
  private TicketRows() {}

  /**
   * A request as it is issued.
   *
   * @param state as the database names it.
   * @param entries a ticket of the event pays for.
   * @param cancelled whether the event was.
   */
  record Grant(
      long event,
      long request,
      long seller,
      long organizer,
      Bytes chip,
      List<Integer> seats,
      String state,
      int entries,
      boolean cancelled) {
    Grant {
      seats = List.copyOf(seats);
    }
  }

  /** A seat that a grant holds. */
  record GrantedSeat(int seat, int type, boolean reissued) {}

  /** A ticket. */
  record Row(int index, int seat, int type, String status, Instant issuedAt, Bytes signed) {
    /** The issuing key it names (docs/wire-format.md, "Signature": the eighth byte). */
    int keyId() {
      return signed.at(7);
    }
  }

  /** The request, locked until the transaction ends. */
  static Optional<Grant> grant(Handle handle, long event, long request) {
    return handle
        .createQuery(
            """
            SELECT r.seller_id, e.organizer_id, r.chip, r.seats, r.state, e.entries,
                   e.state = 'CANCELLED' AS cancelled
            FROM request r JOIN event e ON e.id = r.event_id
            WHERE r.event_id = :event AND r.id = :request FOR UPDATE OF r
            """)
        .bind("event", event)
        .bind("request", request)
        .map((row, _) -> grant(row, event, request))
        .findOne();
  }

  private static Grant grant(ResultSet row, long event, long request) throws SQLException {
    return new Grant(
        event,
        request,
        row.getLong("seller_id"),
        row.getLong("organizer_id"),
        Bytes.copyOf(row.getBytes("chip")),
        Arrays.asList((Integer[]) row.getArray("seats").getArray()),
        row.getString("state"),
        row.getInt("entries"),
        row.getBoolean("cancelled"));
  }

  /** GRANTED becomes ISSUED; false if it no longer is, or its window has ended. */
  static boolean markIssued(Handle handle, Grant grant, Instant now) {
    return handle
            .createUpdate(
                """
                UPDATE request SET state = 'ISSUED'
                WHERE event_id = :event AND id = :request AND state = 'GRANTED'
                  AND (window_ends_at IS NULL OR window_ends_at > :now)
                """)
            .bind("event", grant.event())
            .bind("request", grant.request())
            .bind("now", now)
            .execute()
        == 1;
  }

  static boolean chipIsBlocked(Handle handle, Grant grant) {
    return handle
        .createQuery("SELECT 1 FROM blocked_chip WHERE organizer_id = :organizer AND chip = :chip")
        .bind("organizer", grant.organizer())
        .bind("chip", grant.chip().toArray())
        .mapTo(int.class)
        .findOne()
        .isPresent();
  }

  /** The seats the grant holds, in ascending order, locked. */
  static List<GrantedSeat> seats(Handle handle, Grant grant) {
    return handle
        .createQuery(
            """
            SELECT seat, type, reissued FROM seat
            WHERE event_id = :event AND seat = ANY(:seats) AND request_id = :request
            ORDER BY seat FOR UPDATE
            """)
        .bind("event", grant.event())
        .bindArray("seats", Integer.class, grant.seats())
        .bind("request", grant.request())
        .map((row, _) -> new GrantedSeat(row.getInt(1), row.getInt(2), row.getBoolean(3)))
        .list();
  }

  static int nextIndex(Handle handle, long event) {
    return handle
        .createQuery(
            """
            UPDATE event SET next_ticket = next_ticket + 1 WHERE id = :event
            RETURNING next_ticket - 1
            """)
        .bind("event", event)
        .mapTo(int.class)
        .one();
  }

  static void insert(
      Handle handle, Grant grant, int index, int seat, Bytes signed, Instant issuedAt) {
    handle
        .createUpdate(
            """
            INSERT INTO ticket
              (event_id, ticket_index, request_id, seat, chip, signed, issued_at, changed_at)
            VALUES (:event, :index, :request, :seat, :chip, :signed, :at, :at)
            """)
        .bind("event", grant.event())
        .bind("index", index)
        .bind("request", grant.request())
        .bind("seat", seat)
        .bind("chip", grant.chip().toArray())
        .bind("signed", signed.toArray())
        .bind("at", issuedAt)
        .execute();
  }

  static void replace(Handle handle, Grant grant, int index, Bytes signed, Instant issuedAt) {
    handle
        .createUpdate(
            """
            UPDATE ticket SET signed = :signed, issued_at = :at
            WHERE event_id = :event AND ticket_index = :index
            """)
        .bind("event", grant.event())
        .bind("index", index)
        .bind("signed", signed.toArray())
        .bind("at", issuedAt)
        .execute();
  }

  /** The tickets of a request, in the order of their seats. */
  static List<Row> of(Handle handle, Grant grant) {
    return handle
        .createQuery(
            """
            SELECT t.ticket_index, t.seat, s.type, t.status, t.issued_at, t.signed
            FROM ticket t JOIN seat s ON s.event_id = t.event_id AND s.seat = t.seat
            WHERE t.event_id = :event AND t.request_id = :request ORDER BY t.seat, t.ticket_index
            """)
        .bind("event", grant.event())
        .bind("request", grant.request())
        .map(
            (row, _) ->
                new Row(
                    row.getInt(1),
                    row.getInt(2),
                    row.getInt(3),
                    row.getString(4),
                    row.getTimestamp(5).toInstant(),
                    Bytes.copyOf(row.getBytes(6))))
        .list();
  }

  /** Revokes the tickets of a request; the seats of those that were not. */
  static List<Integer> revoke(Handle handle, long event, long request, Instant now) {
    return handle
        .createQuery(
            """
            UPDATE ticket SET status = 'REVOKED', changed_at = :now
            WHERE event_id = :event AND request_id = :request AND status <> 'REVOKED'
            RETURNING seat
            """)
        .bind("now", now)
        .bind("event", event)
        .bind("request", request)
        .mapTo(Integer.class)
        .list();
  }

  /** The same for some seats of it. */
  static List<Integer> revoke(
      Handle handle, long event, long request, List<Integer> seats, Instant now) {
    return handle
        .createQuery(
            """
            UPDATE ticket SET status = 'REVOKED', changed_at = :now
            WHERE event_id = :event AND request_id = :request AND seat = ANY(:seats)
              AND status <> 'REVOKED'
            RETURNING seat
            """)
        .bind("now", now)
        .bind("event", event)
        .bind("request", request)
        .bindArray("seats", Integer.class, seats)
        .mapTo(Integer.class)
        .list();
  }

  /** Their next tickets need numbers of their own. */
  static void takenBack(Handle handle, long event, List<Integer> seats) {
    handle
        .createUpdate(
            "UPDATE seat SET reissued = true WHERE event_id = :event AND seat = ANY(:seats)")
        .bind("event", event)
        .bindArray("seats", Integer.class, seats)
        .execute();
  }

  /**
   * Takes a seat out of a request and frees it; a request without seats has ended.
   *
   * @return false if the request does not hold it any more.
   */
  static boolean putBack(Handle handle, long event, long request, int seat, Instant now) {
    int freed =
        handle
            .createUpdate(
                """
                UPDATE seat SET request_id = NULL
                WHERE event_id = :event AND seat = :seat AND request_id = :request
                """)
            .bind("event", event)
            .bind("seat", seat)
            .bind("request", request)
            .execute();
    handle
        .createUpdate(
            """
            UPDATE request SET seats = array_remove(seats, :seat) WHERE event_id = :event AND id = :request
            """)
        .bind("event", event)
        .bind("seat", seat)
        .bind("request", request)
        .execute();
    handle
        .createUpdate(
            """
            UPDATE request SET state = 'CANCELLED', reason = 'TICKETS_TAKEN_BACK', ended_at = :now
            WHERE event_id = :event AND id = :request AND state = 'ISSUED' AND seats = '{}'
            """)
        .bind("event", event)
        .bind("request", request)
        .bind("now", now)
        .execute();
    return freed == 1;
  }
}
