package org.stile.center.sellers;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.stile.center.web.Caller;
import org.stile.center.web.Problem;

/** The events a caller may see, as far as this package needs to know them. */
@ApplicationScoped
class OwnEvents {
  private static final String EVENT =
      """
      SELECT e.id, e.name, e.state, e.seat_plan_id, p.seats, e.starts_at, e.last_entry, v.time_zone
      FROM event e JOIN seat_plan p ON p.id = e.seat_plan_id JOIN venue v ON v.id = e.venue_id
      """;

  /**
   * An event.
   *
   * @param plan the seat plan's id.
   * @param seats how many the plan has.
   * @param zone of its venue.
   */
  record Event(
      long id,
      String name,
      String state,
      long plan,
      int seats,
      Instant startsAt,
      Instant lastEntry,
      ZoneId zone) {}

  /** An event of the caller's organizer. */
  Event ofOrganizer(Handle handle, Caller caller, long event) {
    return one(
        handle, "WHERE e.organizer_id = :party AND e.id = :event", caller.organizer(), event);
  }

  /** An event of the caller's organizer that has seats to give: published and not cancelled. */
  Event open(Handle handle, Caller caller, long id) {
    Event event = ofOrganizer(handle, caller, id);
    return switch (event.state) {
      case "PUBLISHED" -> event;
      case "CANCELLED" ->
          throw Problem.conflict("event-cancelled", "The event is cancelled; nothing is sold.");
      default ->
          throw Problem.conflict(
              "event-not-published", "Publish the event first; then its seats can be given out.");
    };
  }

  /** An event the caller's organizer holds or the caller's seller handles. */
  Event visible(Handle handle, Caller caller, long event) {
    if (caller.organizerId().isPresent()) {
      return ofOrganizer(handle, caller, event);
    }
    return one(
        handle,
        """
        WHERE e.id = :event AND EXISTS (
          SELECT 1 FROM event_seller s WHERE s.event_id = e.id AND s.seller_id = :party)
        """,
        caller.seller(),
        event);
  }

  private static Event one(Handle handle, String where, long party, long event) {
    Optional<Event> found =
        handle
            .createQuery(EVENT + where)
            .bind("party", party)
            .bind("event", event)
            .map(
                (row, _) ->
                    new Event(
                        row.getLong("id"),
                        row.getString("name"),
                        row.getString("state"),
                        row.getLong("seat_plan_id"),
                        row.getInt("seats"),
                        row.getTimestamp("starts_at").toInstant(),
                        row.getTimestamp("last_entry").toInstant(),
                        ZoneId.of(row.getString("time_zone"))))
            .findOne();
    return found.orElseThrow(() -> Problem.notFound("event"));
  }

  /**
   * Makes changes of who has which seats of an event wait for one another until the transaction
   * ends. They are an organizer's, few; sales never take it.
   */
  static void serialize(Handle handle, long event) {
    handle
        .createQuery("SELECT pg_advisory_xact_lock(:key) IS NULL")
        .bind("key", (0x5354_0001L << 32) | event)
        .mapTo(boolean.class)
        .one();
  }
}
