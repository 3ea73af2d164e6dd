package org.stile.system.sync;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** Somebody with one gate's certificate who tries what is not that gate's to do. */
final class Rogue implements AutoCloseable {
  private static final long PATIENCE_MS = 20_000;

  private final MqttAsyncClient client;
  private final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();

  private Rogue(MqttAsyncClient client) {
    this.client = client;
  }

  /**
   * Connects.
   *
   * @param pem key, certificate and authority, as the center enrols.
   * @param will topic of a will, if there is to be one.
   */
  static Rogue connect(int port, String pem, String clientId, Optional<String> will)
      throws Exception {
    var client = new MqttAsyncClient("ssl://localhost:" + port, clientId, new MemoryPersistence());
    var rogue = new Rogue(client);
    client.setCallback(rogue.new Ears());
    var options = new MqttConnectionOptions();
    options.setCleanStart(true);
    options.setAutomaticReconnect(false);
    options.setConnectionTimeout(10);
    options.setSocketFactory(tls(pem).getSocketFactory());
    will.ifPresent(topic -> options.setWill(topic, new MqttMessage(new byte[1], 1, false, null)));
    client.connect(options).waitForCompletion(PATIENCE_MS);
    return rogue;
  }

  /** Whether the broker lets nobody in with that; a broker that is not there is an error. */
  static boolean isTurnedAway(int port, String pem, String clientId) throws Exception {
    try {
      connect(port, pem, clientId, Optional.empty()).close();
      return false;
    } catch (MqttException e) {
      if (e.getCause() instanceof java.net.ConnectException) {
        throw e;
      }
      return true;
    }
  }

  /** Asks to hear; whether the broker says yes is its own affair. */
  void subscribe(String topic) {
    try {
      client.subscribe(topic, 1).waitForCompletion(PATIENCE_MS);
    } catch (MqttException refused) {
      heard.remove(""); // Refused is as good as silent.
    }
  }

  /** Says something; whether the broker takes it is its own affair. */
  void publish(String topic) {
    try {
      client.publish(topic, new byte[] {1, 2, 3}, 1, false).waitForCompletion(PATIENCE_MS);
    } catch (MqttException refused) {
      heard.remove("");
    }
  }

  boolean connected() {
    return client.isConnected();
  }

  /** Topics of all that came. */
  List<String> heard() {
    return List.copyOf(heard);
  }

  /** Goes without a word, so that its will is carried out. */
  void cut() throws MqttException {
    client.disconnectForcibly(0, 0, false);
  }

  @Override
  public void close() throws MqttException {
    if (client.isConnected()) {
      client.disconnectForcibly(0, 1000, true);
    }
    client.close(true);
  }

  private static SSLContext tls(String pem) throws Exception {
    int begin = pem.indexOf("-----BEGIN CERTIFICATE");
    String key = pem.substring(0, begin).replaceAll("-----[A-Z ]+-----|\\s", "");
    PrivateKey secret =
        KeyFactory.getInstance("EC")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(key)));
    List<X509Certificate> chain = new ArrayList<>();
    byte[] certificates = pem.substring(begin).getBytes(StandardCharsets.US_ASCII);
    CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(certificates))
        .forEach(each -> chain.add((X509Certificate) each));
    char[] none = new char[0];
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry("gate", secret, none, chain.toArray(new Certificate[0]));
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("authority", chain.getLast());
    var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, none);
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var context = SSLContext.getInstance("TLSv1.3");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private final class Ears implements MqttCallback {
    @Override
    public void messageArrived(String topic, MqttMessage message) {
      heard.add(topic);
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
