package org.stile.system.simulation;

import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.stile.center.ingest.SimulatedCenter;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.admission.Direction;
import org.stile.core.id.GateId;
import org.stile.system.simulation.Show.Chip;
import org.stile.system.simulation.SimulatedGate.Place;

/**
 * One run: gates, broker and center, in some a venue's unit between them, visitors, and whatever
 * the seed has go wrong.
 */
final class Evening {
  /** On average; so there are some eighty taps in a run. */
  private static final int TAP_EVERY_MS = 1_000;

  /** By then a gate has noticed its cut line, waited, asked in vain, waited, and gone elsewhere. */
  private static final int OUTAGE_LONG_MS = 150_000;

  final World world;
  final Show show;
  final SimulatedCenter center;
  final List<SimulatedGate> gates = new ArrayList<>();
  final List<Lane> lanes = new ArrayList<>();
  final Optional<SimulatedUnit> unit;
  private final SimulatedBroker broker;
  private final SimulatedNodes nodes;
  private final Flaw flaw;
  private final List<Chip> chips;
  private final Invariants invariants;
  private int outages; // Of the unit's database, that last.

  Evening(long seed, Flaw flaw) {
    world = new World(seed);
    show = world.random.nextBoolean() ? Show.FREE : Show.ONCE;
    chips = show.chips();
    this.flaw = flaw;
    broker = new SimulatedBroker(world, show);
    center = center(() -> false);
    center.publish(show.keySet());
    center.publish(show.offer(0));
    nodes = new SimulatedNodes(world, center, broker, flaw);
    unit =
        world.hasUnit
            ? Optional.of(
                new SimulatedUnit(world, show, center(() -> outages > 0), center, broker, flaw))
            : Optional.empty();
    show.gates.forEach(this::gate);
    invariants = new Invariants(this);
    broker.watch(invariants::toldByCenter);
    unit.ifPresent(there -> there.broker.watch(invariants::toldByUnit));
  }

  private SimulatedCenter center(BooleanSupplier outage) {
    var fresh =
        new SimulatedCenter(
            () -> Show.NOW.plusMillis(world.now()),
            Show.VENUE,
            chips.getFirst().ticket.id().event(),
            show.gates);
    fresh.trouble(
        _ -> {
          if (outage.getAsBoolean() || world.happens(Fault.DATABASE, 0.02)) {
            throw new IllegalStateException("the database is gone");
          }
        });
    return fresh;
  }

  /** Where there is a unit, most gates go to the center while it is down, and some stay alone. */
  private void gate(GateId name) {
    List<Place> places = new ArrayList<>();
    unit.ifPresent(there -> places.add(new Place(there.broker, there.web())));
    if (unit.isEmpty() || world.random.nextInt(3) > 0) {
      places.add(new Place(broker, path -> Optional.of(show.at(path))));
    }
    var gate = new SimulatedGate(world, show, places, name, flaw);
    gates.add(gate);
    lanes.add(new Lane(world, gate, flaw));
  }

  /** Plays it to the end; throws what is wrong. */
  void run() {
    for (int i = 0; i < gates.size(); i++) {
      opens(i);
    }
    publishing();
    commonTroubles();
    unit.ifPresent(this::troubles);
    if (world.faults.contains(Fault.TWIN)) {
      world.at(world.between(1_000, 10_000), this::twin);
    }
    world.at(World.TROUBLE_MS, this::heal);
    while (!isOver() && world.step()) {
      invariants.afterStep();
    }
    invariants.atTheEnd();
  }

  private void opens(int i) {
    visitors(gates.get(i), lanes.get(i));
    troubles(gates.get(i));
  }

  /** Another unit with the certificate of one that is there. */
  private void twin() {
    gate(show.gates.get(world.random.nextInt(show.gates.size())));
    opens(gates.size() - 1);
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
    sometimes(Fault.CUT, 4_000, () -> cut(gate.name()));
    sometimes(
        Fault.PARTITION,
        10_000,
        () -> {
          gate.beyond(some(gate.places()));
          world.at(world.between(100, 12_000), () -> gate.beyond(Set.of()));
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

  private void cut(String name) {
    broker.cut(name);
    unit.ifPresent(there -> there.broker.cut(name));
  }

  /** All places, or one of two. */
  private Set<Integer> some(int places) {
    int which = world.random.nextInt(3);
    return which < places ? Set.of(which) : IntStream.range(0, places).boxed().collect(toSet());
  }

  private void troubles(SimulatedUnit there) {
    sometimes(Fault.CUT, 4_000, () -> broker.cut(SimulatedUnit.NAME));
    sometimes(
        Fault.UPLINK,
        8_000,
        () -> {
          there.cutOff(true);
          world.at(world.between(100, 12_000), () -> there.cutOff(false));
        });
    sometimes(Fault.VENUE, 8_000, there::powerCut);
    sometimes(Fault.COPY, 5_000, there::copyOrRestore);
    sometimes(Fault.OUTAGE, 10_000, this::outage);
  }

  private void outage() {
    int lasts = world.random.nextBoolean() ? world.between(1_000, 60_000) : OUTAGE_LONG_MS;
    outages++;
    world.at(lasts, () -> outages--);
    if (lasts == OUTAGE_LONG_MS) {
      invariants.outageBegins();
      world.at(lasts, invariants::outageEnds);
    }
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
    unit.ifPresent(there -> there.cutOff(false));
    for (SimulatedGate gate : gates) {
      gate.beyond(Set.of());
      gate.diskFull(false);
      gate.clock(Duration.ZERO, Trust.TRUSTED);
    }
  }
}
