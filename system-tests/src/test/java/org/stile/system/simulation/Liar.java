package org.stile.system.simulation;

import java.util.ArrayList;
import java.util.List;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.id.GateId;
import org.stile.core.sync.DownMessage;
import org.stile.core.sync.DownMessage.Acknowledged;
import org.stile.core.sync.DownMessage.KeySetAvailable;
import org.stile.core.sync.DownMessage.MasterAvailable;
import org.stile.core.sync.DownMessage.Resend;
import org.stile.core.sync.SyncCodec;

/** What a broker that lies hands to gates beside what it should. */
final class Liar {
  private final World world;
  private final Show show;

  /** A message nobody sent there. */
  record Lie(GateId to, GateId onTopicOf, Bytes payload) {}

  Liar(World world, Show show) {
    this.world = world;
    this.show = show;
  }

  /** What becomes of a message on its way to the center. */
  Bytes garbled(Bytes payload) {
    if (payload.isEmpty() || !world.happens(Fault.LIES, 0.03)) {
      return payload;
    }
    byte[] bytes = payload.toArray();
    bytes[world.random.nextInt(bytes.length)] ^= (byte) (1 << world.random.nextInt(8));
    return Bytes.copyOf(bytes);
  }

  /**
   * What it hands out beside {@code payload}.
   *
   * @param told what the center said lately.
   * @param gates that are connected.
   */
  List<Lie> lies(List<SimulatedBroker.Sent> told, List<GateId> gates, Bytes payload) {
    List<Lie> lies = new ArrayList<>();
    if (gates.isEmpty()) {
      return lies;
    }
    GateId to = gates.get(world.random.nextInt(gates.size()));
    GateId other = gates.get(world.random.nextInt(gates.size()));
    SimulatedBroker.Sent old = told.get(world.random.nextInt(told.size()));
    if (world.happens(Fault.LIES, 0.1)) {
      lies.add(new Lie(to, other, payload)); // As an Artemis cluster once did.
    }
    if (world.happens(Fault.LIES, 0.1)) {
      lies.add(new Lie(to, to, payload)); // Another's, dressed up as its own.
    }
    if (world.happens(Fault.LIES, 0.1)) {
      lies.add(new Lie(old.gate(), old.gate(), old.payload()));
    }
    if (world.happens(Fault.LIES, 0.05)) {
      lies.add(new Lie(to, to, garbled(old.payload())));
    }
    made(read(payload)).forEach(message -> lies.add(new Lie(to, to, SyncCodec.encode(message))));
    return lies;
  }

  /** Made up after what the center said. */
  private List<DownMessage> made(DownMessage message) {
    List<DownMessage> made = new ArrayList<>();
    switch (message) {
      case Acknowledged(Bytes logId, long sequence) -> {
        if (world.happens(Fault.LIES, 0.1)) {
          made.add(new Acknowledged(logId, sequence + 1_000_000)); // More than there can be.
        }
        if (world.happens(Fault.FORGERY, 0.2)) {
          made.add(new Acknowledged(logId, sequence + world.between(1, 20)));
        }
        if (world.happens(Fault.LIES, 0.05)) {
          made.add(new Resend(logId, world.between(0, 50)));
        }
      }
      case MasterAvailable there -> {
        if (world.happens(Fault.LIES, 0.3)) {
          made.add(
              new MasterAvailable(
                  there.event(),
                  there.version() + 7,
                  Bytes.copyOf(world.bytes(32)),
                  there.size(),
                  there.path(),
                  List.of(),
                  there.deltaPath()));
        }
        if (world.happens(Fault.LIES, 0.3)) {
          // The oldest under a newer number: what is fetched is signed, and old.
          MasterAvailable oldest = show.offer(0);
          made.add(
              new MasterAvailable(
                  there.event(),
                  there.version() + 1,
                  oldest.sha256(),
                  oldest.size(),
                  oldest.path(),
                  List.of(),
                  oldest.deltaPath()));
        }
      }
      case KeySetAvailable there -> {
        if (world.happens(Fault.LIES, 0.3)) {
          made.add(
              new KeySetAvailable(
                  there.version() + 7, Bytes.copyOf(world.bytes(32)), there.size(), there.path()));
        }
      }
      case DownMessage.Passages _, DownMessage.TimeTold _, Resend _ -> {}
    }
    return made;
  }

  private static DownMessage read(Bytes payload) {
    try {
      return SyncCodec.down(payload);
    } catch (WireException e) {
      throw new AssertionError("the center said something unreadable", e);
    }
  }
}
