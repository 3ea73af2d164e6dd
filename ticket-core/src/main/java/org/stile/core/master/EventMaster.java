package org.stile.core.master;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.stile.core.Bytes;
import org.stile.core.id.EventHash;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;

/**
 * One version of everything a gate must know of one event; replaced whole, never edited. Immutable,
 * so any thread may read it.
 *
 * @param version grows by at least one with every change, range [1, 2^53).
 * @param issuedAt when the center signed it, whole seconds: also a lower bound on the present time.
 * @param information what is told of the event.
 * @param signedInformation its signed bytes, as they lie on chips.
 * @param accepted hashes of this and earlier event information under which tickets were issued, at
 *     most {@link #ACCEPTED_MAX}.
 * @param seats in zones the venue has.
 * @param keys issuing keys, range [1, 256], each id once.
 */
public record EventMaster(
    long version,
    Instant issuedAt,
    EventInformation information,
    Bytes signedInformation,
    Set<EventHash> accepted,
    Venue venue,
    SeatMap seats,
    AdmissionRules rules,
    List<IssuingKey> keys,
    StatusList status) {
  /** Largest integer every language can hold: versions are shown on pages too. */
  public static final long VERSION_MAX = (1L << 53) - 1;

  /** Name, place or time of an event change a few times, not often. */
  public static final int ACCEPTED_MAX = 64;

  /** A key id is one byte. */
  public static final int KEYS_MAX = 256;

  public EventMaster {
    Require.within("version", version, 1, VERSION_MAX);
    Require.seconds("issue time", issuedAt);
    accepted = Set.copyOf(accepted);
    Require.within("number of accepted event hashes", accepted.size(), 1, ACCEPTED_MAX);
    keys = List.copyOf(keys);
    Require.within("number of keys", keys.size(), 1, KEYS_MAX);
    Require.distinct("key ids", keys, IssuingKey::id);
    Set<Integer> zones = venue.zones().stream().map(Zone::number).collect(Collectors.toSet());
    for (SeatMap.Block block : seats.blocks()) {
      if (!zones.contains(block.zone())) {
        throw new IllegalArgumentException(
            "block " + block.name() + " lies in a zone there is not: " + block.zone());
      }
    }
  }

  public EventId event() {
    return information.event();
  }

  public Optional<IssuingKey> key(int id) {
    return keys.stream().filter(key -> key.id() == id).findFirst();
  }

  public Optional<Gate> gate(GateId id) {
    return venue.gates().stream().filter(gate -> gate.id().equals(id)).findFirst();
  }

  public Optional<Zone> zone(int number) {
    return venue.zones().stream().filter(zone -> zone.number() == number).findFirst();
  }

  /** The gates that serve {@code zone}. */
  public Set<GateId> gatesServing(int zone) {
    return Set.copyOf(
        venue.gates().stream().filter(gate -> gate.zones().contains(zone)).map(Gate::id).toList());
  }
}
