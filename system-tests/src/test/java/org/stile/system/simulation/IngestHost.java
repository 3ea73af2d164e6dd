package org.stile.system.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.stile.center.ingest.SimulatedCenter;
import org.stile.core.Bytes;
import org.stile.core.sync.DownMessage;

/** A process that takes what gates send into a database, batch by batch, and may die meanwhile. */
final class IngestHost {
  private static final int BATCH_MAX = 64;
  private static final int RETRY_MS = 500;

  private final World world;
  private final SimulatedCenter center;
  private final SimulatedBroker broker;
  private final Setup setup;
  private final Deque<SimulatedBroker.Delivery> inbox = new ArrayDeque<>();
  private SimulatedCenter.@Nullable Node node;
  private boolean working;
  private boolean dies; // While it tells somebody something.

  /**
   * What kind of process it is.
   *
   * @param dying which fault kills it.
   * @param onward hears of each message that is committed.
   * @param killed it has to be ended ({@link #end}).
   */
  record Setup(
      SimulatedCenter.Flaw flaw,
      Fault dying,
      BiConsumer<String, Bytes> onward,
      Consumer<IngestHost> killed) {}

  /** Thrown where a process ends. */
  private static final class Died extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  IngestHost(World world, SimulatedCenter center, SimulatedBroker broker, Setup setup) {
    this.world = world;
    this.center = center;
    this.broker = broker;
    this.setup = setup;
  }

  void start() {
    var made = new SimulatedCenter.Node[1];
    made[0] =
        center.node(
            (gate, payload) -> {
              if (dies) {
                throw new Died();
              }
              broker.tell(gate, payload);
            },
            () -> world.at(SimulatedCenter.gather().toMillis(), () -> announce(made[0])),
            setup.flaw);
    node = made[0];
  }

  boolean isRunning() {
    return node != null;
  }

  private void announce(SimulatedCenter.Node from) {
    if (node == from) {
      from.announce();
    }
  }

  /** Tells all gates of a new master. */
  void announce(DownMessage message) {
    SimulatedCenter.Node running = node;
    if (running != null) {
      running.announce(message);
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
    boolean beforeDone = world.happens(setup.dying, 0.01);
    dies = world.happens(setup.dying, 0.01);
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
      setup.killed.accept(this);
      return;
    } finally {
      dies = false;
    }
    if (committed) {
      batch.forEach(each -> setup.onward.accept(each.topic(), each.payload()));
      if (!inbox.isEmpty()) {
        work();
      }
    } else {
      batch.reversed().forEach(inbox::addFirst);
      working = true;
      world.at(RETRY_MS, this::batch);
    }
  }

  /** It is gone; answers what the broker was not told to be done. */
  List<SimulatedBroker.Delivery> end() {
    node = null;
    List<SimulatedBroker.Delivery> left = List.copyOf(inbox);
    inbox.clear();
    return left;
  }
}
