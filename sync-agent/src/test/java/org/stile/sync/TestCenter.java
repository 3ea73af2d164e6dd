package org.stile.sync;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.id.GateId;
import org.stile.core.journal.JournalRow;
import org.stile.core.journal.RowBytes;
import org.stile.core.sync.DownMessage;
import org.stile.core.sync.DownMessage.Acknowledged;
import org.stile.core.sync.StateMessage;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.SyncTopic;
import org.stile.core.sync.SyncTopic.Channel;
import org.stile.core.sync.UpMessage;
import org.stile.core.sync.UpMessage.Health;
import org.stile.core.sync.UpMessage.Hello;
import org.stile.core.sync.UpMessage.Rows;

/**
 * The center's end of the wire, as small as it can be: takes rows idempotently, acknowledges the
 * contiguous prefix, answers hellos. Reconnects by itself, always with a new client.
 */
final class TestCenter implements AutoCloseable {
  private static final long VENUE = 7;

  /** What one log says, row by row, each once. */
  static final class Log {
    final Map<Long, JournalRow> rows = new TreeMap<>();
    Bytes lastHash;
    long contiguous;
    int messages;
    int again;
  }

  final Map<Bytes, Log> logs = new ConcurrentHashMap<>();
  final List<Hello> hellos = new CopyOnWriteArrayList<>();
  final List<Health> healths = new CopyOnWriteArrayList<>();
  final List<StateMessage> states = new CopyOnWriteArrayList<>();
  final List<String> wrong = new CopyOnWriteArrayList<>();
  final List<DownMessage> answers = new CopyOnWriteArrayList<>();
  volatile boolean silent;
  volatile int slowMs;

  private final URI broker;
  private final ScheduledExecutorService own = Executors.newSingleThreadScheduledExecutor();
  private MqttAsyncClient client;
  private boolean closed;

  TestCenter(URI broker) throws Exception {
    this.broker = broker;
    own.submit(this::connect).get();
  }

  Log log(Bytes logId) {
    return logs.computeIfAbsent(logId, _ -> new Log());
  }

  private void connect() {
    if (closed) {
      return;
    }
    try {
      client =
          new MqttAsyncClient(
              broker.toString(), "center-" + System.nanoTime(), new MemoryPersistence());
      client.setCallback(new Callbacks(client));
      var options = new MqttConnectionOptions();
      options.setCleanStart(true);
      options.setAutomaticReconnect(false);
      options.setConnectionTimeout(5);
      options.setReceiveMaximum(100);
      client.connect(options).waitForCompletion(5_000);
      client.subscribe("stile/1/+/gate/+/up", 1).waitForCompletion(5_000);
      client.subscribe("stile/1/+/gate/+/state", 1).waitForCompletion(5_000);
    } catch (MqttException | RuntimeException e) {
      later();
    }
  }

  private void later() {
    if (!own.isShutdown()) {
      var _ = own.schedule(this::connect, 50, TimeUnit.MILLISECONDS);
    }
  }

  private void message(String topic, Bytes payload) {
    try {
      SyncTopic from = SyncTopic.parse(topic).orElseThrow();
      switch (from.channel()) {
        case UP -> up(from, SyncCodec.up(payload));
        case STATE -> states.add(SyncCodec.state(payload));
        case DOWN -> wrong.add("heard " + topic);
      }
    } catch (WireException | RuntimeException e) {
      wrong.add(topic + ": " + e);
    }
  }

  private void up(SyncTopic from, UpMessage message) {
    switch (message) {
      case Hello hello -> {
        hellos.add(hello);
        if (!silent) {
          say(from.gate(), new Acknowledged(hello.logId(), log(hello.logId()).contiguous));
          answers.forEach(each -> say(from.gate(), each));
        }
      }
      case Rows rows -> rows(from, rows);
      case Health health -> healths.add(health);
    }
  }

  private void rows(SyncTopic from, Rows rows) {
    Log log = log(rows.logId());
    if (slowMs > 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(slowMs));
    }
    synchronized (log) {
      log.messages++;
      if (!rows.isChained()) {
        wrong.add("not chained: " + rows.rows().getFirst().sequence());
      }
      Bytes before =
          log.contiguous == 0 ? RowBytes.genesis(rows.logId(), from.gate().value()) : log.lastHash;
      long first = rows.rows().getFirst().sequence();
      if (first == log.contiguous + 1 && !rows.hashBefore().equals(before)) {
        wrong.add("row " + first + " does not follow");
      }
      for (JournalRow row : rows.rows()) {
        JournalRow old = log.rows.putIfAbsent(row.sequence(), row);
        if (old != null) {
          log.again++;
          if (!old.equals(row)) {
            wrong.add("row " + row.sequence() + " is another now");
          }
        }
      }
      while (log.rows.containsKey(log.contiguous + 1)) {
        log.contiguous++;
        log.lastHash = log.rows.get(log.contiguous).hash();
      }
      if (!silent) {
        say(from.gate(), new Acknowledged(rows.logId(), log.contiguous));
      }
    }
  }

  void say(GateId gate, DownMessage message) {
    say(new SyncTopic(VENUE, gate, Channel.DOWN).toString(), SyncCodec.encode(message).toArray());
  }

  /** Whatever, wherever: for lies. */
  void say(String topic, byte[] payload) {
    try {
      client.publish(topic, payload, 1, false);
    } catch (MqttException | RuntimeException e) {
      // The gate says it again.
    }
  }

  /** What a broker keeps for whoever comes. */
  void leave(GateId gate, DownMessage message) throws MqttException {
    String topic = new SyncTopic(VENUE, gate, Channel.DOWN).toString();
    byte[] payload = SyncCodec.encode(message).toArray();
    client.publish(topic, payload, 1, true).waitForCompletion(5_000);
  }

  @Override
  public void close() throws Exception {
    own.submit(() -> closed = true).get();
    own.shutdownNow();
    end(client);
  }

  private static void end(MqttAsyncClient ending) {
    try {
      ending.disconnectForcibly(0, 0, false);
    } catch (MqttException | RuntimeException e) {
      // Not connected.
    }
    try {
      ending.close(true);
    } catch (MqttException | RuntimeException e) {
      // Then not.
    }
  }

  /** Sequences of a log, in order. */
  List<Long> sequences(Bytes logId) {
    Log log = log(logId);
    synchronized (log) {
      return new ArrayList<>(log.rows.keySet());
    }
  }

  private final class Callbacks implements MqttCallback {
    private final MqttAsyncClient of;

    Callbacks(MqttAsyncClient of) {
      this.of = of;
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
      if (!own.isShutdown()) {
        own.execute(
            () -> {
              end(of);
              connect();
            });
      }
    }

    @Override
    public void mqttErrorOccurred(MqttException error) {}

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      Bytes payload = Bytes.copyOf(message.getPayload());
      if (!own.isShutdown()) {
        own.execute(() -> message(topic, payload));
      }
    }

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String uri) {}

    @Override
    public void authPacketArrived(int reason, MqttProperties properties) {}
  }
}
