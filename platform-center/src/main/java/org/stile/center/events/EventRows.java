package org.stile.center.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.stile.core.id.EventId;
import org.stile.core.master.AdmissionRules;

/** Events as rows: to the database and back. */
@ApplicationScoped
class EventRows {
  private final ObjectMapper json;

  EventRows(ObjectMapper json) {
    this.json = json;
  }

  EventId nextNumber(Handle handle) {
    return new EventId(
        handle.createQuery("SELECT nextval('event_number')").mapTo(Long.class).one());
  }

  void insert(Handle handle, StoredEvent event, java.time.Instant now) {
    bind(
            handle
                .createUpdate(
                    """
                    INSERT INTO event (id, organizer_id, venue_id, seat_plan_id, name, starts_at,
                      doors_open, last_entry, windows, re_entry, clock_untrusted, entries,
                      next_ticket, created_at)
                    VALUES (:id, :organizer, :venue, :plan, :name, :startsAt, :doorsOpen,
                      :lastEntry, CAST(:windows AS jsonb), :reEntry, :clockUntrusted, :entries,
                      :nextTicket, :now)
                    """)
                .bind("organizer", event.organizerId())
                .bind("now", now),
            event)
        .execute();
  }

  /** Changes a draft whose row the caller has locked. */
  void update(Handle handle, StoredEvent event) {
    bind(
            handle.createUpdate(
                """
                UPDATE event SET venue_id = :venue, seat_plan_id = :plan, name = :name,
                  starts_at = :startsAt, doors_open = :doorsOpen, last_entry = :lastEntry,
                  windows = CAST(:windows AS jsonb), re_entry = :reEntry,
                  clock_untrusted = :clockUntrusted, entries = :entries,
                  next_ticket = :nextTicket, version = version + 1
                WHERE id = :id
                """),
            event)
        .execute();
  }

  private <S extends SqlStatement<S>> S bind(S statement, StoredEvent event) {
    AdmissionRules rules = event.rules();
    return statement
        .bind("id", event.id())
        .bind("venue", event.venueId())
        .bind("plan", event.seatPlanId())
        .bind("name", event.name())
        .bind("startsAt", event.startsAt())
        .bind("doorsOpen", rules.doorsOpen())
        .bind("lastEntry", rules.lastEntry())
        .bind("windows", text(rules.windows().stream().map(Snapshot.Window::of).toList()))
        .bind("reEntry", rules.reEntry().name())
        .bind("clockUntrusted", rules.whenClockUntrusted().name())
        .bind("entries", event.entries())
        .bind("nextTicket", event.nextTicket());
  }

  /** The event of this organizer; {@code lock} is "" or a locking clause. */
  Optional<StoredEvent> find(Handle handle, long organizer, long eventId, String lock) {
    return handle
        .createQuery("SELECT * FROM event WHERE organizer_id = :organizer AND id = :event " + lock)
        .bind("organizer", organizer)
        .bind("event", eventId)
        .map((row, _) -> event(row))
        .findOne();
  }

  private StoredEvent event(ResultSet row) throws SQLException {
    var rules =
        new Snapshot.Rules(
            row.getTimestamp("doors_open").toInstant(),
            row.getTimestamp("last_entry").toInstant(),
            List.of(read(row.getString("windows"), Snapshot.Window[].class)),
            AdmissionRules.ReEntry.valueOf(row.getString("re_entry")),
            AdmissionRules.WhenClockUntrusted.valueOf(row.getString("clock_untrusted")));
    int published = row.getInt("published");
    OptionalInt publishedVersion = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(published);
    return new StoredEvent(
        row.getLong("id"),
        row.getLong("organizer_id"),
        row.getLong("venue_id"),
        row.getLong("seat_plan_id"),
        row.getString("name"),
        row.getTimestamp("starts_at").toInstant(),
        rules.rules(),
        row.getInt("entries"),
        StoredEvent.State.valueOf(row.getString("state")),
        row.getInt("version"),
        publishedVersion,
        row.getInt("next_ticket"));
  }

  /** The newest published version. */
  Optional<PublishedEvent> published(Handle handle, long eventId) {
    return handle
        .createQuery(
            """
            SELECT version, document, published_at FROM event_version
            WHERE event_id = :event ORDER BY version DESC LIMIT 1
            """)
        .bind("event", eventId)
        .map(
            (row, _) ->
                read(row.getString("document"), Snapshot.class)
                    .published(
                        eventId,
                        row.getInt("version"),
                        row.getTimestamp("published_at").toInstant()))
        .findOne();
  }

  /** What the newest published version holds. */
  Optional<Snapshot> snapshot(Handle handle, long eventId) {
    return handle
        .createQuery(
            """
            SELECT document FROM event_version
            WHERE event_id = :event ORDER BY version DESC LIMIT 1
            """)
        .bind("event", eventId)
        .map((row, _) -> read(row.getString("document"), Snapshot.class))
        .findOne();
  }

  void insertVersion(
      Handle handle, long eventId, int version, Snapshot snapshot, java.time.Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO event_version (event_id, version, document, published_at)
            VALUES (:event, :version, CAST(:document AS jsonb), :now)
            """)
        .bind("event", eventId)
        .bind("version", version)
        .bind("document", text(snapshot))
        .bind("now", now)
        .execute();
    handle
        .createUpdate(
            """
            UPDATE event SET state = 'PUBLISHED', published = :version, version = :version
            WHERE id = :event
            """)
        .bind("event", eventId)
        .bind("version", version)
        .execute();
  }

  private String text(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private <T> T read(String document, Class<T> type) {
    try {
      return json.readValue(document, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the database holds another " + type.getSimpleName(), e);
    }
  }
}
