package org.stile.center.broker;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalLong;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.jdbi.v3.core.Handle;
import org.stile.center.audit.Audit;
import org.stile.center.web.Caller;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;
import org.stile.center.web.Texts;
import org.stile.core.id.GateId;

/** Makes and revokes the certificates of an organizer's gates. */
@ApplicationScoped
public class Enrolments {
  /** A season, and some. */
  static final int DAYS_DEFAULT = 400;

  private static final int DAYS_MAX = 800;

  /** A request with a key of 4 096 bits has 2 KB. */
  static final int REQUEST_LENGTH_MAX = 8_192;

  private static final int REASON_LENGTH_MAX = 200;

  private final GateAuthority authority;
  private final Audit audit;
  private final InstantSource clock;

  public Enrolments(GateAuthority authority, Audit audit, InstantSource clock) {
    this.authority = authority;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * A certificate for a gate.
   *
   * @param serial hexadecimal.
   * @param pem in PEM: its private key if the center made it, the certificate, the authority's.
   */
  public record Enrolled(long venue, String gate, String serial, Instant notAfter, String pem) {
    /** Without what may be a key. */
    @Override
    public String toString() {
      return "certificate " + serial;
    }
  }

  /** Makes a key and a certificate for it; the center keeps no copy of the key. */
  public Enrolled enrol(Handle handle, Caller caller, long venue, String gate, int days) {
    demandVenue(handle, caller, venue);
    return enrol(handle, caller.actor(), caller.organizerId(), venue, gate, days);
  }

  /** The same for whoever may use the center's commands: any organizer's venue. */
  public Enrolled enrolByCommand(Handle handle, long venue, String gate, int days) {
    return enrol(handle, "command", OptionalLong.of(organizerOf(handle, venue)), venue, gate, days);
  }

  static long organizerOf(Handle handle, long venue) {
    return handle
        .createQuery("SELECT organizer_id FROM venue WHERE id = :venue")
        .bind("venue", venue)
        .mapTo(Long.class)
        .findOne()
        .orElseThrow(() -> Problem.notFound("venue"));
  }

  private Enrolled enrol(
      Handle handle, String actor, OptionalLong organizer, long venue, String gate, int days) {
    GateName name = gate(handle, venue, gate, days);
    GateAuthority.Issued issued = authority.forGate(name, Duration.ofDays(days));
    String pem = pem(issued);
    return record(handle, actor, organizer, name, issued.certificate(), pem);
  }

  /**
   * Certifies a key that the gate made itself.
   *
   * @param request PKCS#10 in PEM (RFC 7468 §7); what it says of names is not looked at.
   */
  public Enrolled certify(
      Handle handle, Caller caller, long venue, String gate, String request, int days) {
    demandVenue(handle, caller, venue);
    GateName name = gate(handle, venue, gate, days);
    X509Certificate certificate = authority.forGate(name, key(request), Duration.ofDays(days));
    String pem = pem(certificate) + pem(authority.certificate());
    return record(handle, caller.actor(), caller.organizerId(), name, certificate, pem);
  }

  /** Takes a certificate back: nobody comes in with it any more, and who is in is thrown out. */
  public void revoke(Handle handle, Caller caller, long venue, String serial, String reason) {
    demandVenue(handle, caller, venue);
    var errors = new FieldErrors();
    Texts.name(errors, "reason", reason, 1, REASON_LENGTH_MAX);
    errors.throwIfAny();
    String gate =
        handle
            .createQuery(
                """
                UPDATE gate_certificate SET revoked_at = :now, reason = :reason
                WHERE venue_id = :venue AND serial = :serial AND revoked_at IS NULL RETURNING gate
                """)
            .bind("now", clock.instant())
            .bind("reason", reason)
            .bind("venue", venue)
            .bind("serial", serial)
            .mapTo(String.class)
            .findOne()
            .orElseThrow(() -> Problem.notFound("certificate that is not revoked yet"));
    audit.record(
        handle,
        caller,
        "gate.revoke",
        gate.isEmpty() ? "venue:" + venue : "gate:" + new GateName(venue, new GateId(gate)),
        Map.of("serial", serial, "reason", reason));
  }

  /** 404 unless the venue is of the caller's organizer. */
  public static void demandVenue(Handle handle, Caller caller, long venue) {
    boolean own =
        handle
            .createQuery(
                """
                SELECT EXISTS (SELECT FROM venue WHERE id = :venue AND organizer_id = :organizer)
                """)
            .bind("venue", venue)
            .bind("organizer", caller.organizer())
            .mapTo(boolean.class)
            .one();
    if (!own) {
      throw Problem.notFound("venue");
    }
  }

  static void demandDays(int days) {
    if (days < 1 || days > DAYS_MAX) {
      throw Problem.invalid("days", "must be 1 to " + DAYS_MAX);
    }
  }

  private static GateName gate(Handle handle, long venue, String gate, int days) {
    demandDays(days);
    boolean known =
        handle
            .createQuery(
                "SELECT EXISTS (SELECT FROM gate WHERE venue_id = :venue AND name = :gate)")
            .bind("venue", venue)
            .bind("gate", gate)
            .mapTo(boolean.class)
            .one();
    if (!known) {
      throw Problem.notFound("gate at this venue");
    }
    return new GateName(venue, new GateId(gate));
  }

  private Enrolled record(
      Handle handle,
      String actor,
      OptionalLong organizer,
      GateName gate,
      X509Certificate certificate,
      String pem) {
    String serial = certificate.getSerialNumber().toString(16);
    Instant notAfter = certificate.getNotAfter().toInstant();
    insert(handle, gate.venue(), gate.gate().value(), false, certificate, actor, clock.instant());
    audit.record(
        handle,
        actor,
        organizer,
        OptionalLong.empty(),
        "gate.enrol",
        "gate:" + gate,
        Map.of("serial", serial, "notAfter", notAfter.toString()));
    return new Enrolled(gate.venue(), gate.gate().value(), serial, notAfter, pem);
  }

  /**
   * Notes a certificate.
   *
   * @param gate empty for that of a venue's unit.
   */
  static void insert(
      Handle handle,
      long venue,
      String gate,
      boolean unit,
      X509Certificate certificate,
      String actor,
      Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO gate_certificate
              (serial, venue_id, gate, unit, not_before, not_after, issued_at, issued_by)
            VALUES (:serial, :venue, :gate, :unit, :from, :until, :now, :by)
            """)
        .bind("serial", certificate.getSerialNumber().toString(16))
        .bind("venue", venue)
        .bind("gate", gate)
        .bind("unit", unit)
        .bind("from", certificate.getNotBefore().toInstant())
        .bind("until", certificate.getNotAfter().toInstant())
        .bind("now", now)
        .bind("by", actor)
        .execute();
  }

  private static PublicKey key(String request) {
    if (request.length() > REQUEST_LENGTH_MAX) {
      throw Problem.invalid("request", "is longer than " + REQUEST_LENGTH_MAX + " characters");
    }
    try (var parser = new PEMParser(new StringReader(request))) {
      if (parser.readObject() instanceof PKCS10CertificationRequest parsed) {
        PublicKey key = new JcaPKCS10CertificationRequest(parsed).getPublicKey();
        if (key.getAlgorithm().equals("EC")
            && parsed.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
          return key;
        }
      }
    } catch (IOException
        | GeneralSecurityException
        | OperatorCreationException
        | PKCSException
        | IllegalArgumentException e) {
      throw wrongRequest(e);
    }
    throw wrongRequest(null);
  }

  private static Problem wrongRequest(@org.jspecify.annotations.Nullable Exception cause) {
    Problem problem =
        Problem.invalid(
            "request",
            "must be a PKCS#10 request in PEM, signed with the P-256 key it holds: openssl req -new"
                + " -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=gate -keyout"
                + " gate.key");
    if (cause != null) {
      problem.initCause(cause);
    }
    return problem;
  }

  /** Key, certificate, authority. */
  static String pem(GateAuthority.Issued issued) {
    return pem("PRIVATE KEY", issued.key().getEncoded())
        + pem(issued.certificate())
        + pem(issued.authority());
  }

  static String pem(X509Certificate certificate) {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate just made has bytes", e);
    }
  }

  static String pem(String type, byte[] content) {
    var text = new StringWriter();
    try (var writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(type, content));
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return text.toString();
  }
}
