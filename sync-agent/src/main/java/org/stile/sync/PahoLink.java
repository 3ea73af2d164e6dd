package org.stile.sync;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;
import org.stile.core.Bytes;
import org.stile.core.sync.StateMessage.Death;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.SyncLimits;
import org.stile.core.sync.SyncTopic;
import org.stile.core.sync.SyncTopic.Channel;

/**
 * One connection. Paho 1.2.5 is trusted with bytes on a wire and with nothing else: its
 * reconnecting replays publishes that carry only a topic alias, its buffers and persistence lost
 * thousands of messages in trials, it throws instead of waiting when the broker's window is full,
 * and a callback that takes long stops its threads. So: a client object is used once, keeps
 * everything in memory, never reconnects, has its window kept here, and each callback only hands
 * over.
 */
final class PahoLink {
  private static final int KEEP_ALIVE_SECONDS = 20;
  private static final int CONNECT_TIMEOUT_SECONDS = 10;
  private static final int QOS = 1; // At least once.

  /** Messages of the center that may be under way to us. */
  private static final int RECEIVE_MAX = 32;

  /** Room for topic and properties around the longest payload. */
  private static final long PACKET_LENGTH_MAX = SyncLimits.MESSAGE_LENGTH_MAX + 512L;

  /** Unacknowledged messages; and so many less than the broker allows, or Paho throws. */
  private static final int WINDOW_MAX = 10;

  private static final int WINDOW_MARGIN = 5;
  private static final int RECEIVE_MAX_BY_DEFAULT = 65_535; // MQTT 5.0 §3.2.2.3.3.

  /** What the session may have given us before it hears of PUBACKs: its own bound, and some. */
  private static final int WAITING_MAX = 64;

  private static final long FAREWELL_MS = 500;
  private static final int DISCONNECT_WITH_WILL = 4; // MQTT 5.0 §3.14.2.1.

  private final PahoWire.Broker broker;
  private final Bytes bootId;
  private final Wire.Listener listener;
  private final AtomicBoolean over = new AtomicBoolean();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private @Nullable MqttAsyncClient client; // Null until open() made it.
  private volatile int window = 1;
  private int underWay;

  private record Waiting(SyncTopic topic, Bytes payload) {}

  PahoLink(PahoWire.Broker broker, Bytes bootId, Wire.Listener listener) {
    this.broker = broker;
    this.bootId = bootId;
    this.listener = listener;
  }

  void open() {
    try {
      String scheme = broker.tls().isPresent() ? "ssl" : "tcp";
      String uri = scheme + "://" + broker.address().getHost() + ":" + broker.address().getPort();
      String clientId = broker.venue() + "-" + broker.gate();
      var made = new MqttAsyncClient(uri, clientId, new MemoryPersistence());
      client = made;
      made.setCallback(new Callbacks());
      made.connect(options(), null, after(token -> subscribe(made, token), "connect"));
    } catch (MqttException | RuntimeException e) {
      lost("connect: " + text(e));
    }
  }

  private MqttConnectionOptions options() {
    var options = new MqttConnectionOptions();
    options.setCleanStart(true);
    options.setSessionExpiryInterval(0L);
    options.setAutomaticReconnect(false);
    options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
    options.setConnectionTimeout(CONNECT_TIMEOUT_SECONDS);
    options.setReceiveMaximum(RECEIVE_MAX);
    options.setMaximumPacketSize(PACKET_LENGTH_MAX);
    options.setTopicAliasMaximum(0);
    options.setUserName(broker.gate().value());
    var will = new MqttMessage(SyncCodec.encode(new Death(bootId)).toArray());
    will.setQos(QOS);
    options.setWill(broker.topic(Channel.STATE).toString(), will);
    options.setHttpsHostnameVerificationEnabled(true);
    broker.tls().map(SSLContext::getSocketFactory).ifPresent(options::setSocketFactory);
    return options;
  }

  private void subscribe(MqttAsyncClient connected, IMqttToken connack) {
    MqttProperties said = connack.getResponseProperties();
    Integer receiveMax = said == null ? null : said.getReceiveMaximum();
    int allowed = receiveMax == null ? RECEIVE_MAX_BY_DEFAULT : receiveMax;
    window = Math.clamp(allowed - WINDOW_MARGIN, 1, WINDOW_MAX);
    try {
      connected.subscribe(
          broker.topic(Channel.DOWN).toString(), QOS, null, after(this::subscribed, "subscribe"));
    } catch (MqttException | RuntimeException e) {
      lost("subscribe: " + text(e));
    }
  }

  private void subscribed(IMqttToken suback) {
    int[] reasons = suback.getReasonCodes();
    if (reasons == null || reasons.length != 1 || reasons[0] > QOS) {
      lost("the broker does not let this gate hear its own topic");
    } else if (!over.get()) {
      listener.connected(bootId);
    }
  }

  /** On the owner's thread. */
  void publish(SyncTopic topic, Bytes payload) {
    if (waiting.size() >= WAITING_MAX) {
      lost("more to send than the session says it sends");
      return;
    }
    waiting.addLast(new Waiting(topic, payload));
    pump();
  }

  /** On the owner's thread, once for each PUBACK. */
  void taken() {
    underWay = Math.max(0, underWay - 1);
    pump();
  }

  private void pump() {
    MqttAsyncClient to = client;
    while (to != null && !over.get() && underWay < window && !waiting.isEmpty()) {
      Waiting next = waiting.removeFirst();
      try {
        to.publish(
            next.topic().toString(),
            next.payload().toArray(),
            QOS,
            false,
            null,
            after(_ -> handOver(listener::published), "publish"));
        underWay++;
      } catch (MqttException e) {
        if (e.getReasonCode() == MqttClientException.REASON_CODE_MAX_INFLIGHT && underWay > 0) {
          waiting.addFirst(next); // Room comes with the next PUBACK.
          return;
        }
        lost("publish: " + text(e));
      } catch (RuntimeException e) {
        lost("publish: " + text(e)); // Paho has thrown NullPointerException while it closed.
      }
    }
  }

  /** Ends it; nothing is told afterwards. Paho may take long over this: not on our time. */
  void end(boolean farewell) {
    over.set(true);
    MqttAsyncClient ending = client;
    client = null;
    if (ending == null) {
      return;
    }
    Thread closer =
        Thread.ofPlatform().daemon().name("mqtt-end").unstarted(() -> end(ending, farewell));
    closer.start();
    if (farewell) {
      try {
        closer.join(2 * FAREWELL_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void end(MqttAsyncClient ending, boolean farewell) {
    try {
      if (farewell && ending.isConnected()) {
        ending
            .disconnect(0, null, null, DISCONNECT_WITH_WILL, new MqttProperties())
            .waitForCompletion(FAREWELL_MS);
      }
    } catch (MqttException | RuntimeException e) {
      // Then it ends without.
    }
    try {
      ending.disconnectForcibly(0, 0, false);
    } catch (MqttException | RuntimeException e) {
      // It was not connected.
    }
    try {
      ending.close(true);
    } catch (MqttException | RuntimeException e) {
      // Nothing more can be done for it.
    }
  }

  private void lost(String why) {
    if (over.compareAndSet(false, true)) {
      listener.lost(why);
    }
  }

  private void handOver(Runnable telling) {
    if (!over.get()) {
      telling.run();
    }
  }

  private interface Then {
    void go(IMqttToken token);
  }

  private MqttActionListener after(Then then, String what) {
    return new MqttActionListener() {
      @Override
      public void onSuccess(IMqttToken token) {
        try {
          then.go(token);
        } catch (RuntimeException e) {
          lost(what + ": " + text(e));
        }
      }

      @Override
      public void onFailure(IMqttToken token, Throwable why) {
        lost(what + ": " + text(why));
      }
    };
  }

  private static String text(Throwable why) {
    Throwable cause = why.getCause();
    String own =
        why instanceof MqttException mqtt
            ? "MQTT reason " + mqtt.getReasonCode() + ", " + mqtt.getMessage()
            : String.valueOf(why);
    String all = cause == null ? own : own + " (" + cause + ")";
    return Refusal.of(why).map(words -> words + ": " + all).orElse(all);
  }

  /** What Paho tells by itself; an exception in here would end the connection. */
  private final class Callbacks implements MqttCallback {
    @Override
    public void disconnected(MqttDisconnectResponse response) {
      MqttException cause = response.getException();
      lost(
          "reason "
              + response.getReturnCode()
              + (cause == null ? "" : ", " + text(cause))
              + (response.getReasonString() == null ? "" : ", " + response.getReasonString()));
    }

    @Override
    public void mqttErrorOccurred(MqttException error) {
      lost(text(error));
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      if (message.isRetained()) {
        return; // Nobody retains anything of ours; what a broker kept of another day is no answer.
      }
      byte[] payload = message.getPayload();
      if (payload.length <= SyncLimits.MESSAGE_LENGTH_MAX) {
        handOver(() -> listener.received(topic, Bytes.copyOf(payload)));
      } else {
        lost("a message of " + payload.length + " bytes"); // The broker was told what is too much.
      }
    }

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String uri) {}

    @Override
    public void authPacketArrived(int reason, MqttProperties properties) {
      lost("the broker wants to talk about authentication");
    }
  }
}
