package org.stile.core.master;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stile.core.Bytes;
import org.stile.core.id.EventHash;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;

/**
 * One version of everything a gate must know of one event; replaced whole, never edited. Immutable,
 * so any thread may read it.
 *
 * @param version grows by at least one with every change, range [1, 2^53).
 * @param issuedAt when the center signed it: also a lower bound on the present time.
 * @param information what is told of the event.
 * @param signedInformation its signed bytes, as they lie on chips.
 * @param accepted hashes of this and earlier event information under which tickets were issued.
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
  public EventMaster {
    accepted = Set.copyOf(accepted);
    keys = List.copyOf(keys);
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
