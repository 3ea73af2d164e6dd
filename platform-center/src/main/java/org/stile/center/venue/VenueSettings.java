package org.stile.center.venue;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.stile.center.broker.BrokerSettings;

/** Where a venue's unit finds its center (docs/reference/venue.md). */
@ApplicationScoped
public class VenueSettings {
  private final Optional<String> center;
  private final Optional<String> broker;

  VenueSettings(
      @ConfigProperty(name = "stile.center") Optional<String> center,
      @ConfigProperty(name = "stile.center.broker") Optional<String> broker) {
    this.center = center;
    this.broker = broker;
  }

  /**
   * STILE_CENTER: where it is over HTTP.
   *
   * @throws IllegalArgumentException naming what is wrong, and what would be right.
   */
  public URI center() {
    String text = center.orElse("");
    try {
      URI uri = URI.create(text);
      String scheme = String.valueOf(uri.getScheme());
      if (uri.getHost() != null && (scheme.equals("https") || scheme.equals("http"))) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw wrong(text, e);
    }
    throw wrong(text, null);
  }

  private static IllegalArgumentException wrong(
      String text, @org.jspecify.annotations.Nullable Throwable cause) {
    return new IllegalArgumentException(
        "STILE_CENTER must look like https://center.example, not \"" + text + "\"", cause);
  }

  /** STILE_CENTER_BROKER: where its broker is. */
  public URI broker() {
    return BrokerSettings.address("STILE_CENTER_BROKER", broker.orElse(""));
  }
}
