package org.stile.center.broker;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/**
 * Where the center connects to a broker, and as whom.
 *
 * @param uri as Paho takes it: "tcp://host:port" or "ssl://host:port".
 * @param client its client id; empty: a random one for each connection.
 * @param user empty: the certificate says who.
 */
public record BrokerEndpoint(
    String uri,
    Optional<String> client,
    Optional<String> user,
    Optional<String> password,
    Optional<SSLSocketFactory> tls) {
  /**
   * The center's broker, for the unit of a venue.
   *
   * @param url {@code mqtts://host:port}, or {@code mqtt://host:port} where nobody else is on the
   *     wire.
   */
  public static BrokerEndpoint forUnit(UnitBundle unit, URI url)
      throws GeneralSecurityException, IOException {
    boolean secure = BrokerSettings.secure(url);
    String name = UnitName.client(unit.venue());
    return new BrokerEndpoint(
        (secure ? "ssl://" : "tcp://") + url.getHost() + ":" + BrokerSettings.port(url),
        Optional.of(name),
        Optional.of(name),
        Optional.empty(),
        secure
            ? Optional.of(TlsContexts.between(unit.own()).getSocketFactory())
            : Optional.empty());
  }

  /** Without the password. */
  @Override
  public String toString() {
    return uri;
  }
}
