package org.stile.gate.lane;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.stile.core.Bytes;
import org.stile.core.admission.TapContext;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;
import org.stile.core.master.EventMaster;
import org.stile.core.master.Gate;

/** Which gate and lane left a stamp: names them by tag and back. Immutable. */
final class GateTags {
  /** Length in bytes (docs/chip-layout.md, "Stamp"). */
  static final int LENGTH = 4;

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
      for (int lane = 0; lane <= TapContext.LANE_MAX; lane++) {
        places.put(tag(gate.id(), lane), new Place(gate.id(), lane));
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

  /** The first 4 bytes of SHA-256(gate id, 0x00, lane) (docs/chip-layout.md, "Stamp"). */
  static Bytes tag(GateId gate, int lane) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(gate.value().getBytes(StandardCharsets.US_ASCII));
      digest.update((byte) 0);
      digest.update((byte) lane);
      return Bytes.copyOf(digest.digest(), 0, LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
