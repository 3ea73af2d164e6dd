package org.stile.center.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The center with its broker: on loopback, at a free port, with certificates. */
public final class WithBroker implements QuarkusTestProfile {
  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "stile.broker",
        "on",
        "stile.broker.address",
        "127.0.0.1:0",
        "stile.broker.tls",
        "on",
        "stile.broker.names",
        "mqtt.center.example");
  }
}
