package org.stile.core.sync;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.stile.core.Bytes;
import org.stile.core.cbor.CborReader;
import org.stile.core.cbor.CborWriter;
import org.stile.core.id.GateId;
import org.stile.core.master.Venue;
import org.stile.core.sync.UnitMessage.Gone;
import org.stile.core.sync.UnitMessage.There;

/** {@link UnitMessage}s as maps; key 0 is the kind. */
final class UnitWire {
  static final int THERE = 18;
  static final int GONE = 19;

  private UnitWire() {}

  static void write(CborWriter to, UnitMessage message) {
    switch (message) {
      case There there -> {
        to.map(there.waitingSinceMs().isPresent() ? 5 : 4).key(0).integer(THERE);
        to.key(1).bytes(there.bootId());
        to.key(2).all(there.gates(), UnitWire::gate);
        to.key(3).integer(there.waiting());
        there.waitingSinceMs().ifPresent(since -> to.key(4).integer(since));
      }
      case Gone gone -> to.map(2).key(0).integer(GONE).key(1).bytes(gone.bootId());
    }
    to.endMap();
  }

  static UnitMessage read(CborReader from) throws IOException {
    from.map();
    int kind = SyncCodec.kind(from);
    UnitMessage message =
        switch (kind) {
          case THERE -> there(from);
          case GONE -> new Gone(SyncCodec.bootId(from.key(1)));
          default -> throw SyncCodec.unknownKind(kind);
        };
    from.endMap();
    return message;
  }

  private static There there(CborReader from) throws IOException {
    Bytes bootId = SyncCodec.bootId(from.key(1));
    List<UnitMessage.Gate> gates = from.key(2).all(Venue.GATES_MAX, UnitWire::gate);
    long waiting = from.key(3).integer(0, Long.MAX_VALUE);
    OptionalLong since = from.has(4) ? OptionalLong.of(from.integer()) : OptionalLong.empty();
    return new There(bootId, gates, waiting, since);
  }

  private static void gate(CborWriter to, UnitMessage.Gate gate) {
    to.array(2).text(gate.gate().value()).bytes(gate.bootId()).endArray();
  }

  private static UnitMessage.Gate gate(CborReader from) throws IOException {
    from.array();
    var gate = new UnitMessage.Gate(new GateId(from.text()), SyncCodec.bootId(from));
    from.endArray();
    return gate;
  }
}
