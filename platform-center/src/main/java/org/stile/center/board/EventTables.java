package org.stile.center.board;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What boards read of events. */
final class EventTables {
  private EventTables() {}

  /** The event, its hours as the organizer has them now; empty: there is none. */
  static Optional<EventFacts> event(Handle handle, long event) {
    Map<Integer, String> zones = new HashMap<>();
    handle
        .createQuery(
            """
            SELECT zone.number, zone.name FROM event JOIN zone USING (venue_id)
            WHERE event.id = :event
            """)
        .bind("event", event)
        .map((row, _) -> zones.put(row.getInt(1), row.getString(2)))
        .list();
    return handle
        .createQuery(
            """
            SELECT event.name, event.venue_id, venue.name AS venue, venue.time_zone,
              event.doors_open, event.last_entry, event.re_entry, event.entries
            FROM event JOIN venue ON venue.id = event.venue_id WHERE event.id = :event
            """)
        .bind("event", event)
        .map(
            (row, _) ->
                new EventFacts(
                    event,
                    row.getString("name"),
                    row.getLong("venue_id"),
                    row.getString("venue"),
                    ZoneId.of(row.getString("time_zone")),
                    row.getTimestamp("doors_open").toInstant(),
                    row.getTimestamp("last_entry").toInstant(),
                    row.getString("re_entry").equals("FREE"),
                    row.getInt("entries"),
                    zones))
        .findOne();
  }
}
