package org.stile.center.broker;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.db.Notices;

/** The broker of this center, embedded or external, and the center's connection to it. */
@ApplicationScoped
public class Broker {
  private static final Logger LOG = Logger.getLogger(Broker.class);

  /** What changed when certificates, or gates, did. */
  public static final String CERTIFICATES = "gate-certificates";

  private static final Duration PORT_RETRY = Duration.ofSeconds(10);

  /** Alarms that wait to be written; a flood of them says no more than the first. */
  private static final int ALARMS_MAX = 100;

  private final BrokerSettings settings;
  private final GateAuthority authority;
  private final GateCertificates certificates;
  private final Incidents incidents;
  private final Database database;
  private final Notices notices;
  private final SecureRandom random;
  private final InstantSource clock;
  private final Alarms due = new Alarms();
  private final BlockingQueue<Alarm> alarms = new ArrayBlockingQueue<>(ALARMS_MAX);
  private final Set<String> thrownOut = ConcurrentHashMap.newKeySet();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private volatile @Nullable EmbeddedBroker embedded;
  private volatile @Nullable BrokerLink link;
  private final ReentrantLock starting = new ReentrantLock();
  private volatile boolean stopped; // Set under the lock above.

  /**
   * Begins when the center does.
   *
   * @param names STILE_BROKER_NAMES: by which gates reach the embedded broker, for its certificate.
   */
  Broker(
      @ConfigProperty(name = "stile.broker", defaultValue = "on") String use,
      @ConfigProperty(name = "stile.broker.url") Optional<String> url,
      @ConfigProperty(name = "stile.broker.address") Optional<String> address,
      @ConfigProperty(name = "stile.broker.tls") Optional<String> tls,
      @ConfigProperty(name = "stile.broker.names") Optional<List<String>> names,
      @ConfigProperty(name = "stile.home") String home,
      GateAuthority authority,
      GateCertificates certificates,
      Incidents incidents,
      Database database,
      Notices notices,
      SecureRandom random,
      InstantSource clock) {
    this.clock = clock;
    this.settings =
        BrokerSettings.of(use, url, address, tls, names.orElse(List.of()), Path.of(home));
    this.authority = authority;
    this.certificates = certificates;
    this.incidents = incidents;
    this.database = database;
    this.notices = notices;
    this.random = random;
  }

  /** Whether there is a broker at all, and whose. */
  public BrokerSettings.Use use() {
    return settings.use();
  }

  /** Where gates reach the embedded one, once it listens. */
  public OptionalInt port() {
    EmbeddedBroker broker = embedded;
    return broker == null ? OptionalInt.empty() : OptionalInt.of(broker.port());
  }

  /** Whether the center is connected to it. */
  public boolean connected() {
    BrokerLink open = link;
    return open != null && open.connected();
  }

  /**
   * Starts the broker, if there is one, and connects; answers at once.
   *
   * @param topics what the center hears.
   * @param connected called after each (re)connection; must be quick.
   */
  public void start(List<String> topics, Inbox inbox, Runnable connected) {
    if (settings.use() == BrokerSettings.Use.OFF) {
      return;
    }
    notices.on(CERTIFICATES, _ -> certificatesChanged());
    begin("broker-alarms", this::writeAlarms);
    begin(
        "broker-start",
        () -> {
          BrokerLink fresh = new BrokerLink(endpoint(), topics, inbox, random, connected);
          link = fresh;
          fresh.start();
        });
  }

  /** Tells a gate something; dropped while the broker cannot be reached. */
  public void publish(String topic, byte[] payload) {
    BrokerLink open = link;
    if (open != null) {
      open.publish(topic, payload);
    }
  }

  private void certificatesChanged() {
    certificates.forget();
    EmbeddedBroker broker = embedded;
    if (broker != null) {
      Thread.ofVirtual().start(() -> throwOut(broker));
    }
  }

  /** Ends what was opened with a certificate that is revoked now, once for each. */
  private void throwOut(EmbeddedBroker broker) {
    certificates
        .revoked()
        .forEach(
            (serial, client) -> {
              if (thrownOut.add(serial)) {
                broker.disconnect(client);
              }
            });
  }

  private BrokerEndpoint endpoint() throws InterruptedException, IOException {
    if (settings.url().isPresent()) {
      return external(settings.url().get());
    }
    EmbeddedBroker broker = listen();
    return new BrokerEndpoint(
        "tcp://127.0.0.1:" + broker.ownPort(),
        Optional.empty(),
        Optional.of(BrokerDoor.CENTER),
        Optional.of(broker.secret()),
        Optional.empty());
  }

  private BrokerEndpoint external(URI url) throws IOException {
    boolean secure = BrokerSettings.secure(url);
    Optional<String[]> user = Optional.ofNullable(url.getUserInfo()).map(t -> t.split(":", 2));
    try {
      return new BrokerEndpoint(
          (secure ? "ssl://" : "tcp://") + url.getHost() + ":" + BrokerSettings.port(url),
          Optional.empty(),
          user.map(parts -> parts[0]),
          user.filter(parts -> parts.length == 2).map(parts -> parts[1]),
          secure
              ? Optional.of(
                  TlsContexts.showing(authority.forNode(List.of(), TlsContexts.NODE_LIFE))
                      .getSocketFactory())
              : Optional.empty());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }

  /** Listens; while another program has the port, tries again: that may be a node about to end. */
  private EmbeddedBroker listen() throws InterruptedException {
    while (true) {
      try {
        EmbeddedBroker broker = startUninterrupted();
        LOG.infof(
            "gates connect to %s:%d%s",
            settings.address().getAddress().getHostAddress(),
            broker.port(),
            settings.tls() ? " with their certificates" : ", any program on this machine can");
        return broker;
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) { // Whatever a server's start throws.
        LOG.errorf(
            "no broker on %s (%s); gates cannot reach this node. STILE_BROKER_ADDRESS gives it"
                + " another port, STILE_BROKER=off turns it off. Trying again.",
            settings.address(), e.getMessage());
        Thread.sleep(PORT_RETRY);
      }
    }
  }

  /** An interrupted start would leave a half of a broker, and a stack trace of it in the log. */
  private EmbeddedBroker startUninterrupted() throws Exception {
    starting.lockInterruptibly();
    try {
      if (stopped) {
        throw new InterruptedException("the center ends");
      }
      EmbeddedBroker broker =
          EmbeddedBroker.start(settings, authority, certificates, this::alarm, random, clock);
      embedded = broker;
      return broker;
    } finally {
      starting.unlock();
    }
  }

  private void alarm(BrokerDoor.Whose whose, Incidents.Kind kind, String about, String detail) {
    if (!due.isDue(whose, kind, about, System.nanoTime())) {
      LOG.debugf("told already: %s at %s", kind, whose);
    } else if (!alarms.offer(new Alarm(whose, kind, about, detail))) {
      due.forget(whose, kind, about);
      LOG.debugf("an alarm too many: %s at %s", kind, whose);
    }
  }

  private void writeAlarms() throws InterruptedException {
    while (!stopped) {
      Alarm alarm = alarms.take();
      try {
        if (certificates.exists(alarm.whose)) { // Anybody can write a name into a certificate.
          database.change(
              handle ->
                  incidents.note(
                      handle,
                      alarm.whose.venue(),
                      alarm.whose.name(),
                      alarm.kind,
                      alarm.about,
                      alarm.detail,
                      OptionalLong.empty()));
        }
      } catch (RuntimeException e) {
        due.forget(alarm.whose, alarm.kind, alarm.about);
        LOG.warnf("%s at %s (%s) not noted: %s", alarm.kind, alarm.whose, alarm.detail, e);
      }
    }
  }

  private void begin(String name, Work work) {
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name(name)
            .unstarted(
                () -> {
                  try {
                    work.run();
                  } catch (InterruptedException e) {
                    LOG.debugf("%s ends", name);
                  } catch (IOException e) {
                    LOG.errorf(e, "%s failed", name);
                  }
                });
    threads.add(thread);
    thread.start();
  }

  @PreDestroy
  void stop() throws Exception {
    starting.lock();
    try {
      stopped = true;
      threads.forEach(Thread::interrupt);
    } finally {
      starting.unlock();
    }
    BrokerLink open = link;
    if (open != null) {
      open.stop();
    }
    EmbeddedBroker broker = embedded;
    if (broker != null) {
      broker.stop();
    }
  }

  private record Alarm(BrokerDoor.Whose whose, Incidents.Kind kind, String about, String detail) {}

  /** What a thread of ours does until it is interrupted. */
  private interface Work {
    void run() throws InterruptedException, IOException;
  }
}
