package org.stile.center;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a center is told by its environment, each checked once, at the start
 * (docs/reference/center.md).
 *
 * @param database where an external database is; empty: the center runs its own.
 * @param tls with what it serves over TLS; empty: it serves in the open.
 * @param proxies addresses or networks of those whose X-Forwarded headers are believed.
 */
public record CenterSettings(
    Optional<DatabaseAddress> database, Optional<ServedTls> tls, List<String> proxies) {
  private static final int PORT_MAX = 65_535;

  /** Fewer would let a single slow page stop all others; PostgreSQL allows 100 as it comes. */
  private static final int CONNECTIONS_MIN = 2;

  private static final int CONNECTIONS_MAX = 1_000;

  /** Numbers, IPv4 or IPv6, never a name: who answers for a name may change. */
  private static final Pattern PROXY =
      Pattern.compile("[0-9A-Fa-f.:]*[.:][0-9A-Fa-f.:]*(/[0-9]{1,3})?");

  public CenterSettings {
    proxies = List.copyOf(proxies);
  }

  /**
   * Reads and checks them.
   *
   * @throws IllegalArgumentException naming every setting that is wrong, and what would be right.
   */
  public static CenterSettings of(Map<String, String> environment) {
    List<String> wrong = new ArrayList<>();
    within(environment, "STILE_PORT", 0, PORT_MAX, wrong);
    within(environment, "STILE_DB_CONNECTIONS", CONNECTIONS_MIN, CONNECTIONS_MAX, wrong);
    String url = environment.getOrDefault("STILE_DB_URL", "");
    Optional<DatabaseAddress> database = Optional.empty();
    if (!url.isEmpty()) {
      try {
        database = Optional.of(DatabaseAddress.parse(url));
      } catch (IllegalArgumentException e) {
        wrong.add(String.valueOf(e.getMessage()));
      }
    }
    Optional<ServedTls> tls = ServedTls.of(environment, wrong);
    List<String> proxies = proxies(environment, wrong);
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", wrong));
    }
    return new CenterSettings(database, tls, proxies);
  }

  private static List<String> proxies(Map<String, String> environment, List<String> wrong) {
    String value = environment.getOrDefault("STILE_PROXIES", "");
    if (value.isEmpty()) {
      return List.of();
    }
    List<String> proxies = List.of(value.split(",", -1));
    for (String proxy : proxies) {
      if (!PROXY.matcher(proxy).matches()) {
        wrong.add("STILE_PROXIES: \"" + proxy + "\" must be an address or a network, 10.0.0.0/8");
      }
    }
    return proxies;
  }

  private static void within(
      Map<String, String> environment, String name, int min, int max, List<String> wrong) {
    String value = environment.getOrDefault(name, "");
    if (value.isEmpty()) {
      return;
    }
    // Nine digits at most, so that it is a number that parses.
    if (!value.matches("[0-9]{1,9}")
        || Integer.parseInt(value) < min
        || Integer.parseInt(value) > max) {
      wrong.add(name + " = " + value + ": a number from " + min + " to " + max);
    }
  }
}
