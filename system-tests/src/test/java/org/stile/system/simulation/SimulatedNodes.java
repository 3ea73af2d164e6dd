package org.stile.system.simulation;

import java.util.ArrayList;
import java.util.List;
import org.stile.center.ingest.SimulatedCenter;
import org.stile.core.sync.DownMessage;

/** Two nodes of the center at one broker: they share what gates send, and die now and then. */
final class SimulatedNodes {
  private final World world;
  private final SimulatedBroker broker;
  private final List<IngestHost> hosts = new ArrayList<>();

  SimulatedNodes(World world, SimulatedCenter center, SimulatedBroker broker, Flaw flaw) {
    this.world = world;
    this.broker = broker;
    for (int i = 0; i < 2; i++) {
      var host =
          new IngestHost(
              world,
              center,
              broker,
              new IngestHost.Setup(flaw.ofCenter(), Fault.NODE, (_, _) -> {}, this::die));
      hosts.add(host);
      host.start();
    }
    broker.consumer(this::share);
  }

  private void share(SimulatedBroker.Delivery delivery) {
    List<IngestHost> alive = hosts.stream().filter(IngestHost::isRunning).toList();
    alive.get(world.random.nextInt(alive.size())).take(delivery);
  }

  /** The broker gives what it was not done with to another. */
  private void die(IngestHost host) {
    List<SimulatedBroker.Delivery> left = host.end();
    world.at(
        world.between(500, 5_000),
        () -> {
          host.start();
          broker.consumer(this::share);
        });
    if (hosts.stream().noneMatch(IngestHost::isRunning)) {
      broker.noConsumer();
    }
    left.forEach(delivery -> world.at(world.between(1, 300), () -> broker.take(delivery)));
  }

  /** Tells all gates of a new master, by whichever node is there. */
  void announce(DownMessage message) {
    hosts.stream()
        .filter(IngestHost::isRunning)
        .findFirst()
        .ifPresent(host -> host.announce(message));
  }

  /** One dies now. */
  void crash() {
    IngestHost host = hosts.get(world.random.nextInt(hosts.size()));
    if (host.isRunning()) {
      die(host);
    }
  }
}
