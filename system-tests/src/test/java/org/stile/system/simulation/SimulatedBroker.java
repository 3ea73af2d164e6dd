package org.stile.system.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.stile.core.Bytes;
import org.stile.core.id.GateId;
import org.stile.core.sync.StateMessage.Death;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.SyncTopic;
import org.stile.core.sync.SyncTopic.Channel;
import org.stile.sync.SimulatedAgent.Ear;

/**
 * A broker and the network around it, as MQTT 5 at QoS 1 has it: within a connection messages keep
 * their order and are taken or the connection ends; between connections nothing is kept. And, where
 * the run says so, as brokers were seen to be: they lose, double, reorder and mix up.
 */
final class SimulatedBroker {
  private static final int REPLAYS = 30;

  private final World world;
  private final Show show;
  private final Liar liar;
  private final Map<String, Connection> sessions = new LinkedHashMap<>();
  private final Deque<Delivery> waiting = new ArrayDeque<>();
  private final List<Sent> told = new ArrayList<>();
  private @Nullable Consumer<Delivery> center;
  private BiConsumer<GateId, Bytes> watcher = (_, _) -> {};
  private boolean down;

  /** A message for the center, which is done with it when it says so. */
  record Delivery(String topic, Bytes payload) {}

  /** A message the center had for a gate. */
  record Sent(GateId gate, Bytes payload) {}

  /** Who connects: a gate, or a venue's unit, which speaks for its gates. */
  interface Client {
    /** The client id: a newer connection of that name ends the older one. */
    String name();

    boolean reaches(SimulatedBroker broker);

    /** The gate that it is; empty: it speaks for all, and hears what all are told. */
    Optional<GateId> gate();

    default boolean hears(GateId told) {
      return gate().isEmpty() || gate().get().equals(told);
    }
  }

  /** A client's end of a connection. */
  final class Connection {
    private final Client client;
    private final Bytes bootId;
    private final Ear ear;
    private boolean heldByClient = true;
    private boolean heldByBroker;
    private long upAt; // When the last message on its way up arrives.
    private long downAt;

    private Connection(Client client, Bytes bootId, Ear ear) {
      this.client = client;
      this.bootId = bootId;
      this.ear = ear;
    }

    private void up(Runnable arrives) {
      upAt = Math.max(upAt + 1, world.now() + world.between(1, 40));
      world.at(
          upAt - world.now(),
          () -> {
            if (heldByBroker && reachable()) {
              arrives.run();
            } else if (heldByBroker) {
              brokerLoses(); // What came before is lost, so what comes after must not arrive.
            }
          });
    }

    private void down(Consumer<Ear> arrives) {
      downAt = Math.max(downAt + 1, world.now() + world.between(1, 40));
      world.at(
          downAt - world.now(),
          () -> {
            if (heldByClient && reachable()) {
              arrives.accept(ear);
            } else if (heldByBroker) {
              brokerLoses();
            }
          });
    }

    private boolean reachable() {
      return client.reaches(SimulatedBroker.this) && !down;
    }

    /** The broker finds that it is gone, tells the will, and the gate finds out later. */
    private void brokerLoses() {
      if (heldByBroker) {
        heldByBroker = false;
        sessions.remove(client.name(), this);
        if (!down) {
          client.gate().ifPresent(this::will);
        }
      }
      if (heldByClient) {
        boolean reaches = client.reaches(SimulatedBroker.this);
        world.at(world.between(1, reaches ? 200 : 30_000), this::clientLoses);
      }
    }

    private void will(GateId gate) {
      Bytes will = SyncCodec.encode(new Death(bootId));
      String topic = new SyncTopic(Show.VENUE, gate, Channel.STATE).toString();
      world.at(world.between(1, 3_000), () -> take(new Delivery(topic, will)));
    }

    private void clientLoses() {
      if (heldByClient) {
        heldByClient = false;
        ear.lost("cut");
      }
    }

    /** The client's side hangs up, or dies. */
    void leave() {
      heldByClient = false;
      world.at(world.between(1, 2_000), this::brokerLoses);
    }

    void publish(SyncTopic topic, Bytes payload) {
      if (!heldByClient) {
        return;
      }
      if (!client.hears(topic.gate()) || topic.channel() == Channel.DOWN) {
        throw new AssertionError(client.name() + " publishes to " + topic);
      }
      up(
          () -> {
            down(Ear::published);
            if (!world.happens(Fault.LOSS, 0.1)) {
              take(new Delivery(topic.toString(), liar.garbled(payload)));
            }
          });
    }
  }

  SimulatedBroker(World world, Show show) {
    this.world = world;
    this.show = show;
    liar = new Liar(world, show);
  }

  /** Who takes what gates publish; called for each message, again if it was not done with it. */
  void consumer(Consumer<Delivery> consumer) {
    center = consumer;
    while (!waiting.isEmpty()) {
      deliver(waiting.poll());
    }
  }

  /** Nobody takes anything until the next {@link #consumer}. */
  void noConsumer() {
    center = null;
  }

  Connection connect(Client client, Bytes bootId, Ear ear) {
    var connection = new Connection(client, bootId, ear);
    world.at(
        world.between(1, 200),
        () -> {
          if (!connection.heldByClient) {
            return;
          }
          if (!connection.reachable() || world.happens(Fault.CUT, 0.2)) {
            world.at(world.between(1, 2_000), connection::clientLoses);
            return;
          }
          Optional.ofNullable(sessions.get(client.name())).ifPresent(Connection::brokerLoses);
          sessions.put(client.name(), connection);
          connection.heldByBroker = true;
          connection.down(Ear::connected);
        });
    return connection;
  }

  /** A message for the center; it may come to it later than others that came later. */
  void take(Delivery delivery) {
    int copies = world.happens(Fault.DISORDER, 0.15) ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      int most = world.happens(Fault.DISORDER, 0.3) ? 4_000 : 20;
      world.at(world.between(1, most), () -> deliver(delivery));
    }
  }

  private void deliver(Delivery delivery) {
    if (down) {
      return; // It went with the broker.
    }
    if (center == null) {
      waiting.add(delivery);
    } else {
      center.accept(delivery);
    }
  }

  /** Whom to tell what the center publishes. */
  void watch(BiConsumer<GateId, Bytes> watcher) {
    this.watcher = watcher;
  }

  /** The center publishes something for a gate; nobody keeps it for one that is not there. */
  void tell(GateId gate, Bytes payload) {
    watcher.accept(gate, payload);
    told.add(new Sent(gate, payload));
    if (told.size() > REPLAYS) {
      told.removeFirst();
    }
    world.at(
        world.between(1, 5),
        () -> {
          if (!world.happens(Fault.LOSS, 0.05)) {
            hand(gate, gate, payload);
          }
          liar.lies(told, gates(), payload).forEach(this::hand);
        });
  }

  private void hand(Liar.Lie lie) {
    hand(lie.to(), lie.onTopicOf(), lie.payload());
  }

  /** Gates that are connected, or that a unit speaks for. */
  private List<GateId> gates() {
    boolean unit = sessions.values().stream().anyMatch(each -> each.client.gate().isEmpty());
    return unit
        ? show.gates
        : sessions.values().stream().flatMap(each -> each.client.gate().stream()).toList();
  }

  private void hand(GateId to, GateId onTopicOf, Bytes payload) {
    String topic = new SyncTopic(Show.VENUE, onTopicOf, Channel.DOWN).toString();
    for (Connection connection : sessions.values()) {
      if (connection.client.hears(to)) {
        connection.down(ear -> ear.received(topic, payload));
      }
    }
  }

  /** Ends a client's connection. */
  void cut(String name) {
    Connection connection = sessions.get(name);
    if (connection != null) {
      connection.brokerLoses();
    }
  }

  /** Dies, with all it held; comes back empty. */
  void crash(long comesBackAfter) {
    goDown();
    world.at(comesBackAfter, this::comeUp);
  }

  /** Dies, with all it held. */
  void goDown() {
    down = true;
    List.copyOf(sessions.values()).forEach(Connection::brokerLoses);
    waiting.clear();
  }

  /** Is there again, with nothing. */
  void comeUp() {
    down = false;
  }

  boolean isUp() {
    return !down;
  }
}
