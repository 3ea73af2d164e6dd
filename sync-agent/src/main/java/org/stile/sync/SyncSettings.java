package org.stile.sync;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.stile.core.config.Durations;
import org.stile.core.config.RootKeys;
import org.stile.core.config.Setting;
import org.stile.core.id.GateId;
import org.stile.core.sync.SyncTopic;
import org.stile.core.trust.RootKey;

/** Every key there is, in the order of deploy/sync.properties. */
final class SyncSettings {
  private static final Duration HEALTH_LEAST = Duration.ofSeconds(1);
  private static final Duration HEALTH_MOST = Duration.ofMinutes(10);
  private static final int PORT_MAX = 65_535;

  static final Setting<GateId> GATE =
      new Setting<>(
          "gate",
          "1 to 24 of: a-z, 0-9, hyphen",
          "",
          "The gate's name, as in gate.properties.",
          GateId::new);

  static final Setting<Long> VENUE =
      new Setting<>(
          "venue",
          "1 to 9007199254740991",
          "",
          "The center's number for the venue.",
          SyncSettings::venue);

  static final Setting<Path> DATA_FOLDER =
      new Setting<>(
          "data-folder",
          "an absolute path",
          "/var/lib/stile/gate",
          "Where journal.db and master.db lie, as in gate.properties.",
          SyncSettings::absolute);

  static final Setting<List<RootKey>> ROOT_KEYS =
      new Setting<>(
          "root-keys",
          "1 to 4 of: id:eddsa:key or id:es256:key, the key in hexadecimal; with commas between",
          "",
          "The public keys that all it believes of events hangs on, as in gate.properties.",
          RootKeys::parse);

  static final Setting<URI> BROKER =
      new Setting<>(
          "broker",
          "tls://host:port or tcp://host:port",
          "",
          "The MQTT 5 broker; tcp only where nobody else is on the wire.",
          text -> address(text, Set.of("tls", "tcp"), true));

  static final Setting<URI> CENTER =
      new Setting<>(
          "center",
          "https://host, or http://host; with :port if it is another",
          "",
          "Where masters and key sets are fetched.",
          text -> address(text, Set.of("https", "http"), false));

  static final Setting<Optional<URI>> SECOND_BROKER =
      second(
          "second-broker",
          "tls://host:port or tcp://host:port",
          "Where to go while the first is not there: the center's broker, behind a venue unit's.",
          text -> address(text, Set.of("tls", "tcp"), true));

  static final Setting<Optional<URI>> SECOND_CENTER =
      second(
          "second-center",
          "https://host, or http://host",
          "Where to fetch then.",
          text -> address(text, Set.of("https", "http"), false));

  static final Setting<Optional<Path>> CENTER_TOKEN_FILE =
      file("center-token-file", "Holds the token it shows the center, if that asks for one.");

  static final Setting<Optional<Path>> AUTHORITIES =
      file(
          "authorities",
          "Certificates (PEM) of who may vouch for broker and center; none: those of Java.");

  static final Setting<Optional<Path>> IDENTITY =
      file(
          "identity",
          "The certificate it shows and its key: PEM with both (PKCS #8), or PKCS #12.");

  static final Setting<Optional<Path>> IDENTITY_PASSWORD_FILE =
      file("identity-password-file", "Holds the password of a PKCS #12 identity.");

  static final Setting<Duration> HEALTH_EVERY =
      new Setting<>(
          "health-every",
          Durations.text(HEALTH_LEAST) + " to " + Durations.text(HEALTH_MOST),
          "10 s",
          "How often the center is told how the unit is.",
          SyncSettings::healthEvery);

  static final Setting<Optional<Path>> LOG =
      new Setting<>(
          "log",
          "stderr, or an absolute path",
          "stderr",
          "Where the log goes, one JSON object a line; a file is added to.",
          text -> text.equals("stderr") ? Optional.empty() : Optional.of(absolute(text)));

  static final List<Setting<?>> ALL =
      List.of(
          GATE,
          VENUE,
          DATA_FOLDER,
          ROOT_KEYS,
          BROKER,
          CENTER,
          SECOND_BROKER,
          SECOND_CENTER,
          CENTER_TOKEN_FILE,
          AUTHORITIES,
          IDENTITY,
          IDENTITY_PASSWORD_FILE,
          HEALTH_EVERY,
          LOG);

  private SyncSettings() {}

  private static Setting<Optional<Path>> file(String key, String meaning) {
    return new Setting<>(
        key,
        "none, or an absolute path",
        "none",
        meaning,
        text -> text.equals("none") ? Optional.empty() : Optional.of(absolute(text)));
  }

  private static Setting<Optional<URI>> second(
      String key, String range, String meaning, Function<String, URI> parse) {
    return new Setting<>(
        key,
        "none, or " + range,
        "none",
        meaning,
        text -> text.equals("none") ? Optional.empty() : Optional.of(parse.apply(text)));
  }

  private static long venue(String text) {
    long venue = Long.parseLong(text);
    if (venue < 1 || venue > SyncTopic.VENUE_MAX) {
      throw new IllegalArgumentException("out of range");
    }
    return venue;
  }

  private static Path absolute(String text) {
    Path path = Path.of(text);
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException("not absolute");
    }
    return path;
  }

  private static URI address(String text, Set<String> schemes, boolean needsPort) {
    URI uri = URI.create(text);
    boolean bare =
        uri.getRawPath() != null
            && uri.getRawPath().isEmpty()
            && uri.getRawQuery() == null
            && uri.getRawFragment() == null
            && uri.getRawUserInfo() == null;
    int port = uri.getPort();
    boolean portGood = port == -1 ? !needsPort : port >= 1 && port <= PORT_MAX;
    if (!bare || uri.getHost() == null || !portGood || !schemes.contains(uri.getScheme())) {
      throw new IllegalArgumentException("no such address");
    }
    return uri;
  }

  private static Duration healthEvery(String text) {
    Duration every = Durations.parse(text);
    if (every.compareTo(HEALTH_LEAST) < 0 || every.compareTo(HEALTH_MOST) > 0) {
      throw new IllegalArgumentException("out of range");
    }
    return every;
  }
}
