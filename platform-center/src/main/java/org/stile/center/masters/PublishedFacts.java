package org.stile.center.masters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.stile.center.seating.SeatPlans;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;
import org.stile.core.master.AdmissionRules;
import org.stile.core.master.EventInformation;
import org.stile.core.master.Gate;
import org.stile.core.master.Guidance;
import org.stile.core.master.Venue;
import org.stile.core.master.Zone;

/** Reads what was published of an event. */
@ApplicationScoped
class PublishedFacts {
  private final SeatPlans plans;
  private final ObjectMapper json;

  PublishedFacts(SeatPlans plans, ObjectMapper json) {
    this.plans = plans;
    this.json = json;
  }

  /** The facts of an event; empty if it was never published. */
  Optional<EventFacts> of(Handle handle, long event) {
    return handle
        .createQuery(
            """
            SELECT e.name, e.starts_at, e.doors_open, e.last_entry, e.windows, e.re_entry,
                   e.clock_untrusted, e.state, e.venue_id,
                   v.name AS venue, v.place, v.time_zone
            FROM event e JOIN venue v ON v.id = e.venue_id
            WHERE e.id = :event AND e.published IS NOT NULL
            """)
        .bind("event", event)
        .map((row, _) -> facts(handle, event, row))
        .findOne();
  }

  private EventFacts facts(Handle handle, long event, ResultSet row) throws SQLException {
    String zone = row.getString("time_zone");
    var venue =
        new Venue(
            row.getString("venue"),
            row.getString("place"),
            ZoneId.of(zone),
            zones(handle, row.getLong("venue_id")),
            gates(handle, row.getLong("venue_id")));
    var information =
        new EventInformation(
            new EventId(event),
            row.getString("name"),
            venue.name(),
            venue.place(),
            row.getTimestamp("starts_at").toInstant(),
            zone);
    return new EventFacts(
        information,
        venue,
        plans.ofEvent(handle, event).seatMap(),
        new AdmissionRules(
            row.getTimestamp("doors_open").toInstant(),
            row.getTimestamp("last_entry").toInstant(),
            windows(row.getString("windows")),
            AdmissionRules.ReEntry.valueOf(row.getString("re_entry")),
            AdmissionRules.WhenClockUntrusted.valueOf(row.getString("clock_untrusted"))),
        row.getString("state").equals("CANCELLED"));
  }

  private List<Zone> zones(Handle handle, long venue) {
    return handle
        .createQuery(
            "SELECT number, name, guidance FROM zone WHERE venue_id = :venue ORDER BY number")
        .bind("venue", venue)
        .map(
            (row, _) ->
                new Zone(
                    row.getInt("number"),
                    row.getString("name"),
                    new Guidance(
                        read(
                            row.getString("guidance"),
                            new TypeReference<Map<String, String>>() {}))))
        .list();
  }

  private static List<Gate> gates(Handle handle, long venue) {
    return handle
        .createQuery("SELECT name, zones FROM gate WHERE venue_id = :venue ORDER BY name")
        .bind("venue", venue)
        .map(
            (row, _) ->
                new Gate(
                    new GateId(row.getString("name")),
                    Set.copyOf(Arrays.asList((Integer[]) row.getArray("zones").getArray()))))
        .list();
  }

  private List<AdmissionRules.Window> windows(String text) {
    record Window(Set<Integer> types, Instant from, Instant until) {}
    return read(text, new TypeReference<List<Window>>() {}).stream()
        .map(each -> new AdmissionRules.Window(each.types, each.from, each.until))
        .toList();
  }

  private <T> T read(String text, TypeReference<T> type) {
    try {
      return json.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored event is not whole", e);
    }
  }
}
