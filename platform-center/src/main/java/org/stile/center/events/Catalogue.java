package org.stile.center.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.stile.center.web.Caller;
import org.stile.core.master.AdmissionRules;

/**
 * Events as the API tells them. An organizer reads its drafts; a seller reads, of events it sells,
 * what was published. One query each, over an index.
 */
@ApplicationScoped
public class Catalogue {
  private static final String OWN =
      """
      SELECT e.id, e.state, e.version, e.published, e.name, e.starts_at, e.doors_open, e.last_entry,
        e.windows, e.re_entry, e.clock_untrusted, e.entries, e.seat_plan_id, e.venue_id,
        v.name AS venue, v.place, v.time_zone, p.seats
      FROM event e JOIN venue v ON v.id = e.venue_id JOIN seat_plan p ON p.id = e.seat_plan_id
      WHERE e.organizer_id = :party
      """;

  private static final String SOLD =
      """
      SELECT e.id, e.state, e.published AS version, e.published, x.document ->> 'name' AS name,
        CAST(x.document ->> 'startsAt' AS timestamptz) AS starts_at,
        CAST(x.document -> 'rules' ->> 'doorsOpen' AS timestamptz) AS doors_open,
        CAST(x.document -> 'rules' ->> 'lastEntry' AS timestamptz) AS last_entry,
        x.document -> 'rules' -> 'windows' AS windows,
        x.document -> 'rules' ->> 'reEntry' AS re_entry,
        x.document -> 'rules' ->> 'whenClockUntrusted' AS clock_untrusted,
        e.entries, e.seat_plan_id, e.venue_id, x.document -> 'venue' ->> 'name' AS venue,
        x.document -> 'venue' ->> 'place' AS place,
        x.document -> 'venue' ->> 'timeZone' AS time_zone, p.seats
      FROM event_seller s JOIN event e ON e.id = s.event_id
        JOIN event_version x ON x.event_id = e.id AND x.version = e.published
        JOIN seat_plan p ON p.id = e.seat_plan_id
      WHERE s.seller_id = :party
      """;

  private final ObjectMapper json;

  public Catalogue(ObjectMapper json) {
    this.json = json;
  }

  /**
   * An event as the API tells it. Times carry the offset of the venue.
   *
   * @param version of the draft (organizers) or the published one (sellers).
   * @param published the version last published, if any.
   * @param seats how many places there are.
   */
  public record Item(
      long id,
      StoredEvent.State state,
      int version,
      @Nullable Integer published,
      String name,
      Where venue,
      OffsetDateTime startsAt,
      OffsetDateTime doorsOpen,
      OffsetDateTime lastEntry,
      List<Snapshot.Window> windows,
      AdmissionRules.ReEntry reEntry,
      AdmissionRules.WhenClockUntrusted whenClockUntrusted,
      int entries,
      long seatPlan,
      int seats) {

    /** As pages show it, by the venue's clock. */
    @com.fasterxml.jackson.annotation.JsonIgnore
    public String shownStart() {
      return EventOverview.when(startsAt.toInstant(), ZoneId.of(venue.timeZone()));
    }
  }

  /** Where an event takes place. */
  public record Where(long id, String name, String place, String timeZone) {}

  /**
   * A part of a list.
   *
   * @param next what to ask for as "after" to go on; empty at the end.
   */
  public record Page(List<Item> events, @Nullable Long next) {}

  /** One event the caller may see. */
  public Optional<Item> one(Handle handle, Caller caller, long eventId) {
    return handle
        .createQuery(base(caller) + " AND e.id = :event")
        .bind("party", party(caller))
        .bind("event", eventId)
        .map((row, _) -> item(row))
        .findOne();
  }

  /**
   * Events the caller may see, by number.
   *
   * @param after only those with a larger number.
   * @param limit at most so many, range [1, 200].
   */
  public Page page(Handle handle, Caller caller, long after, int limit) {
    List<Item> items =
        handle
            .createQuery(base(caller) + " AND e.id > :after ORDER BY e.id LIMIT :limit")
            .bind("party", party(caller))
            .bind("after", after)
            .bind("limit", limit + 1)
            .map((row, _) -> item(row))
            .list();
    boolean more = items.size() > limit;
    List<Item> shown = more ? items.subList(0, limit) : items;
    return new Page(shown, more ? shown.getLast().id() : null);
  }

  private static String base(Caller caller) {
    return caller.organizerIfAny().isPresent() ? OWN : SOLD;
  }

  private static long party(Caller caller) {
    return caller.organizerIfAny().orElseGet(caller::seller);
  }

  private Item item(ResultSet row) throws SQLException {
    String timeZone = row.getString("time_zone");
    ZoneId zone = ZoneId.of(timeZone);
    int published = row.getInt("published");
    boolean unpublished = row.wasNull();
    return new Item(
        row.getLong("id"),
        StoredEvent.State.valueOf(row.getString("state")),
        row.getInt("version"),
        unpublished ? null : published,
        row.getString("name"),
        new Where(
            row.getLong("venue_id"), row.getString("venue"), row.getString("place"), timeZone),
        at(row.getTimestamp("starts_at"), zone),
        at(row.getTimestamp("doors_open"), zone),
        at(row.getTimestamp("last_entry"), zone),
        windows(row.getString("windows")),
        AdmissionRules.ReEntry.valueOf(row.getString("re_entry")),
        AdmissionRules.WhenClockUntrusted.valueOf(row.getString("clock_untrusted")),
        row.getInt("entries"),
        row.getLong("seat_plan_id"),
        row.getInt("seats"));
  }

  private List<Snapshot.Window> windows(String document) {
    if (document.equals("[]")) {
      return List.of();
    }
    try {
      return List.of(json.readValue(document, Snapshot.Window[].class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the database holds other windows", e);
    }
  }

  private static OffsetDateTime at(Timestamp time, ZoneId zone) {
    return time.toInstant().atZone(zone).toOffsetDateTime();
  }
}
