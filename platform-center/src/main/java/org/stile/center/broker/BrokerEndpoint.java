package org.stile.center.broker;

import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/**
 * Where the center connects to a broker, and as whom.
 *
 * @param uri as Paho takes it: "tcp://host:port" or "ssl://host:port".
 * @param user empty: the certificate says who.
 */
record BrokerEndpoint(
    String uri, Optional<String> user, Optional<String> password, Optional<SSLSocketFactory> tls) {
  /** Without the password. */
  @Override
  public String toString() {
    return uri;
  }
}
