package org.stile.center.broker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
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
import org.stile.core.sync.DownMessage;
import org.stile.core.sync.StateMessage;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.SyncTopic;
import org.stile.core.sync.SyncTopic.Channel;
import org.stile.core.sync.UpMessage;

/** A gate's end of the wire, as a gate's agent has it: one connection of a real MQTT client. */
public final class TestGate implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final GateName name;
  private final MqttAsyncClient client;
  private final BlockingQueue<DownMessage> heard = new LinkedBlockingQueue<>();

  private TestGate(GateName name, String uri, String clientId) throws MqttException {
    this.name = name;
    this.client = new MqttAsyncClient(uri, clientId, new MemoryPersistence());
    client.setCallback(new Hearing());
  }

  /** With a certificate. */
  public static TestGate connect(GateName name, int port, SSLContext tls) throws MqttException {
    return connect(name, port, tls, name.client(), Optional.empty());
  }

  /** With a certificate, a client id and a will as given. */
  static TestGate connect(
      GateName name, int port, SSLContext tls, String clientId, Optional<String> willTopic)
      throws MqttException {
    var gate = new TestGate(name, "ssl://127.0.0.1:" + port, clientId);
    var options = options(willTopic);
    options.setSocketFactory(tls.getSocketFactory());
    gate.client.connect(options).waitForCompletion(PATIENCE.toMillis());
    return gate;
  }

  /** Without one, as a gate says it is called. */
  public static TestGate plain(GateName name, int port) throws MqttException {
    var gate = new TestGate(name, "tcp://127.0.0.1:" + port, name.client());
    var options = options(Optional.empty());
    options.setUserName(name.gate().value());
    gate.client.connect(options).waitForCompletion(PATIENCE.toMillis());
    return gate;
  }

  private static MqttConnectionOptions options(Optional<String> willTopic) {
    var options = new MqttConnectionOptions();
    options.setCleanStart(true);
    options.setAutomaticReconnect(false);
    options.setConnectionTimeout(5);
    willTopic.ifPresent(
        topic -> {
          options.setWill(topic, new MqttMessage(new byte[1], 1, false, null));
          // A cut line is noticed by its silence, after one and a half of these.
          options.setKeepAliveInterval(2);
        });
    return options;
  }

  public TestGate listen() throws MqttException {
    subscribe(topic(Channel.DOWN));
    return this;
  }

  /** What the broker answered to a subscription; throws if it refused. */
  int subscribe(String topic) throws MqttException {
    IMqttToken token = client.subscribe(topic, 1);
    token.waitForCompletion(PATIENCE.toMillis());
    return token.getReasonCodes()[0];
  }

  public void send(UpMessage message) throws MqttException {
    publish(topic(Channel.UP), SyncCodec.encode(message).toArray());
  }

  public void send(StateMessage message) throws MqttException {
    publish(topic(Channel.STATE), SyncCodec.encode(message).toArray());
  }

  public void publish(String topic, byte[] payload) throws MqttException {
    IMqttToken token = client.publish(topic, payload, 1, false);
    token.waitForCompletion(PATIENCE.toMillis());
    if (token.getReasonCodes()[0] >= 0x80) {
      throw new MqttException(token.getReasonCodes()[0]);
    }
  }

  /** The next thing of that kind that the center tells this gate. */
  public <T extends DownMessage> T hear(Class<T> kind) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      DownMessage message = heard.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (message == null) {
        throw new AssertionError(name + " heard no " + kind.getSimpleName());
      }
      if (kind.isInstance(message)) {
        return kind.cast(message);
      }
    }
  }

  public boolean connected() {
    return client.isConnected();
  }

  /** Goes without a word, as a power cut does. */
  public void cut() throws MqttException {
    client.disconnectForcibly(0, 0, false);
  }

  private String topic(Channel channel) {
    return new SyncTopic(name.venue(), name.gate(), channel).toString();
  }

  @Override
  public void close() throws MqttException {
    if (client.isConnected()) {
      client.disconnectForcibly(0, 1000, true);
    }
    client.close(true);
  }

  private final class Hearing implements MqttCallback {
    @Override
    public void messageArrived(String topic, MqttMessage message) throws Exception {
      heard.add(SyncCodec.down(Bytes.copyOf(message.getPayload())));
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {}

    @Override
    public void mqttErrorOccurred(MqttException exception) {}

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}
  }
}
