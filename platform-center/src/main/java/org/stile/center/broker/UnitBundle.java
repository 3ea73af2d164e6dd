package org.stile.center.broker;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.stile.core.config.RootKeys;
import org.stile.core.trust.RootKey;

/**
 * The file a venue unit is enrolled with (docs/reference/venue.md): a few {@code key = value}
 * lines, then key, certificate and authority in PEM (RFC 7468).
 *
 * @param venue the center's number of the venue.
 * @param word opens what the center has for this unit.
 * @param roots all it believes of events hangs on them, as at a gate.
 * @param own certificate, authority and key: it shows them to the center and to its gates.
 */
public record UnitBundle(long venue, String word, List<RootKey> roots, GateAuthority.Issued own) {
  private static final long LENGTH_MAX = 64 << 10;

  /** The file's text. */
  static String text(long venue, String word, String roots, String pem) {
    return """
        # A venue unit of Stile. It holds a private key: for its owner's eyes alone.
        venue = %d
        files = %s
        root-keys = %s
        %s"""
        .formatted(venue, word, roots, pem);
  }

  /**
   * Reads it.
   *
   * @throws IOException saying what is wrong with the file.
   */
  public static UnitBundle read(Path file) throws IOException {
    if (!Files.isReadable(file) || Files.size(file) > LENGTH_MAX) {
      throw new IOException(
          file
              + " is not there, cannot be read, or is no unit's file: './stile center venue enrol'"
              + " makes it at the center (docs/reference/venue.md)");
    }
    String text = Files.readString(file, StandardCharsets.UTF_8);
    try {
      Map<String, String> lines = lines(text);
      return new UnitBundle(
          Long.parseLong(lines.getOrDefault("venue", "")),
          lines.getOrDefault("files", ""),
          RootKeys.parse(lines.getOrDefault("root-keys", "")),
          own(text));
    } catch (IllegalArgumentException | CertificateException e) {
      throw new IOException(file + " is not whole: " + e.getMessage(), e);
    }
  }

  private static Map<String, String> lines(String text) {
    Map<String, String> lines = new HashMap<>();
    text.lines()
        .takeWhile(line -> !line.startsWith("-----"))
        .filter(line -> !line.startsWith("#") && line.contains(" = "))
        .forEach(
            line -> {
              int at = line.indexOf(" = ");
              lines.put(line.substring(0, at).strip(), line.substring(at + 3).strip());
            });
    return lines;
  }

  private static GateAuthority.Issued own(String text) throws IOException, CertificateException {
    List<X509Certificate> certificates = new ArrayList<>();
    PrivateKey key = null;
    try (var parser = new PEMParser(new StringReader(text))) {
      for (Object each = parser.readObject(); each != null; each = parser.readObject()) {
        if (each instanceof X509CertificateHolder holder) {
          certificates.add(new JcaX509CertificateConverter().getCertificate(holder));
        } else if (each instanceof PrivateKeyInfo info) {
          key = new JcaPEMKeyConverter().getPrivateKey(info);
        }
      }
    }
    if (key == null || certificates.size() != 2) {
      throw new IllegalArgumentException("it needs a key, its certificate and the authority's");
    }
    return new GateAuthority.Issued(certificates.get(0), certificates.get(1), key);
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "unit of venue " + venue;
  }
}
