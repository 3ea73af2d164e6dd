package org.stile.center.broker;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.ToLongFunction;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager5;
import org.apache.activemq.artemis.spi.core.security.jaas.UserPrincipal;
import org.apache.activemq.artemis.utils.CertificateUtil;
import org.jspecify.annotations.Nullable;
import org.stile.core.sync.SyncTopic;
import org.stile.core.sync.UnitTopic;

/**
 * Who comes into the embedded broker and what they may do there: a gate publishes its own up and
 * state and hears its own down, nothing else; the center does the reverse for all. The broker asks
 * for every message; answers come from memory. Any thread.
 */
final class BrokerDoor implements ActiveMQSecurityManager5 {
  /** As the center signs in: no gate is called so, their names have no space. */
  static final String CENTER = "the center";

  /** The broker writes topics with dots for slashes, and * for +. */
  private static final String ROOT = "stile.1.";

  private final GateCertificates certificates;
  private final boolean tls;
  private final byte[] secret;
  private final Alarm alarm;
  private final ToLongFunction<String> open;
  private final Thrown thrown = new Thrown();

  /**
   * @param tls whether gates need certificates.
   * @param secret what the center's own end signs in with.
   * @param alarm is told who was turned away.
   * @param open how many connections there are under a client id, the one that comes included.
   */
  BrokerDoor(
      GateCertificates certificates,
      boolean tls,
      String secret,
      Alarm alarm,
      ToLongFunction<String> open) {
    this.open = open;
    this.certificates = certificates;
    this.tls = tls;
    this.secret = secret.getBytes(StandardCharsets.US_ASCII);
    this.alarm = alarm;
  }

  /** Is told who was turned away; must be quick. */
  @FunctionalInterface
  interface Alarm {
    void raise(Whose whose, Incidents.Kind kind, String about, String detail);
  }

  /**
   * Whose certificate, or connection, it is about.
   *
   * @param name a gate's, or {@link Incidents#UNIT}.
   */
  record Whose(long venue, String name) {
    static Whose of(GateName gate) {
      return new Whose(gate.venue(), gate.gate().value());
    }

    static Whose unitOf(long venue) {
      return new Whose(venue, Incidents.UNIT);
    }

    /** Whoever is at brokers under that client id, if it is a gate or a unit. */
    static Optional<Whose> ofClient(String client) {
      OptionalLong unit = UnitName.venue(client);
      return unit.isPresent()
          ? Optional.of(unitOf(unit.getAsLong()))
          : GateName.ofClient(client).map(Whose::of);
    }
  }

  @Override
  public @Nullable Subject authenticate(
      @Nullable String user,
      @Nullable String password,
      RemotingConnection connection,
      @Nullable String domain) {
    if (CENTER.equals(user)) {
      byte[] said = String.valueOf(password).getBytes(StandardCharsets.UTF_8);
      return MessageDigest.isEqual(said, secret) ? subject(CENTER) : null;
    }
    String client = String.valueOf(connection.getClientID());
    String name = tls ? byCertificate(connection) : byName(client, String.valueOf(user));
    if (name == null) {
      return null;
    }
    if (!name.equals(client)) {
      // Under another's client id it would throw the other one out.
      Whose.ofClient(name)
          .ifPresent(
              whose ->
                  alarm.raise(
                      whose,
                      Incidents.Kind.CERTIFICATE_REFUSED,
                      "another's name",
                      "came as \"" + cut(client) + "\" with the certificate of " + name));
      return null;
    }
    return subject(name);
  }

  private @Nullable String byCertificate(RemotingConnection connection) {
    X509Certificate[] chain = CertificateUtil.getCertsFromConnection(connection);
    if (chain == null || chain.length == 0) {
      return null;
    }
    return switch (certificates.judge(chain[0])) {
      case GateCertificates.Verdict.Welcome welcome -> {
        warn(chain[0]);
        yield welcome.gate().client();
      }
      case GateCertificates.Verdict.Unit unit -> {
        warn(chain[0]);
        twins(unit.venue());
        yield UnitName.client(unit.venue());
      }
      case GateCertificates.Verdict.Refused refused -> {
        raise(chain[0], Incidents.Kind.CERTIFICATE_REFUSED, refused.why());
        yield null;
      }
    };
  }

  private void twins(long venue) {
    if (open.applyAsLong(UnitName.client(venue)) > 1 && thrown.isByTwo(venue, System.nanoTime())) {
      alarm.raise(
          Whose.unitOf(venue),
          Incidents.Kind.IDENTITY_SHARED,
          "venue.unit",
          "two machines with one venue.unit throw each other out: stop one of them; if both are to"
              + " stay, enrol it for a venue of its own");
    }
  }

  private void warn(X509Certificate certificate) {
    certificates
        .endsSoon(certificate)
        .ifPresent(what -> raise(certificate, Incidents.Kind.CERTIFICATE_EXPIRING, what));
  }

  private void raise(X509Certificate certificate, Incidents.Kind kind, String what) {
    whose(certificate)
        .ifPresent(
            whose -> alarm.raise(whose, kind, certificate.getSerialNumber().toString(16), what));
  }

  /** A certificate that another authority signed, or nobody: anybody can write a name into one. */
  static void stranger(Alarm alarm, X509Certificate certificate) {
    whose(certificate)
        .ifPresent(
            whose ->
                alarm.raise(
                    whose,
                    Incidents.Kind.CERTIFICATE_REFUSED,
                    "another authority",
                    "somebody came with this name in a certificate that the gates' authority did"
                        + " not sign; if it was enrolled elsewhere, or before the vault was lost,"
                        + " enrol it again, else find who does this"));
  }

  /** Whose it says it is; the authority signed that. */
  private static Optional<Whose> whose(X509Certificate certificate) {
    OptionalLong unit = GateCertificates.unitNamed(certificate);
    return unit.isPresent()
        ? Optional.of(Whose.unitOf(unit.getAsLong()))
        : GateCertificates.named(certificate).map(Whose::of);
  }

  private @Nullable String byName(String client, String user) {
    OptionalLong unit = UnitName.venue(client);
    if (unit.isPresent()) {
      return user.equals(client) && certificates.exists(unit.getAsLong()) ? client : null;
    }
    return GateName.ofClient(client)
        .filter(gate -> gate.gate().value().equals(user))
        .filter(certificates::exists)
        .map(GateName::client)
        .orElse(null);
  }

  private static Subject subject(String name) {
    var subject = new Subject();
    subject.getPrincipals().add(new UserPrincipal(name));
    return subject;
  }

  @Override
  public boolean authorize(
      @Nullable Subject subject, Set<Role> roles, CheckType wish, String address) {
    if (subject == null || subject.getPrincipals().isEmpty()) {
      return false;
    }
    String name = subject.getPrincipals().iterator().next().getName();
    if (name.equals(CENTER)) {
      return centerMay(wish, address);
    }
    OptionalLong unit = UnitName.venue(name);
    boolean may =
        unit.isPresent() ? unitMay(unit.getAsLong(), wish, address) : gateMay(name, wish, address);
    if (!may) {
      Whose.ofClient(name)
          .ifPresent(
              whose ->
                  alarm.raise(
                      whose,
                      Incidents.Kind.FOREIGN_TOPIC,
                      wish + " " + cut(address),
                      "asked for " + wish + " at " + cut(address)));
    }
    return may;
  }

  private static boolean centerMay(CheckType wish, String address) {
    return address.startsWith(ROOT) && wish != CheckType.MANAGE;
  }

  private static boolean gateMay(String client, CheckType wish, String address) {
    String own = ROOT + client.replaceFirst("-", ".gate.");
    return switch (wish) {
      case SEND -> address.equals(own + ".up") || address.equals(own + ".state");
      case CREATE_ADDRESS -> Set.of(own + ".up", own + ".state", own + ".down").contains(address);
      case CONSUME,
          CREATE_DURABLE_QUEUE,
          CREATE_NON_DURABLE_QUEUE,
          DELETE_DURABLE_QUEUE,
          DELETE_NON_DURABLE_QUEUE ->
          address.equals(own + ".down::" + client + "." + own + ".down");
      case DELETE_ADDRESS, MANAGE, BROWSE, VIEW, EDIT -> false;
    };
  }

  /** A venue's unit speaks for itself and every gate of its venue, and hears what each is told. */
  private static boolean unitMay(long venue, CheckType wish, String address) {
    String gates = ROOT + venue + ".gate.";
    String heard = gates + "*.down";
    String own = new UnitTopic(venue).toString().replace('/', '.');
    return switch (wish) {
      case SEND -> address.equals(own) || isOfGate(gates, address);
      case CREATE_ADDRESS ->
          address.equals(own) || address.equals(heard) || isOfGate(gates, address);
      case CONSUME,
          CREATE_DURABLE_QUEUE,
          CREATE_NON_DURABLE_QUEUE,
          DELETE_DURABLE_QUEUE,
          DELETE_NON_DURABLE_QUEUE ->
          address.equals(heard + "::" + UnitName.client(venue) + "." + heard);
      case DELETE_ADDRESS, MANAGE, BROWSE, VIEW, EDIT -> false;
    };
  }

  private static boolean isOfGate(String gates, String address) {
    return address.startsWith(gates)
        && SyncTopic.parse(address.replace('.', '/'))
            .filter(topic -> topic.channel() != SyncTopic.Channel.DOWN)
            .isPresent();
  }

  private static String cut(String address) {
    return address.length() <= 80 ? address : address.substring(0, 80);
  }

  /** Never asked: the broker has the connection, and asks with it. */
  @Override
  public boolean validateUser(String user, String password) {
    return false;
  }

  /** Never asked: the broker has the connection, and asks with it. */
  @Override
  public boolean validateUserAndRole(
      String user, String password, Set<Role> roles, CheckType checkType) {
    return false;
  }
}
