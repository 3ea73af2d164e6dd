package org.stile.center.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.stile.center.audit.Audit;
import org.stile.center.web.Caller;
import org.stile.center.web.Problem;
import org.stile.center.web.Problem.FieldError;

/** The venues of an organizer. */
@ApplicationScoped
public class Venues {
  private static final int VENUES_MAX = 1_000;

  private final InstantSource clock;
  private final Audit audit;
  private final ObjectMapper json;
  private final ZonesInUse zonesInUse;

  public Venues(InstantSource clock, Audit audit, ObjectMapper json, ZonesInUse zonesInUse) {
    this.clock = clock;
    this.audit = audit;
    this.json = json;
    this.zonesInUse = zonesInUse;
  }

  /** A venue as lists show it. */
  public record Entry(
      long id, String name, String place, String timeZone, int zones, int gates, int plans) {}

  /** The venues of the caller's organizer, by name. */
  public List<Entry> list(Handle handle, Caller caller) {
    return handle
        .createQuery(
            """
            SELECT v.id, v.name, v.place, v.time_zone,
                   (SELECT count(*) FROM zone z WHERE z.venue_id = v.id) AS zones,
                   (SELECT count(*) FROM gate g WHERE g.venue_id = v.id) AS gates,
                   (SELECT count(*) FROM seat_plan p WHERE p.venue_id = v.id) AS plans
            FROM venue v WHERE v.organizer_id = :organizer ORDER BY v.name, v.id LIMIT :most
            """)
        .bind("organizer", caller.organizer())
        .bind("most", VENUES_MAX)
        .map(
            (row, _) ->
                new Entry(
                    row.getLong("id"),
                    row.getString("name"),
                    row.getString("place"),
                    row.getString("time_zone"),
                    row.getInt("zones"),
                    row.getInt("gates"),
                    row.getInt("plans")))
        .list();
  }

  /** A venue of the caller's organizer. */
  public StoredVenue of(Handle handle, Caller caller, long venueId) {
    return find(handle, caller, venueId, "").orElseThrow(() -> Problem.notFound("venue"));
  }

  /** The same, or empty. */
  Optional<StoredVenue> find(Handle handle, Caller caller, long venueId) {
    return find(handle, caller, venueId, "");
  }

  /** Makes a venue; answers its number. */
  public long create(Handle handle, Caller caller, VenueForm form) {
    VenueDetails details = VenueDetails.of(form);
    if (list(handle, caller).size() >= VENUES_MAX) {
      throw Problem.conflict("too-many-venues", "An organizer has at most 1000 venues.");
    }
    Optional<Long> id =
        handle
            .createUpdate(
                """
                INSERT INTO venue (organizer_id, name, place, address, time_zone, created_at)
                VALUES (:organizer, :name, :place, :address, :timeZone, :now)
                ON CONFLICT (organizer_id, name) DO NOTHING
                """)
            .bind("organizer", caller.organizer())
            .bindMap(columns(details))
            .bind("now", clock.instant())
            .executeAndReturnGeneratedKeys("id")
            .mapTo(Long.class)
            .findOne();
    long venueId = id.orElseThrow(() -> nameTaken(details));
    putParts(handle, venueId, details);
    audit.record(
        handle, caller, "venue.create", "venue:" + venueId, Map.of("name", details.venue().name()));
    return venueId;
  }

  /** Changes a venue; {@link VenueForm#version} says what the caller believes to change. */
  public void update(Handle handle, Caller caller, long venueId, VenueForm form) {
    VenueDetails details = VenueDetails.of(form);
    StoredVenue before =
        find(handle, caller, venueId, "FOR UPDATE").orElseThrow(() -> Problem.notFound("venue"));
    if (form.version() == null) {
      throw Problem.invalid("version", "is missing: say which version you edited");
    }
    if (form.version() != before.version()) {
      List<FieldError> changes = VenueChanges.between(before.details(), details);
      throw Problem.conflict(
          FormErrors.MEANWHILE,
          "Somebody changed this venue while you edited it (it is version %d now, you edited %d)."
                  .formatted(before.version(), form.version())
              + " Below is what differs; nothing was saved.",
          changes);
    }
    refuseTakenName(handle, caller, venueId, details);
    zonesInUse.refuseRemoval(handle, caller, before, details);
    handle
        .createUpdate(
            """
            UPDATE venue SET name = :name, place = :place, address = :address,
              time_zone = :timeZone, version = version + 1
            WHERE id = :venue
            """)
        .bind("venue", venueId)
        .bindMap(columns(details))
        .execute();
    handle.createUpdate("DELETE FROM zone WHERE venue_id = :id").bind("id", venueId).execute();
    handle.createUpdate("DELETE FROM gate WHERE venue_id = :id").bind("id", venueId).execute();
    putParts(handle, venueId, details);
    audit.record(
        handle,
        caller,
        "venue.update",
        "venue:" + venueId,
        Map.of("name", details.venue().name(), "version", before.version() + 1));
  }

  private static void refuseTakenName(
      Handle handle, Caller caller, long venueId, VenueDetails details) {
    boolean taken =
        handle
            .createQuery(
                """
                SELECT EXISTS (SELECT 1 FROM venue
                  WHERE organizer_id = :organizer AND name = :name AND id <> :venue)
                """)
            .bind("organizer", caller.organizer())
            .bind("name", details.venue().name())
            .bind("venue", venueId)
            .mapTo(Boolean.class)
            .one();
    if (taken) {
      throw nameTaken(details);
    }
  }

  private static Problem nameTaken(VenueDetails details) {
    String message = "you have a venue named \"" + details.venue().name() + "\" already";
    return Problem.conflict(
        "name-taken",
        "Nothing was saved: " + message + ".",
        List.of(new FieldError("name", message)));
  }

  private static Map<String, Object> columns(VenueDetails details) {
    return Map.of(
        "name", details.venue().name(),
        "place", details.venue().place(),
        "address", details.address(),
        "timeZone", details.venue().timeZone().getId());
  }

  private void putParts(Handle handle, long venueId, VenueDetails details) {
    var zones =
        handle.prepareBatch(
            """
            INSERT INTO zone (venue_id, number, name, guidance)
            VALUES (:venue, :number, :name, CAST(:guidance AS jsonb))
            """);
    details
        .venue()
        .zones()
        .forEach(
            zone ->
                zones
                    .bind("venue", venueId)
                    .bind("number", zone.number())
                    .bind("name", zone.name())
                    .bind("guidance", text(zone.guidance().texts()))
                    .add());
    var gates =
        handle.prepareBatch(
            """
            INSERT INTO gate (venue_id, name, zones, rated_per_minute)
            VALUES (:venue, :name, :zones, :rated)
            """);
    details
        .venue()
        .gates()
        .forEach(
            gate ->
                gates
                    .bind("venue", venueId)
                    .bind("name", gate.id().value())
                    .bindArray("zones", Integer.class, gate.zones().stream().sorted().toList())
                    .bind("rated", details.rated().get(gate.id()))
                    .add());
    zones.execute();
    gates.execute();
  }

  private Optional<StoredVenue> find(Handle handle, Caller caller, long venueId, String lock) {
    return handle
        .createQuery("SELECT * FROM venue WHERE organizer_id = :organizer AND id = :venue " + lock)
        .bind("organizer", caller.organizer())
        .bind("venue", venueId)
        .map((row, _) -> stored(handle, row))
        .findOne();
  }

  /** The venue an event takes place at; for those who were let to see the event. */
  StoredVenue ofEvent(Handle handle, long venueId) {
    return handle
        .createQuery("SELECT * FROM venue WHERE id = :venue")
        .bind("venue", venueId)
        .map((row, _) -> stored(handle, row))
        .one();
  }

  private StoredVenue stored(Handle handle, ResultSet row) throws SQLException {
    long id = row.getLong("id");
    var form =
        new VenueForm(
            row.getInt("version"),
            row.getString("name"),
            row.getString("place"),
            row.getString("address"),
            row.getString("time_zone"),
            zones(handle, id),
            gates(handle, id));
    return new StoredVenue(id, row.getInt("version"), VenueDetails.of(form));
  }

  private List<VenueForm.ZoneForm> zones(Handle handle, long venueId) {
    return handle
        .createQuery("SELECT number, name, guidance FROM zone WHERE venue_id = :id ORDER BY number")
        .bind("id", venueId)
        .map(
            (row, _) ->
                new VenueForm.ZoneForm(
                    row.getInt("number"), row.getString("name"), texts(row.getString("guidance"))))
        .list();
  }

  private static List<VenueForm.GateForm> gates(Handle handle, long venueId) {
    return handle
        .createQuery(
            """
            SELECT name, zones, rated_per_minute FROM gate WHERE venue_id = :id ORDER BY name
            """)
        .bind("id", venueId)
        .map(
            (row, _) ->
                new VenueForm.GateForm(
                    row.getString("name"),
                    new ArrayList<>(Arrays.asList((Integer[]) row.getArray("zones").getArray())),
                    row.getInt("rated_per_minute")))
        .list();
  }

  private String text(Map<String, String> texts) {
    try {
      return json.writeValueAsString(texts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, String> texts(String document) {
    try {
      return json.readValue(document, new TypeReference<Map<String, String>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("guidance in the database is not what was put there", e);
    }
  }
}
