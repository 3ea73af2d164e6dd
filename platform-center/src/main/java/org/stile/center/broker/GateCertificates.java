package org.stile.center.broker;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.core.id.GateId;

/**
 * Which certificates open the broker's door, and whose they are. What the database said is kept
 * until it changes ({@link #forget}): the broker asks for every message. Any thread.
 */
@ApplicationScoped
public class GateCertificates {
  /** Thousands of gates; a flood of forged serials must not fill the memory. */
  private static final int KNOWN_MAX = 10_000;

  /** Staff are told so long before a certificate ends. */
  static final Duration WARNED_BEFORE = Duration.ofDays(14);

  /** What to do about one that has ended, or is going to. */
  static final String ENROL_AGAIN = "enrol it again (docs/how-to/enrol-a-gate.md)";

  private final Database database;
  private final InstantSource clock;
  private final CenterRole role;
  private final Map<String, Row> known = new ConcurrentHashMap<>();
  private final Map<GateName, Boolean> gates = new ConcurrentHashMap<>();

  public GateCertificates(Database database, InstantSource clock, CenterRole role) {
    this.database = database;
    this.clock = clock;
    this.role = role;
  }

  /** What is known of one certificate. */
  public record Row(
      String serial,
      String gate,
      Instant notBefore,
      Instant notAfter,
      Instant issuedAt,
      String issuedBy,
      Optional<Instant> revokedAt,
      Optional<String> reason) {}

  /**
   * The gate of a certificate that our authority signed, or why it may not come in.
   *
   * @param certificate its signature was checked by the TLS layer.
   */
  public Verdict judge(X509Certificate certificate) {
    OptionalLong unit = unitNamed(certificate);
    if (unit.isPresent()) {
      return objection(certificate, unit.getAsLong(), "")
          .<Verdict>map(Verdict.Refused::new)
          .orElseGet(() -> new Verdict.Unit(unit.getAsLong()));
    }
    Optional<GateName> named = named(certificate);
    if (named.isEmpty()) {
      return new Verdict.Refused("a certificate that names no gate");
    }
    GateName gate = named.get();
    return objection(certificate, gate.venue(), gate.gate().value())
        .<Verdict>map(Verdict.Refused::new)
        .orElseGet(() -> new Verdict.Welcome(gate));
  }

  private Optional<String> objection(X509Certificate certificate, long venue, String gate) {
    String serial = certificate.getSerialNumber().toString(16);
    Row row = row(venue, serial);
    if (row == null && isEnrolledMeanwhile(venue, gate)) {
      return untimely(
          serial, certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
    }
    if (row == null || !row.gate.equals(gate)) {
      return Optional.of("certificate " + serial + " is not known here");
    }
    if (row.revokedAt.isPresent()) {
      return Optional.of("certificate " + serial + " was revoked");
    }
    return untimely(serial, row.notBefore, row.notAfter);
  }

  private Optional<String> untimely(String serial, Instant notBefore, Instant notAfter) {
    Instant now = clock.instant();
    if (now.isBefore(notBefore)) {
      return Optional.of(
          "certificate %s is good from %s on, and the clock here says %s: see to that clock"
              .formatted(serial, notBefore, now.truncatedTo(ChronoUnit.SECONDS)));
    }
    return now.isBefore(notAfter)
        ? Optional.empty()
        : Optional.of(
            "certificate %s has expired: it was good until %s, and the clock here says %s; %s"
                .formatted(serial, notAfter, now.truncatedTo(ChronoUnit.SECONDS), ENROL_AGAIN));
  }

  /** What is to be said of a certificate that is good, but not for long. */
  Optional<String> endsSoon(X509Certificate certificate) {
    Instant end = certificate.getNotAfter().toInstant();
    return clock.instant().plus(WARNED_BEFORE).isBefore(end)
        ? Optional.empty()
        : Optional.of(endsSoon(certificate.getSerialNumber().toString(16), end));
  }

  static String endsSoon(String serial, Instant end) {
    return "certificate %s is good until %s; before that, %s".formatted(serial, end, ENROL_AGAIN);
  }

  /**
   * A venue's unit may be cut off when a gate of its venue is enrolled: it believes the authority.
   */
  private boolean isEnrolledMeanwhile(long venue, String gate) {
    return role.unit().filter(unit -> unit.venue() == venue).isPresent()
        && !gate.isEmpty()
        && exists(new GateName(venue, new GateId(gate)));
  }

  /** Who holds a certificate, or why nobody comes in with it. */
  public sealed interface Verdict {
    record Welcome(GateName gate) implements Verdict {}

    /** The unit of a venue. */
    record Unit(long venue) implements Verdict {}

    record Refused(String why) implements Verdict {}
  }

  /** The venue whose unit's certificate it says it is. */
  static OptionalLong unitNamed(X509Certificate certificate) {
    String unit = part(certificate, "OU");
    if (!unit.startsWith(GateAuthority.UNIT_UNIT)) {
      return OptionalLong.empty();
    }
    return UnitName.venue(UnitName.PREFIX + unit.substring(GateAuthority.UNIT_UNIT.length()));
  }

  private static String part(X509Certificate certificate, String type) {
    try {
      for (var part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (part.getType().equals(type)) {
          return String.valueOf(part.getValue());
        }
      }
      return "";
    } catch (InvalidNameException e) {
      return "";
    }
  }

  /** Whose certificate it says it is. */
  static Optional<GateName> named(X509Certificate certificate) {
    String unit = part(certificate, "OU");
    return unit.startsWith(GateAuthority.VENUE_UNIT)
        ? GateName.ofClient(
            unit.substring(GateAuthority.VENUE_UNIT.length()) + "-" + part(certificate, "CN"))
        : Optional.empty();
  }

  /** Whether a venue has this gate: all that a door without certificates can ask. */
  boolean exists(GateName gate) {
    if (gates.size() > KNOWN_MAX) {
      gates.clear();
    }
    return gates.computeIfAbsent(
        gate,
        _ ->
            database.read(
                handle ->
                    handle
                        .createQuery(
                            """
                            SELECT EXISTS (SELECT FROM gate WHERE venue_id = :venue AND name = :gate)
                            """)
                        .bind("venue", gate.venue())
                        .bind("gate", gate.gate().value())
                        .mapTo(boolean.class)
                        .one()));
  }

  /** Whether there is whom somebody says to be. */
  boolean exists(BrokerDoor.Whose whose) {
    return whose.name().equals(Incidents.UNIT)
        ? exists(whose.venue())
        : exists(new GateName(whose.venue(), new GateId(whose.name())));
  }

  /** Whether there is such a venue: the same for its unit. */
  boolean exists(long venue) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT EXISTS (SELECT FROM venue WHERE id = :venue)")
                .bind("venue", venue)
                .mapTo(boolean.class)
                .one());
  }

  /** All certificates of a venue's gates and units, newest first. */
  public static List<Row> ofVenue(Handle handle, long venue) {
    return handle
        .createQuery(
            """
            SELECT serial, gate, not_before, not_after, issued_at, issued_by, revoked_at, reason
            FROM gate_certificate WHERE venue_id = :venue ORDER BY issued_at DESC, serial
            """)
        .bind("venue", venue)
        .map(
            (row, _) ->
                new Row(
                    row.getString("serial"),
                    row.getString("gate"),
                    row.getTimestamp("not_before").toInstant(),
                    row.getTimestamp("not_after").toInstant(),
                    row.getTimestamp("issued_at").toInstant(),
                    row.getString("issued_by"),
                    Optional.ofNullable(row.getTimestamp("revoked_at"))
                        .map(java.sql.Timestamp::toInstant),
                    Optional.ofNullable(row.getString("reason"))))
        .list();
  }

  /** Certificates that were revoked lately, and the client ids of whose they were. */
  Map<String, String> revoked() {
    return database.read(
        handle -> {
          Map<String, String> revoked = new HashMap<>();
          handle
              .createQuery(
                  """
                  SELECT serial, venue_id, gate FROM gate_certificate
                  WHERE revoked_at > CAST(:now AS timestamptz) - interval '1 hour'
                  """)
              .bind("now", clock.instant())
              .map(
                  (row, _) ->
                      revoked.put(
                          row.getString("serial"),
                          row.getString("gate").isEmpty()
                              ? UnitName.client(row.getLong("venue_id"))
                              : new GateName(
                                      row.getLong("venue_id"), new GateId(row.getString("gate")))
                                  .client()))
              .list();
          return revoked;
        });
  }

  /** The database changed: ask it again. */
  void forget() {
    known.clear();
    gates.clear();
  }

  private @Nullable Row row(long venue, String serial) {
    if (known.size() > KNOWN_MAX) {
      known.clear();
    }
    return known.computeIfAbsent(
        venue + "." + serial,
        _ ->
            database.read(
                handle ->
                    ofVenue(handle, venue).stream()
                        .filter(row -> row.serial.equals(serial))
                        .findFirst()
                        .orElse(null)));
  }
}
