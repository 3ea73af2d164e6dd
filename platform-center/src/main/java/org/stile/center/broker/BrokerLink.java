package org.stile.center.broker;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.stile.core.Bytes;
import org.stile.core.sync.SyncLimits;

/**
 * The center's connection to a broker, kept up by one thread. Paho is used as a wire client and
 * nothing more: a new client object for each connection, nothing persisted, clean start, no
 * reconnection of its own, an own window (docs/reference/broker.md says why). What is published
 * while there is no connection is dropped: whatever gates are told, they ask for again.
 */
public final class BrokerLink {
  private static final Logger LOG = Logger.getLogger(BrokerLink.class);

  /** Messages we take before acknowledging any: half a second of a stadium's gates. */
  private static final int RECEIVE_MAX = 200;

  /** Ours in flight; below what any broker allows us, or Paho throws. */
  private static final int WINDOW = 15;

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration GOODBYE = Duration.ofSeconds(1);

  /** A connection to a broker that is there; one that is not is not waited for at the end. */
  private static final Duration OPENED_WITHIN = Duration.ofSeconds(2);

  /** A shorter connection is a failure too: somebody else may have our name. */
  private static final Duration STEADY = Duration.ofSeconds(3);

  private static final long BACKOFF_MIN_MS = 100;
  private static final long BACKOFF_MAX_MS = 10_000;

  /** MQTT 5.0 §3.2.2.2: client identifier not valid, bad user name or password, not authorized. */
  private static final Set<Integer> TURNED_AWAY = Set.of(0x85, 0x86, 0x87);

  private final BrokerEndpoint endpoint;
  private final List<String> topics;
  private final Inbox inbox;
  private final RandomGenerator random;
  private final Runnable connected;
  private final Optional<Presence> presence;
  private final Thread thread;
  private volatile @Nullable Connection current;
  private volatile boolean opening;
  private volatile boolean stopped;

  /**
   * @param topics what to hear, shared subscriptions included.
   * @param connected called after each (re)connection, on the link's thread.
   */
  public BrokerLink(
      BrokerEndpoint endpoint,
      List<String> topics,
      Inbox inbox,
      RandomGenerator random,
      Runnable connected) {
    this(endpoint, topics, inbox, random, connected, Optional.empty());
  }

  /**
   * The same, and the broker says of each connection when it has ended.
   *
   * @param presence what it says, and where.
   */
  public BrokerLink(
      BrokerEndpoint endpoint,
      List<String> topics,
      Inbox inbox,
      RandomGenerator random,
      Runnable connected,
      Optional<Presence> presence) {
    this.presence = presence;
    this.endpoint = endpoint;
    this.topics = List.copyOf(topics);
    this.inbox = inbox;
    this.random = random;
    this.connected = connected;
    this.thread = Thread.ofPlatform().daemon().name("broker-link").unstarted(this::run);
  }

  /**
   * What is left with the broker to be said at a connection's end (MQTT 5.0 §3.1.2.5, "Will Flag").
   *
   * @param gone what to say, of a boot id that is drawn anew for each connection.
   */
  public record Presence(String topic, Function<Bytes, Bytes> gone) {}

  public void start() {
    thread.start();
  }

  public void stop() {
    stopped = true;
    if (opening) {
      awaitOpened();
    }
    Connection open = current; // The thread forgets it when it is interrupted.
    thread.interrupt();
    if (open != null) {
      // After a goodbye the broker keeps a will to itself, and nobody would hear of the end.
      open.close(presence.isEmpty());
    }
  }

  /** One that was cut off half open leaves stack traces, the client's and the broker's. */
  private void awaitOpened() {
    try {
      var _ = thread.join(OPENED_WITHIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Publishes with QoS 1, not retained; waits while too many are in flight. */
  public void publish(String topic, byte[] payload) {
    Connection open = current;
    if (open != null) {
      open.publish(topic, payload);
    }
  }

  public boolean connected() {
    return current != null;
  }

  /** Boot id of the connection that is open; empty: none is. */
  public Optional<Bytes> connection() {
    return Optional.ofNullable(current).map(open -> open.bootId);
  }

  /** Since the broker said anything on the open connection; empty: none is open. */
  public Optional<Duration> silence() {
    return Optional.ofNullable(current)
        .map(open -> Duration.ofNanos(System.nanoTime() - open.heardAt));
  }

  /** Paho's own text says nothing where the network's does. */
  static String reason(MqttException problem) {
    Throwable cause = problem.getCause();
    String said = cause == null ? null : cause.getMessage();
    String all = said == null ? "reason code " + problem.getReasonCode() : said;
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof CertificateNotYetValidException
          || each instanceof CertificateExpiredException) {
        return all + ": its certificate is not good today; is the clock here right?";
      }
    }
    boolean turnedAway =
        TURNED_AWAY.contains(problem.getReasonCode()) || all.contains("Received fatal alert");
    return turnedAway
        ? all
            + ": it turns our certificate away, as expired, revoked or of another center; enrol again"
        : all;
  }

  private void run() {
    long backoff = BACKOFF_MIN_MS;
    while (!stopped) {
      try {
        opening = true;
        if (stopped) {
          return;
        }
        var fresh = new Connection();
        fresh.open();
        if (stopped) {
          fresh.close(presence.isEmpty()); // Whoever stopped it waits for that.
          return;
        }
        current = fresh;
        opening = false;
        long openedAt = System.nanoTime();
        connected.run();
        fresh.lost.await();
        fresh.close(false);
        if (System.nanoTime() - openedAt >= STEADY.toNanos()) {
          backoff = BACKOFF_MIN_MS;
        }
      } catch (MqttException e) {
        if (!stopped) {
          LOG.warnf("no connection to the broker at %s: %s", endpoint, reason(e));
        }
      } catch (InterruptedException e) {
        return; // Stopped.
      } finally {
        opening = false;
        current = null;
      }
      if (!pause(random.nextLong(backoff + 1))) {
        return;
      }
      backoff = Math.min(2 * backoff, BACKOFF_MAX_MS);
    }
  }

  private static boolean pause(long ms) {
    try {
      Thread.sleep(ms);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  /** One connection, from its beginning to its end. */
  private final class Connection implements MqttCallback {
    private final CountDownLatch lost = new CountDownLatch(1);
    private final Semaphore window = new Semaphore(WINDOW);
    private final MqttAsyncClient client;
    private final Bytes bootId;
    private volatile long heardAt = System.nanoTime();

    Connection() throws MqttException {
      byte[] boot = new byte[SyncLimits.BOOT_ID_LENGTH];
      random.nextBytes(boot);
      bootId = Bytes.copyOf(boot);
      byte[] id = new byte[6];
      random.nextBytes(id);
      client =
          new MqttAsyncClient(
              endpoint.uri(),
              endpoint.client().orElseGet(() -> "center-" + HexFormat.of().formatHex(id)),
              new MemoryPersistence());
      client.setManualAcks(true);
      client.setCallback(this);
    }

    void open() throws MqttException {
      var options = new MqttConnectionOptions();
      options.setCleanStart(true);
      options.setAutomaticReconnect(false);
      options.setReceiveMaximum(RECEIVE_MAX);
      options.setTopicAliasMaximum(0);
      options.setKeepAliveInterval(15);
      options.setConnectionTimeout((int) PATIENCE.toSeconds());
      endpoint.user().ifPresent(options::setUserName);
      endpoint
          .password()
          .ifPresent(
              text -> options.setPassword(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
      endpoint.tls().ifPresent(options::setSocketFactory);
      options.setHttpsHostnameVerificationEnabled(endpoint.tls().isPresent());
      presence.ifPresent(
          each ->
              options.setWill(
                  each.topic, new MqttMessage(each.gone.apply(bootId).toArray(), 1, false, null)));
      try {
        client.connect(options).waitForCompletion(PATIENCE.toMillis());
        client
            .subscribe(
                topics.stream()
                    .map(topic -> new MqttSubscription(topic, 1))
                    .toArray(MqttSubscription[]::new))
            .waitForCompletion(PATIENCE.toMillis());
      } catch (MqttException e) {
        close(false);
        throw e;
      }
    }

    void publish(String topic, byte[] payload) {
      try {
        if (!window.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
          LOG.warnf("the broker takes nothing; dropped what %s should have been told", topic);
          return;
        }
        client.publish(topic, new MqttMessage(payload, 1, false, null), null, new Freed());
      } catch (MqttException e) {
        window.release();
        LOG.debugf("not published to %s: %s", topic, e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /**
     * Ends it.
     *
     * @param politely with a word to the broker: one that does not hear it takes it for a failure.
     */
    void close(boolean politely) {
      try {
        client.disconnectForcibly(0, politely ? GOODBYE.toMillis() : 0, politely);
      } catch (MqttException e) {
        LOG.debugf("at the end of a connection: %s", e.getMessage());
      }
      try {
        client.close(true);
      } catch (MqttException e) {
        LOG.debugf("at the end of a connection: %s", e.getMessage());
      }
      lost.countDown();
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) throws InterruptedException {
      heardAt = System.nanoTime();
      int id = message.getId();
      int qos = message.getQos();
      inbox.arrived(topic, message.getPayload(), () -> acknowledge(id, qos));
    }

    private void acknowledge(int id, int qos) {
      if (lost.getCount() == 0) {
        return; // The number means another message on the next connection.
      }
      try {
        client.messageArrivedComplete(id, qos);
      } catch (MqttException e) {
        LOG.debugf("not acknowledged, so it comes again: %s", e.getMessage());
      }
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
      LOG.debugf("the broker at %s is gone: %s", endpoint, response);
      lost.countDown();
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {
      LOG.warnf("broker at %s: %s", endpoint, exception.getMessage());
    }

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}

    /** Gives a place in the window back, however the publish ended. */
    private final class Freed implements MqttActionListener {
      @Override
      public void onSuccess(IMqttToken token) {
        heardAt = System.nanoTime();
        window.release();
      }

      @Override
      public void onFailure(IMqttToken token, Throwable problem) {
        window.release();
      }
    }
  }
}
