package org.stile.system.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stile.center.ingest.SimulatedCenter;
import org.stile.core.sync.DownMessage;

/** Two nodes of the center at one broker: they share what gates send, and die now and then. */
final class SimulatedNodes {
  private static final int BATCH_MAX = 64;
  private static final int RETRY_MS = 500;

  private final World world;
  private final SimulatedCenter center;
  private final SimulatedBroker broker;
  private final Flaw flaw;
  private final List<Host> hosts = new ArrayList<>();

  /** Thrown where a process ends. */
  private static final class Died extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** A process. */
  private final class Host {
    private final Deque<SimulatedBroker.Delivery> inbox = new ArrayDeque<>();
    private SimulatedCenter.@Nullable Node node;
    private boolean working;
    private boolean dies; // While it tells somebody something.

    void start() {
      Host host = this;
      var made = new SimulatedCenter.Node[1];
      made[0] =
          center.node(
              (gate, payload) -> {
                if (host.dies) {
                  throw new Died();
                }
                broker.tell(gate, payload);
              },
              () -> world.at(SimulatedCenter.gather().toMillis(), () -> announce(made[0])),
              flaw.ofCenter());
      node = made[0];
      work();
    }

    private void announce(SimulatedCenter.Node from) {
      if (node == from) {
        from.announce();
      }
    }

    void take(SimulatedBroker.Delivery delivery) {
      inbox.add(delivery);
      work();
    }

    private void work() {
      if (!working) {
        working = true;
        world.at(world.between(1, 5), this::batch);
      }
    }

    private void batch() {
      working = false;
      SimulatedCenter.Node running = node;
      if (inbox.isEmpty() || running == null) {
        return;
      }
      List<SimulatedBroker.Delivery> batch = new ArrayList<>();
      while (batch.size() < BATCH_MAX && !inbox.isEmpty()) {
        batch.add(inbox.poll());
      }
      var done = new boolean[1];
      boolean beforeDone = world.happens(Fault.NODE, 0.01);
      dies = world.happens(Fault.NODE, 0.01);
      boolean committed;
      try {
        committed =
            running.take(
                batch.stream().map(SimulatedBroker.Delivery::topic).toList(),
                batch.stream().map(SimulatedBroker.Delivery::payload).toList(),
                () -> {
                  if (beforeDone) {
                    throw new Died();
                  }
                  done[0] = true;
                });
      } catch (Died e) {
        if (!done[0]) {
          inbox.addAll(batch);
        }
        die();
        return;
      } finally {
        dies = false;
      }
      if (!committed) {
        batch.reversed().forEach(inbox::addFirst);
        working = true;
        world.at(RETRY_MS, this::batch);
      } else if (!inbox.isEmpty()) {
        work();
      }
    }

    /** The broker gives what it was not done with to another. */
    private void die() {
      node = null;
      List<SimulatedBroker.Delivery> left = List.copyOf(inbox);
      inbox.clear();
      world.at(world.between(500, 5_000), this::comeBack);
      if (hosts.stream().allMatch(host -> host.node == null)) {
        broker.noConsumer();
      }
      left.forEach(delivery -> world.at(world.between(1, 300), () -> broker.take(delivery)));
    }

    private void comeBack() {
      start();
      broker.consumer(SimulatedNodes.this::share);
    }
  }

  SimulatedNodes(World world, SimulatedCenter center, SimulatedBroker broker, Flaw flaw) {
    this.world = world;
    this.center = center;
    this.broker = broker;
    this.flaw = flaw;
    center.trouble(
        _ -> {
          if (world.happens(Fault.DATABASE, 0.02)) {
            throw new IllegalStateException("the database is gone");
          }
        });
    for (int i = 0; i < 2; i++) {
      var host = new Host();
      hosts.add(host);
      host.start();
    }
    broker.consumer(this::share);
  }

  private void share(SimulatedBroker.Delivery delivery) {
    List<Host> alive = hosts.stream().filter(host -> host.node != null).toList();
    alive.get(world.random.nextInt(alive.size())).take(delivery);
  }

  /** Tells all gates of a new master, by whichever node is there. */
  void announce(DownMessage message) {
    hosts.stream()
        .map(host -> host.node)
        .filter(node -> node != null)
        .findFirst()
        .ifPresent(node -> node.announce(message));
  }

  /** One dies now. */
  void crash() {
    Host host = hosts.get(world.random.nextInt(hosts.size()));
    if (host.node != null) {
      host.die();
    }
  }
}
