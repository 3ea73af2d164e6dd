package org.stile.center.broker;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;

/**
 * Apache Artemis in this process, speaking MQTT and nothing else (docs/decisions/0012). It carries
 * and keeps no promise: rows a gate was not acknowledged by the center come again.
 */
final class EmbeddedBroker {
  /** A message of 64 KiB of rows and what MQTT writes around it. */
  static final int PACKET_LENGTH_MAX = 80 * 1024;

  /** What waits in memory for one topic: two hundred full messages. */
  private static final long TOPIC_BYTES_MAX = 16L << 20;

  /** What waits for all of them; publishers wait beyond that. */
  private static final long ALL_BYTES_MAX = 64L << 20;

  private static final String GATES = "gates";
  private static final String OWN = "center";

  private final EmbeddedActiveMQ server;
  private final String secret;
  private final boolean tls;

  private EmbeddedBroker(EmbeddedActiveMQ server, String secret, boolean tls) {
    this.server = server;
    this.secret = secret;
    this.tls = tls;
  }

  /**
   * Starts it; throws if it cannot listen where it should. One at a time.
   *
   * @param clock that certificates are judged by.
   */
  static EmbeddedBroker start(
      BrokerSettings settings,
      GateAuthority authority,
      GateCertificates certificates,
      BrokerDoor.Alarm alarm,
      SecureRandom random,
      InstantSource clock)
      throws Exception {
    mustBeFree(settings.address());
    if (settings.tls()) {
      GateTrustPlugin.use(
          new GateTrust(authority.certificate(), clock, each -> BrokerDoor.stranger(alarm, each)));
    }
    byte[] drawn = new byte[32];
    random.nextBytes(drawn);
    String secret = HexFormat.of().formatHex(drawn);
    var server = new EmbeddedActiveMQ();
    server.setConfiguration(configuration(settings, authority, secret));
    server.setSecurityManager(
        new BrokerDoor(
            certificates,
            settings.tls(),
            secret,
            alarm,
            client -> connections(server, client).count()));
    server.start();
    server.getActiveMQServer().getRemotingService().addIncomingInterceptor(new OwnTopics(alarm));
    var broker = new EmbeddedBroker(server, secret, settings.tls());
    if (broker.port() <= 0) {
      broker.stop();
      throw new BindException("cannot listen on " + settings.address());
    }
    return broker;
  }

  /** Artemis tells of a port that is taken in stack traces, and starts without it. */
  private static void mustBeFree(InetSocketAddress address) throws IOException {
    try (var probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(address);
    }
  }

  private static ConfigurationImpl configuration(
      BrokerSettings settings, GateAuthority authority, String secret) throws Exception {
    var configuration = new ConfigurationImpl();
    configuration.setName("stile");
    // Nothing in it need survive: what was not acknowledged by the center is sent again.
    configuration.setPersistenceEnabled(false);
    configuration.setPagingDirectory(settings.folder().resolve("paging").toString());
    configuration.setJournalDirectory(settings.folder().resolve("journal").toString());
    configuration.setBindingsDirectory(settings.folder().resolve("bindings").toString());
    configuration.setLargeMessagesDirectory(settings.folder().resolve("large").toString());
    configuration.setJMXManagementEnabled(false);
    configuration.setGlobalMaxSize(ALL_BYTES_MAX);
    configuration.setCreateBindingsDir(true);
    configuration.setGracefulShutdownEnabled(false);
    configuration.setConnectionTTLOverride(-1);
    // Revoked means out at once: the broker must remember no answer of the door.
    configuration.setAuthenticationCacheSize(0);
    configuration.setAuthorizationCacheSize(0);
    configuration.addAddressSetting("#", waiting(AddressFullMessagePolicy.BLOCK));
    // One gate that does not take what it is told must not hold up the others: it asks again.
    configuration.addAddressSetting(
        "stile.1.*.gate.*.down", waiting(AddressFullMessagePolicy.DROP));
    configuration.addAcceptorConfiguration(gates(settings, authority, secret));
    if (settings.tls()) {
      configuration.addAcceptorConfiguration(acceptor(OWN, "127.0.0.1", 0, Map.of()));
    }
    return configuration;
  }

  private static AddressSettings waiting(AddressFullMessagePolicy full) {
    var settings = new AddressSettings();
    settings.setMaxDeliveryAttempts(-1); // Never dropped for having been tried often.
    settings.setMaxSizeBytes(TOPIC_BYTES_MAX);
    settings.setAddressFullMessagePolicy(full);
    settings.setAutoDeleteAddresses(true);
    settings.setAutoDeleteQueues(true);
    return settings;
  }

  private static TransportConfiguration gates(
      BrokerSettings settings, GateAuthority authority, String secret)
      throws GeneralSecurityException, IOException {
    var more = new HashMap<String, Object>();
    if (settings.tls()) {
      more.put(TransportConstants.SSL_ENABLED_PROP_NAME, true);
      more.putAll(TlsFiles.of(settings, authority, secret));
      more.put(
          TransportConstants.TRUST_MANAGER_FACTORY_PLUGIN_PROP_NAME,
          GateTrustPlugin.class.getName());
      more.put(TransportConstants.NEED_CLIENT_AUTH_PROP_NAME, true);
      more.put(TransportConstants.ENABLED_PROTOCOLS_PROP_NAME, "TLSv1.3");
    }
    var at = settings.address();
    return acceptor(GATES, at.getAddress().getHostAddress(), at.getPort(), more);
  }

  private static TransportConfiguration acceptor(
      String name, String host, int port, Map<String, Object> more) {
    var transport = new HashMap<String, Object>(more);
    transport.put(TransportConstants.HOST_PROP_NAME, host);
    transport.put(TransportConstants.PORT_PROP_NAME, port);
    transport.put(TransportConstants.PROTOCOLS_PROP_NAME, "MQTT");
    var mqtt = new HashMap<String, Object>();
    mqtt.put("topicAliasMaximum", 0); // Clients replay packets that hold only an alias.
    mqtt.put("maximumPacketSize", PACKET_LENGTH_MAX);
    mqtt.put("defaultMqttSessionExpiryInterval", 0);
    return new TransportConfiguration(NettyAcceptorFactory.class.getName(), transport, name, mqtt);
  }

  /** Where gates connect. */
  int port() {
    return port(GATES);
  }

  /** Where the center's own end connects, on loopback. */
  int ownPort() {
    return port(tls ? OWN : GATES);
  }

  /** What the center's own end signs in with. */
  String secret() {
    return secret;
  }

  private int port(String acceptor) {
    return server.getActiveMQServer().getRemotingService().getAcceptor(acceptor)
            instanceof NettyAcceptor netty
        ? netty.getActualPort()
        : -1;
  }

  /** Closes what this client has open, so that it must show its certificate again. */
  void disconnect(String client) {
    connections(server, client).forEach(connection -> connection.disconnect(false));
  }

  private static Stream<RemotingConnection> connections(EmbeddedActiveMQ server, String client) {
    return server.getActiveMQServer().getRemotingService().getConnections().stream()
        .filter(connection -> client.equals(connection.getClientID()));
  }

  void stop() throws Exception {
    server.stop();
  }
}
