package org.stile.center.broker;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which broker the gates of this center talk to (docs/reference/broker.md).
 *
 * @param use whether there is one, and whose.
 * @param address where the embedded one listens.
 * @param tls whether the embedded one demands certificates.
 * @param url the external one.
 * @param names by which gates reach the embedded one: they stand in its certificate.
 * @param folder where the embedded one keeps what waits.
 */
public record BrokerSettings(
    Use use,
    InetSocketAddress address,
    boolean tls,
    Optional<URI> url,
    List<String> names,
    Path folder) {
  private static final Set<String> SCHEMES = Set.of("mqtt", "mqtts");
  private static final int PLAIN_PORT = 1883;
  private static final int TLS_PORT = 8883;

  /** Whether there is a broker, and whose. */
  public enum Use {
    OFF,
    EMBEDDED,
    EXTERNAL
  }

  /**
   * Settings as the environment has them.
   *
   * @param broker STILE_BROKER: "on" or "off".
   * @param url STILE_BROKER_URL: {@code mqtts://host:8883} of an external broker.
   * @param address STILE_BROKER_ADDRESS: {@code host:port} to listen on.
   * @param tls STILE_BROKER_TLS: "on" or "off"; empty: on unless the address is loopback.
   * @throws IllegalArgumentException naming the setting that is wrong, and what would be right.
   */
  static BrokerSettings of(
      String broker,
      Optional<String> url,
      Optional<String> address,
      Optional<String> tls,
      List<String> names,
      Path home) {
    boolean on = word("STILE_BROKER", broker);
    Optional<URI> external = url.map(BrokerSettings::external);
    Use use = on ? external.isPresent() ? Use.EXTERNAL : Use.EMBEDDED : Use.OFF;
    Optional<Boolean> wanted = tls.map(text -> word("STILE_BROKER_TLS", text));
    InetSocketAddress listen = listen(address, wanted.orElse(false));
    boolean loopback = listen.getAddress().isLoopbackAddress();
    if (!loopback && !wanted.orElse(true)) {
      throw new IllegalArgumentException(
          "STILE_BROKER_TLS=off is for loopback only, and STILE_BROKER_ADDRESS is "
              + listen
              + ": without certificates anybody there could be any gate");
    }
    var all = new ArrayList<>(names);
    all.add("localhost");
    all.add(listen.getAddress().getHostAddress());
    return new BrokerSettings(
        use, listen, wanted.orElse(!loopback), external, List.copyOf(all), home.resolve("broker"));
  }

  private static boolean word(String name, String text) {
    return switch (text) {
      case "on" -> true;
      case "off" -> false;
      case String other ->
          throw new IllegalArgumentException(name + " is \"on\" or \"off\", not " + other);
    };
  }

  /**
   * A broker's address.
   *
   * @param setting to be named if it is none.
   */
  public static URI address(String setting, String text) {
    try {
      return external(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          setting + " must look like mqtts://center.example:8883, not " + text, e);
    }
  }

  private static URI external(String text) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw wrongUrl(e);
    }
    if (uri.getHost() == null || !SCHEMES.contains("" + uri.getScheme())) {
      throw wrongUrl(null);
    }
    return uri;
  }

  private static IllegalArgumentException wrongUrl(
      @org.jspecify.annotations.Nullable Throwable cause) {
    return new IllegalArgumentException(
        "STILE_BROKER_URL must look like mqtts://user:password@host:8883 or mqtt://host:1883",
        cause);
  }

  private static InetSocketAddress listen(Optional<String> address, boolean tls) {
    String text = address.orElse("127.0.0.1:" + (tls ? TLS_PORT : PLAIN_PORT));
    int colon = text.lastIndexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      return new InetSocketAddress(InetAddress.getByName(text.substring(0, colon)), port);
    } catch (IndexOutOfBoundsException | IllegalArgumentException | UnknownHostException e) {
      throw new IllegalArgumentException(
          "STILE_BROKER_ADDRESS must look like 0.0.0.0:8883, not " + text, e);
    }
  }

  /** Port of an external broker's address. */
  static int port(URI url) {
    return url.getPort() >= 0 ? url.getPort() : secure(url) ? TLS_PORT : PLAIN_PORT;
  }

  static boolean secure(URI url) {
    return url.getScheme().equals("mqtts");
  }
}
