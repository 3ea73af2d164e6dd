package org.stile.gate.lane;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.stile.chips.GateTag;
import org.stile.core.Bytes;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;
import org.stile.core.master.EventMaster;
import org.stile.core.master.Gate;

/** Which gate and lane left a stamp. Immutable. */
final class GateTags {
  private final EventId event;
  private final long version;
  private final Map<Bytes, Place> places = new HashMap<>();

  /** One reader of one gate. */
  record Place(GateId gate, int lane) {}

  /** The tags of all lanes that the gates of {@code master} can have. */
  GateTags(EventMaster master) {
    event = master.event();
    version = master.version();
    for (Gate gate : master.venue().gates()) {
      for (int lane = 0; lane <= GateTag.LANE_MAX; lane++) {
        places.put(GateTag.of(gate.id(), lane), new Place(gate.id(), lane));
      }
    }
  }

  /** Whether these are the gates of {@code other}, so that they need not be told apart anew. */
  boolean areOf(EventMaster other) {
    return event.equals(other.event()) && version == other.version();
  }

  Optional<Place> place(Bytes tag) {
    return Optional.ofNullable(places.get(tag));
  }
}
