package org.stile.center.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.stile.center.board.ExpectedTables;
import org.stile.center.broker.GateCertificates;
import org.stile.core.sync.DownMessage.KeySetAvailable;
import org.stile.core.sync.DownMessage.MasterAvailable;

/** Gathers what a venue's unit must know. */
@ApplicationScoped
public class UnitFactsReader {
  /** Events that are kept in mind. */
  private static final int TOLD_MAX = 1_000;

  private final Manifests manifests;
  private final ExpectedTables expecting;
  private final Map<Long, Told> told = new ConcurrentHashMap<>();
  private final ObjectMapper json;
  private final InstantSource clock;

  public UnitFactsReader(
      Manifests manifests, ExpectedTables expecting, ObjectMapper json, InstantSource clock) {
    this.manifests = manifests;
    this.expecting = expecting;
    this.json = json;
    this.clock = clock;
  }

  /** Of one venue; empty if there is none. */
  Optional<UnitFacts> of(Handle handle, long venue) {
    return handle
        .createQuery("SELECT name, place, address, time_zone FROM venue WHERE id = :venue")
        .bind("venue", venue)
        .map(
            (row, _) ->
                new UnitFacts(
                    venue,
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    zones(handle, venue),
                    gates(handle, venue),
                    certificates(handle, venue),
                    events(handle, venue),
                    keySet(handle),
                    masters(handle, venue)))
        .findOne();
  }

  private List<UnitFacts.Zone> zones(Handle handle, long venue) {
    return handle
        .createQuery(
            "SELECT number, name, guidance FROM zone WHERE venue_id = :venue ORDER BY number")
        .bind("venue", venue)
        .map(
            (row, _) -> new UnitFacts.Zone(row.getInt(1), row.getString(2), tree(row.getString(3))))
        .list();
  }

  private JsonNode tree(String text) {
    try {
      return json.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("jsonb is JSON", e);
    }
  }

  private static List<UnitFacts.Gate> gates(Handle handle, long venue) {
    return handle
        .createQuery(
            """
            SELECT name, zones, rated_per_minute FROM gate WHERE venue_id = :venue ORDER BY name
            """)
        .bind("venue", venue)
        .map(
            (row, _) ->
                new UnitFacts.Gate(
                    row.getString(1),
                    List.of((Integer[]) row.getArray(2).getArray()),
                    row.getInt(3)))
        .list();
  }

  private static List<UnitFacts.Certificate> certificates(Handle handle, long venue) {
    return GateCertificates.ofVenue(handle, venue).stream()
        .filter(row -> !row.gate().isEmpty())
        .map(
            row ->
                new UnitFacts.Certificate(
                    row.serial(),
                    row.gate(),
                    row.notBefore(),
                    row.notAfter(),
                    row.issuedAt(),
                    row.issuedBy(),
                    row.revokedAt(),
                    row.reason()))
        .toList();
  }

  private List<UnitFacts.Event> events(Handle handle, long venue) {
    return handle
        .createQuery(
            """
            SELECT id, name, starts_at, doors_open, last_entry, re_entry, state, entries,
              out.expected, out.changed
            FROM event CROSS JOIN LATERAL (
              SELECT count(*) FILTER (WHERE status = 'VALID') AS expected, max(changed_at) AS changed
              FROM ticket WHERE ticket.event_id = event.id) AS out
            WHERE venue_id = :venue AND last_entry > :since
              AND EXISTS (SELECT FROM master_version AS m WHERE m.event_id = event.id)
            ORDER BY id
            """)
        .bind("venue", venue)
        .bind("since", clock.instant().minus(Manifests.PAST))
        .map(
            (row, _) ->
                new UnitFacts.Event(
                    row.getLong("id"),
                    row.getString("name"),
                    row.getTimestamp("starts_at").toInstant(),
                    row.getTimestamp("doors_open").toInstant(),
                    row.getTimestamp("last_entry").toInstant(),
                    row.getString("re_entry"),
                    row.getString("state"),
                    row.getLong("expected"),
                    row.getInt("entries"),
                    parts(
                        handle,
                        row.getLong("id"),
                        new Mark(row.getLong("expected"), row.getString("changed")))))
        .list();
  }

  /** How an event's tickets are: while it is the same, so is who is expected. */
  private record Mark(long expected, @Nullable String changed) {}

  private record Told(Mark mark, JsonNode parts) {}

  /** A unit asks every few seconds, and a stadium has 100 000 tickets: counted if they changed. */
  private JsonNode parts(Handle handle, long event, Mark mark) {
    Told known = told.get(event);
    if (known != null && known.mark.equals(mark)) {
      return known.parts;
    }
    if (told.size() >= TOLD_MAX) {
      told.clear();
    }
    JsonNode parts = json.valueToTree(expecting.parts(handle, event));
    told.put(event, new Told(mark, parts));
    return parts;
  }

  private Optional<UnitFacts.File> keySet(Handle handle) {
    return manifests
        .keySet(handle, 0)
        .map(KeySetAvailable.class::cast)
        .map(
            there ->
                new UnitFacts.File(
                    there.version(), there.sha256().hex(), there.size(), there.path()));
  }

  private List<UnitFacts.Master> masters(Handle handle, long venue) {
    return manifests.offers(handle, Optional.of(venue)).stream()
        .map(Manifests.Offer::message)
        .map(UnitFactsReader::master)
        .toList();
  }

  private static UnitFacts.Master master(MasterAvailable there) {
    return new UnitFacts.Master(
        there.event().value(),
        new UnitFacts.File(there.version(), there.sha256().hex(), there.size(), there.path()),
        there.deltaFrom(),
        there.deltaPath());
  }
}
