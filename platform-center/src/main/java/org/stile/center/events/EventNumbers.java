package org.stile.center.events;

import org.jdbi.v3.core.Handle;

/**
 * How far an event is sold.
 *
 * @param allotted in some seller's allotment, the sold ones included.
 * @param sold held by a grant.
 * @param sellers who may sell it.
 */
public record EventNumbers(int seats, int blocked, int allotted, int sold, int sellers) {

  /** Of an event whose page the caller may see. */
  static EventNumbers of(Handle handle, long eventId) {
    return handle
        .createQuery(
            """
            SELECT count(*) AS seats, count(*) FILTER (WHERE blocked) AS blocked,
                   count(seller_id) AS allotted, count(request_id) AS sold,
                   (SELECT count(*) FROM event_seller WHERE event_id = :event) AS sellers
            FROM seat WHERE event_id = :event
            """)
        .bind("event", eventId)
        .map(
            (row, _) ->
                new EventNumbers(
                    row.getInt("seats"),
                    row.getInt("blocked"),
                    row.getInt("allotted"),
                    row.getInt("sold"),
                    row.getInt("sellers")))
        .one();
  }

  /** In nobody's allotment. */
  public int left() {
    return seats - blocked - allotted;
  }
}
