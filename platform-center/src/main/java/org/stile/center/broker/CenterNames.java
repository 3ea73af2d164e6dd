package org.stile.center.broker;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Names and addresses under which the center's broker is reached. A unit must have none of them: a
 * gate that looks for the one would believe the other. Those of the machine itself are everybody's.
 */
@ApplicationScoped
public class CenterNames {
  private final Set<String> names;

  @Inject
  CenterNames(
      @ConfigProperty(name = "stile.broker.names") Optional<List<String>> names,
      @ConfigProperty(name = "stile.broker.address") Optional<String> address,
      @ConfigProperty(name = "stile.broker.url") Optional<String> url) {
    var all = new ArrayList<>(names.orElse(List.of()));
    address.map(CenterNames::host).ifPresent(all::add);
    url.map(text -> URI.create(text).getHost()).ifPresent(all::add);
    this.names =
        all.stream()
            .map(CenterNames::plain)
            .filter(name -> !isOfEverybody(name))
            .collect(Collectors.toUnmodifiableSet());
  }

  /** The same for commands, of the center's settings. */
  public static CenterNames of(Map<String, String> environment) {
    return new CenterNames(
        Optional.ofNullable(environment.get("STILE_BROKER_NAMES"))
            .map(text -> Arrays.stream(text.split(",")).map(String::strip).toList()),
        Optional.ofNullable(environment.get("STILE_BROKER_ADDRESS")),
        Optional.ofNullable(environment.get("STILE_BROKER_URL")));
  }

  /**
   * Which of these are the center's.
   *
   * @param host under which the center was reached just now; empty: it is a command.
   */
  List<String> among(List<String> wanted, Optional<String> host) {
    Set<String> taken =
        Stream.concat(names.stream(), host.map(CenterNames::plain).stream())
            .filter(name -> !isOfEverybody(name))
            .collect(Collectors.toSet());
    return wanted.stream().filter(name -> taken.contains(plain(name))).toList();
  }

  /** Of {@code host:port}. */
  private static String host(String address) {
    return address.substring(0, Math.max(0, address.lastIndexOf(':')));
  }

  /** Names are the same in capitals, and with the root's dot at their end (RFC 4343, RFC 1034). */
  private static String plain(String name) {
    String bare = name.startsWith("[") && name.endsWith("]") ? inner(name) : name;
    Optional<InetAddress> address = address(bare);
    return address.isPresent()
        ? address.get().getHostAddress()
        : bare.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
  }

  private static String inner(String name) {
    return name.substring(1, name.length() - 1);
  }

  private static boolean isOfEverybody(String plain) {
    return plain.isEmpty()
        || plain.equals("localhost")
        || address(plain)
            .filter(at -> at.isLoopbackAddress() || at.isAnyLocalAddress())
            .isPresent();
  }

  private static Optional<InetAddress> address(String name) {
    try {
      return Optional.of(InetAddress.ofLiteral(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
