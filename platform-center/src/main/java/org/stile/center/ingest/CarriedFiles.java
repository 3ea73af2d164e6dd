package org.stile.center.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.stile.center.broker.GateAuthority;
import org.stile.center.broker.GateCertificates;
import org.stile.center.broker.GateCertificates.Verdict;
import org.stile.center.broker.GateName;
import org.stile.center.web.Problem;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.sync.Carried;
import org.stile.core.sync.CarriedAcknowledgement;
import org.stile.core.sync.CarriedRows;
import org.stile.core.sync.UpMessage.Rows;

/**
 * Files that people carry between gates and this center (docs/wire-format.md, Carried files): who
 * signed one, and whether it is whole. Any thread.
 */
@ApplicationScoped
public class CarriedFiles {
  private final GateAuthority authority;
  private final GateCertificates certificates;

  public CarriedFiles(GateAuthority authority, GateCertificates certificates) {
    this.authority = authority;
    this.certificates = certificates;
  }

  /**
   * A gate's rows, believed: signed by that gate with a certificate that is good now, chained, of
   * one journal, without a gap.
   *
   * @param messages the same as {@code rows}, encoded.
   */
  record Journal(GateName gate, List<Rows> rows, List<Bytes> messages) {
    Bytes logId() {
      return rows.getFirst().logId();
    }

    long first() {
      return rows.getFirst().rows().getFirst().sequence();
    }

    long last() {
      return rows.getLast().rows().getLast().sequence();
    }
  }

  /** Reads what a gate wrote; refuses everything that is not as it must be. */
  Journal read(Bytes file) {
    try {
      Carried carried = Carried.decode(file);
      GateName gate = signer(carried);
      CarriedRows body = CarriedRows.decode(carried.body());
      if (!gate.equals(new GateName(body.venue(), body.gate()))) {
        throw refused("it says it is of another gate than the one that signed it, " + gate);
      }
      return new Journal(gate, body.rows(), body.messages());
    } catch (WireException e) {
      throw refused(
          "it is no whole file of a gate's rows, as \"./stile sync export\" writes it (%s)"
              .formatted(e.fault()));
    }
  }

  private GateName signer(Carried carried) {
    X509Certificate certificate = certificate(carried.certificate());
    GateName gate =
        switch (certificates.judge(certificate)) {
          case Verdict.Welcome(GateName name) -> name;
          case Verdict.Unit _ -> throw refused("it is signed by a venue's unit, not by a gate");
          case Verdict.Refused(String why) -> throw refused("its " + why);
        };
    if (!signed(certificate, carried)) {
      throw refused("its signature is not that of gate " + gate + "; it was changed on its way");
    }
    return gate;
  }

  /** A certificate that our authority signed, or one before it. */
  private X509Certificate certificate(Bytes encoded) {
    try {
      var certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(encoded.toArray()));
      if (authority.all().stream().anyMatch(ours -> vouches(ours, certificate))) {
        return certificate;
      }
    } catch (GeneralSecurityException e) {
      throw refused("the certificate in it cannot be read");
    }
    throw refused("it is signed with a certificate that this center did not make");
  }

  private static boolean vouches(X509Certificate authority, X509Certificate certificate) {
    try {
      certificate.verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static boolean signed(X509Certificate certificate, Carried carried) {
    try {
      Signature signature =
          Signature.getInstance(
              switch (certificate.getPublicKey().getAlgorithm()) {
                case "EC" -> "SHA256withECDSA";
                case "RSA" -> "SHA256withRSA";
                default -> "Ed25519";
              });
      signature.initVerify(certificate.getPublicKey());
      signature.update(Carried.toBeSigned(Carried.Kind.ROWS, carried.body()).toArray());
      return signature.verify(carried.signature().toArray());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** How far the center has a log, for its gate to take in. */
  Bytes acknowledgement(GateName gate, Bytes logId, long sequence) {
    Bytes body = new CarriedAcknowledgement(gate.venue(), gate.gate(), logId, sequence).encode();
    Bytes signature = authority.sign(Carried.toBeSigned(Carried.Kind.ACKNOWLEDGEMENT, body));
    try {
      Bytes certificate = Bytes.copyOf(authority.certificate().getEncoded());
      return new Carried(certificate, body, signature).encode();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the authority's own certificate cannot be encoded", e);
    }
  }

  static Problem refused(String why) {
    return Problem.conflict(
        "carried-refused", "The file is refused, and nothing was changed: " + why + ".");
  }
}
