package org.stile.center.broker;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.stile.center.db.Database;
import org.stile.core.id.GateId;
import org.stile.core.sync.SyncTopic;
import org.stile.core.sync.SyncTopic.Channel;
import org.stile.core.sync.UnitTopic;

/**
 * What a foreign broker must be told of the gates, as the files that Mosquitto and Artemis read
 * (docs/reference/broker.md): whom to believe, who was revoked, and which topics are whose. Each
 * file is replaced at once; the broker's own key is kept.
 */
public final class ForeignBroker {
  /** Longer than anybody forgets to write it anew; a list that is too old shuts every gate out. */
  private static final Duration REVOCATIONS_LIFE = Duration.ofDays(400);

  /** With less left, the broker gets a new certificate. */
  private static final Duration RENEWED = Duration.ofDays(60);

  private static final String CENTER = "CN=center,OU=" + GateAuthority.CENTER_UNIT;

  private final Database database;
  private final GateAuthority authority;
  private final InstantSource clock;

  public ForeignBroker(Database database, GateAuthority authority, InstantSource clock) {
    this.database = database;
    this.authority = authority;
    this.clock = clock;
  }

  /**
   * Writes all files.
   *
   * @param names by which gates and the center reach the broker: they stand in its certificate.
   * @return how many gates may come in.
   */
  public int write(Path folder, List<String> names) throws IOException {
    Files.createDirectories(folder);
    if (!good(folder.resolve("broker.pem"))) {
      GateAuthority.Issued broker = authority.forNode(names, TlsContexts.NODE_LIFE);
      secret(
          folder.resolve("broker.key"), Enrolments.pem("PRIVATE KEY", broker.key().getEncoded()));
      open(
          folder.resolve("broker.pem"),
          Enrolments.pem(broker.certificate()) + Enrolments.pem(broker.authority()));
    }
    var revocations = authority.revocations(revoked(), REVOCATIONS_LIFE);
    open(folder.resolve("revoked.pem"), Enrolments.pem("X509 CRL", revocations.getEncoded()));
    // After that: Artemis reads both anew when this one changes.
    open(folder.resolve("authority.pem"), Enrolments.pem(authority.certificate()));
    List<GateName> gates = database.read(ForeignBroker::gates);
    open(folder.resolve("mosquitto-gates.acl"), mosquitto(gates));
    open(folder.resolve("mosquitto-center.acl"), mosquittoCenter());
    open(folder.resolve("artemis-users.properties"), artemisUsers(gates));
    open(folder.resolve("artemis-roles.properties"), artemisRoles(gates));
    open(folder.resolve("artemis-security.properties"), artemisSecurity(gates));
    return gates.size();
  }

  private boolean good(Path certificate) throws IOException {
    if (!Files.exists(certificate)) {
      return false;
    }
    try {
      var bytes = new ByteArrayInputStream(Files.readAllBytes(certificate));
      Instant end =
          ((X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(bytes))
              .getNotAfter()
              .toInstant();
      return end.isAfter(clock.instant().plus(RENEWED));
    } catch (CertificateException e) {
      throw new IOException(certificate + " holds no certificate; remove it for a new one", e);
    }
  }

  private static List<GateName> gates(Handle handle) {
    return handle
        .createQuery("SELECT venue_id, name FROM gate ORDER BY venue_id, name")
        .map((row, _) -> new GateName(row.getLong(1), new GateId(row.getString(2))))
        .list();
  }

  private Map<BigInteger, Instant> revoked() {
    return database.read(
        handle -> {
          var revoked = new TreeMap<BigInteger, Instant>();
          handle
              .createQuery(
                  "SELECT serial, revoked_at FROM gate_certificate WHERE revoked_at IS NOT NULL")
              .map(
                  (row, _) ->
                      revoked.put(
                          new BigInteger(row.getString(1), 16), row.getTimestamp(2).toInstant()))
              .list();
          return revoked;
        });
  }

  /** As RFC 2253 writes the subject of a gate's certificate, and Mosquitto the user. */
  private static String subject(GateName gate) {
    return "CN=" + gate.gate() + ",OU=" + GateAuthority.VENUE_UNIT + gate.venue();
  }

  private static String topic(GateName gate, Channel channel) {
    return new SyncTopic(gate.venue(), gate.gate(), channel).toString();
  }

  private static String mosquitto(List<GateName> gates) {
    return gates.stream()
            .map(
                gate ->
                    """
                user %s
                topic write %s
                topic write %s
                topic read %s

                """
                        .formatted(
                            subject(gate),
                            topic(gate, Channel.UP),
                            topic(gate, Channel.STATE),
                            topic(gate, Channel.DOWN)))
            .collect(Collectors.joining())
        + venues(gates)
            .map(
                venue ->
                    """
                    user %s
                    topic write stile/1/%d/gate/+/up
                    topic write stile/1/%d/gate/+/state
                    topic write %s
                    topic read %s

                    """
                        .formatted(
                            unit(venue),
                            venue,
                            venue,
                            new UnitTopic(venue),
                            UnitName.filter(venue)))
            .collect(Collectors.joining());
  }

  private static Stream<Long> venues(List<GateName> gates) {
    return gates.stream().map(GateName::venue).distinct();
  }

  /** The subject of the certificate of a venue's unit, which speaks for all gates of its venue. */
  private static String unit(long venue) {
    return "CN=venue,OU=" + GateAuthority.UNIT_UNIT + venue;
  }

  private static String mosquittoCenter() {
    return "user " + CENTER + "\ntopic readwrite stile/1/#\n";
  }

  /** Artemis writes subjects as X500Principal's toString does, with spaces. */
  private static String artemisUsers(List<GateName> gates) {
    return "center="
        + spaced(CENTER)
        + "\n"
        + gates.stream()
            .map(gate -> gate.client() + "=" + spaced(subject(gate)) + "\n")
            .collect(Collectors.joining())
        + venues(gates)
            .map(venue -> UnitName.client(venue) + "=" + spaced(unit(venue)) + "\n")
            .collect(Collectors.joining());
  }

  private static String spaced(String subject) {
    return subject.replace(",", ", ");
  }

  private static String artemisRoles(List<GateName> gates) {
    return "center=center\n"
        + gates.stream()
            .map(gate -> "gate-" + gate.client() + "=" + gate.client() + "\n")
            .collect(Collectors.joining())
        + venues(gates)
            .map(venue -> "unit-" + venue + "=" + UnitName.client(venue) + "\n")
            .collect(Collectors.joining());
  }

  private static String artemisSecurity(List<GateName> gates) {
    var rules = new StringBuilder();
    for (String wish :
        List.of(
            "send",
            "consume",
            "createAddress",
            "createNonDurableQueue",
            "deleteNonDurableQueue",
            "createDurableQueue",
            "deleteDurableQueue")) {
      rule(rules, "stile.1.#", "center", wish);
      for (long venue : venues(gates).toList()) {
        for (Channel channel : Channel.values()) {
          String all = "stile.1." + venue + ".gate.*." + word(channel);
          rule(rules, all, "center", wish);
          if (mayAt(channel, wish)) {
            rule(rules, all, "unit-" + venue, wish);
          }
        }
        String own = new UnitTopic(venue).toString().replace('/', '.');
        rule(rules, own, "center", wish);
        if (mayAt(Channel.STATE, wish)) {
          rule(rules, own, "unit-" + venue, wish);
        }
      }
      // The narrowest rule counts alone, so it names everybody who may.
      for (GateName gate : gates) {
        String role = "gate-" + gate.client();
        for (Channel channel : Channel.values()) {
          String address = topic(gate, channel).replace('/', '.');
          rule(rules, address, "center", wish);
          if (mayAt(channel, wish)) {
            rule(rules, address, role, wish);
            rule(rules, address, "unit-" + gate.venue(), wish);
          }
        }
      }
    }
    return rules.toString();
  }

  private static String word(Channel channel) {
    return channel.name().toLowerCase(Locale.ROOT);
  }

  private static boolean mayAt(Channel channel, String wish) {
    return switch (channel) {
      case UP, STATE -> wish.equals("send") || wish.equals("createAddress");
      case DOWN -> !wish.equals("send");
    };
  }

  private static void rule(StringBuilder rules, String address, String role, String wish) {
    rules.append("securityRoles.\"%s\".\"%s\".%s=true\n".formatted(address, role, wish));
  }

  private static void open(Path file, String text) throws IOException {
    put(file, text, "rw-r--r--");
  }

  private static void secret(Path file, String text) throws IOException {
    put(file, text, "rw-------");
  }

  /** Whoever reads it meanwhile has the old or the new, never half. */
  private static void put(Path file, String text, String rights) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(beside);
    Files.createFile(
        beside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights)));
    Files.writeString(beside, text);
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
