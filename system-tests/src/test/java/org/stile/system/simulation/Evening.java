package org.stile.system.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.stile.center.ingest.SimulatedCenter;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.admission.Direction;
import org.stile.core.id.GateId;
import org.stile.system.simulation.Show.Chip;

/** One run: gates, broker and center, visitors, and whatever the seed has go wrong. */
final class Evening {
  /** On average; so there are some eighty taps in a run. */
  private static final int TAP_EVERY_MS = 1_000;

  final World world;
  final Show show;
  final SimulatedCenter center;
  final List<SimulatedGate> gates = new ArrayList<>();
  final List<Lane> lanes = new ArrayList<>();
  private final SimulatedBroker broker;
  private final SimulatedNodes nodes;
  private final List<Chip> chips;
  private final Invariants invariants;

  Evening(long seed, Flaw flaw) {
    world = new World(seed);
    show = world.random.nextBoolean() ? Show.FREE : Show.ONCE;
    chips = show.chips();
    broker = new SimulatedBroker(world, show);
    center =
        new SimulatedCenter(
            () -> Show.NOW.plusMillis(world.now()),
            Show.VENUE,
            chips.getFirst().ticket.id().event(),
            show.gates);
    center.publish(show.keySet());
    center.publish(show.offer(0));
    nodes = new SimulatedNodes(world, center, broker, flaw);
    for (GateId name : show.gates) {
      var gate = new SimulatedGate(world, show, broker, name, flaw);
      gates.add(gate);
      lanes.add(new Lane(world, gate, flaw));
    }
    invariants = new Invariants(this);
    broker.watch(invariants::told);
  }

  /** Plays it to the end; throws what is wrong. */
  void run() {
    for (int i = 0; i < gates.size(); i++) {
      visitors(gates.get(i), lanes.get(i));
      troubles(gates.get(i));
    }
    publishing();
    commonTroubles();
    world.at(World.TROUBLE_MS, this::heal);
    while (!isOver() && world.step()) {
      invariants.afterStep();
    }
    invariants.atTheEnd();
  }

  private boolean isOver() {
    // Looking costs more than a step; a second more or less does not matter.
    return world.now() > World.TROUBLE_MS + 2_000
        && world.steps() % 64 == 0
        && invariants.isHealed();
  }

  private void visitors(SimulatedGate gate, Lane lane) {
    if (!world.isTroubled()) {
      return;
    }
    world.at(
        world.between(50, 2 * TAP_EVERY_MS),
        () -> {
          Chip chip = chips.get(world.random.nextInt(chips.size()));
          boolean out = show == Show.FREE && world.random.nextInt(3) == 0;
          lane.tap(chip, out ? Direction.EXIT : Direction.ENTRY);
          visitors(gate, lane);
        });
  }

  private void publishing() {
    for (int i = 1; i < show.versions.size(); i++) {
      int version = i;
      world.at(
          world.between(1_000, (int) World.TROUBLE_MS) * i / show.versions.size(),
          () -> publish(version));
    }
  }

  private int published;

  private void publish(int version) {
    if (version > published) { // The order in which they fell may be another.
      published = version;
      center.publish(show.offer(version));
      nodes.announce(show.offer(version));
    }
  }

  private void troubles(SimulatedGate gate) {
    sometimes(Fault.CUT, 4_000, () -> broker.cut(gate.gate()));
    sometimes(
        Fault.PARTITION,
        10_000,
        () -> {
          gate.reachable(false);
          world.at(world.between(100, 12_000), () -> gate.reachable(true));
        });
    sometimes(Fault.POWER, 12_000, gate::powerCut);
    sometimes(Fault.AGENT, 8_000, gate::agentRestarts);
    sometimes(
        Fault.DISK,
        10_000,
        () -> {
          gate.diskFull(true);
          world.at(world.between(100, 6_000), () -> gate.diskFull(false));
        });
    sometimes(Fault.DAMAGE, 15_000, () -> gate.master().damage());
    sometimes(Fault.REIMAGE, 20_000, gate::reimage);
    sometimes(
        Fault.CLOCK,
        8_000,
        () ->
            gate.clock(
                Duration.ofHours(world.between(-100_000, 100_000)),
                Trust.values()[world.random.nextInt(Trust.values().length)]));
  }

  private void commonTroubles() {
    sometimes(Fault.BROKER, 10_000, () -> broker.crash(world.between(100, 4_000)));
    sometimes(Fault.NODE, 8_000, nodes::crash);
  }

  private void sometimes(Fault fault, int meanMs, Runnable what) {
    if (world.faults.contains(fault)) {
      world.at(
          world.between(1, 2 * meanMs),
          () -> {
            if (world.isTroubled()) {
              what.run();
              sometimes(fault, meanMs, what);
            }
          });
    }
  }

  /** The network is mended, disks have room, the broker is honest; connections last. */
  private void heal() {
    for (SimulatedGate gate : gates) {
      gate.reachable(true);
      gate.diskFull(false);
      gate.clock(Duration.ZERO, Trust.TRUSTED);
    }
  }
}
