package org.stile.center.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.stile.center.broker.CenterRole;
import org.stile.center.broker.GateName;
import org.stile.center.keys.KeySets;
import org.stile.core.Bytes;
import org.stile.core.id.EventId;
import org.stile.core.sync.DownMessage;
import org.stile.core.sync.DownMessage.KeySetAvailable;
import org.stile.core.sync.DownMessage.MasterAvailable;
import org.stile.core.sync.SyncLimits;

/** What gates can fetch: the key set, and masters of the events of their venue. */
@ApplicationScoped
public class Manifests {
  /** Gates need no master of an event that ended that long ago. */
  static final Duration PAST = Duration.ofDays(2);

  private static final String KEY_SET_PATH = "/api/v1/key-set";

  private final KeySets keySets;
  private final GateFiles files;
  private final InstantSource clock;
  private final String deltas;

  public Manifests(KeySets keySets, GateFiles files, InstantSource clock, CenterRole role) {
    this.keySets = keySets;
    this.files = files;
    // A venue's unit has the deltas it was given; a center makes any.
    this.deltas =
        role.unit().isPresent()
            ? "SELECT from_version AS version FROM master_delta AS base"
                + " WHERE base.event_id = event.id AND base.to_version = newest.version"
            : "SELECT version FROM master_version AS base"
                + " WHERE base.event_id = event.id AND base.version < newest.version";
    this.clock = clock;
  }

  /** A master that gates of a venue can fetch. */
  record Offer(long venue, MasterAvailable message) {}

  /** The key set in force, if a gate has an older one or none. */
  Optional<DownMessage> keySet(Handle handle, long installed) {
    return keySets
        .newest(handle)
        .filter(newest -> newest.version() > installed)
        .map(
            newest ->
                new KeySetAvailable(
                    newest.version(),
                    newest.bytes().sha256(),
                    newest.bytes().length(),
                    KEY_SET_PATH));
  }

  /**
   * What a gate lacks of the masters of its venue.
   *
   * @param installed versions it has, by event.
   */
  List<DownMessage> lacking(Handle handle, GateName gate, Map<Long, Long> installed) {
    List<DownMessage> lacking = new ArrayList<>();
    for (Offer offer : offers(handle, Optional.of(gate.venue()))) {
      long event = offer.message.event().value();
      if (installed.getOrDefault(event, 0L) < offer.message.version()) {
        lacking.add(offer.message);
      }
    }
    return lacking;
  }

  /** The newest master of each event that is not past, of one venue or all. */
  List<Offer> offers(Handle handle, Optional<Long> venue) {
    List<Offer> offers = new ArrayList<>();
    handle
        .createQuery(
            """
            SELECT event.id, event.venue_id, newest.version, newest.sha256, newest.size,
              array(%s ORDER BY version DESC LIMIT :deltas) AS bases
            FROM event, LATERAL (
              SELECT version, sha256, length(signed) AS size FROM master_version
              WHERE event_id = event.id ORDER BY version DESC LIMIT 1) AS newest
            WHERE event.last_entry > :since AND (CAST(:venue AS bigint) IS NULL OR venue_id = :venue)
            ORDER BY event.starts_at
            """
                .formatted(deltas))
        .bind("deltas", SyncLimits.DELTAS_MAX)
        .bind("since", clock.instant().minus(PAST))
        .bind("venue", venue)
        .map(
            (row, _) -> {
              long event = row.getLong("id");
              return new Offer(
                  row.getLong("venue_id"),
                  new MasterAvailable(
                      new EventId(event),
                      row.getLong("version"),
                      Bytes.copyOf(row.getBytes("sha256")),
                      row.getInt("size"),
                      files.master(event, row.getLong("version")),
                      List.of((Long[]) row.getArray("bases").getArray()).reversed(),
                      files.deltas(event, row.getLong("version"))));
            })
        .forEach(offers::add);
    return offers;
  }
}
