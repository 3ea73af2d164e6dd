package org.stile.center;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * With what a center serves over TLS: PEM files (docs/reference/center.md, "TLS").
 *
 * @param certificate the center's, then those between it and the authority.
 * @param key its private key, PKCS#8.
 */
public record ServedTls(Path certificate, Path key) {
  private static final String CERTIFICATE = "STILE_TLS_CERTIFICATE";
  private static final String KEY = "STILE_TLS_KEY";

  /** A chain of certificates has some 2 KiB each. */
  private static final int LENGTH_MAX = 256 * 1024;

  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  /**
   * Reads and checks both settings.
   *
   * @param wrong takes what is wrong with them.
   */
  static Optional<ServedTls> of(Map<String, String> environment, List<String> wrong) {
    String certificate = environment.getOrDefault(CERTIFICATE, "");
    String key = environment.getOrDefault(KEY, "");
    if (certificate.isEmpty() && key.isEmpty()) {
      return Optional.empty();
    }
    Optional<PublicKey> open =
        text(CERTIFICATE, certificate, wrong)
            .flatMap(text -> publicKey(text, CERTIFICATE + " = " + certificate, wrong));
    Optional<PrivateKey> secret =
        text(KEY, key, wrong)
            .flatMap(text -> open.flatMap(of -> privateKey(text, of, KEY + " = " + key, wrong)));
    if (open.isPresent() && secret.isPresent() && !belong(open.get(), secret.get())) {
      wrong.add(KEY + " = " + key + " is not the key of " + CERTIFICATE + " = " + certificate);
    }
    return wrong.isEmpty()
        ? Optional.of(new ServedTls(Path.of(certificate), Path.of(key)))
        : Optional.empty();
  }

  private static Optional<String> text(String name, String file, List<String> wrong) {
    if (file.isEmpty()) {
      wrong.add(name + " is missing: certificate and key belong together");
      return Optional.empty();
    }
    try {
      if (Files.size(Path.of(file)) <= LENGTH_MAX) {
        return Optional.of(Files.readString(Path.of(file)));
      }
      wrong.add(name + " = " + file + ": is too long for what it should be");
    } catch (IOException e) {
      wrong.add(name + " = " + file + ": cannot be read (" + e.getClass().getSimpleName() + ")");
    }
    return Optional.empty();
  }

  private static Optional<PublicKey> publicKey(String text, String at, List<String> wrong) {
    try {
      var bytes = new ByteArrayInputStream(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return Optional.of(
          CertificateFactory.getInstance("X.509").generateCertificate(bytes).getPublicKey());
    } catch (CertificateException e) {
      wrong.add(at + ": must be PEM with a CERTIFICATE");
      return Optional.empty();
    }
  }

  private static Optional<PrivateKey> privateKey(
      String text, PublicKey like, String at, List<String> wrong) {
    Matcher pem = PRIVATE_KEY.matcher(text);
    try {
      if (pem.find()) {
        byte[] bytes = Base64.getMimeDecoder().decode(pem.group(1));
        return Optional.of(
            KeyFactory.getInstance(like.getAlgorithm())
                .generatePrivate(new PKCS8EncodedKeySpec(bytes)));
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      wrong.add(at + ": is not the key of the certificate: no " + like.getAlgorithm() + " key");
      return Optional.empty();
    }
    wrong.add(at + ": must be PEM with a PRIVATE KEY (PKCS#8: \"openssl pkcs8 -topk8 -nocrypt\")");
    return Optional.empty();
  }

  private static boolean belong(PublicKey open, PrivateKey secret) {
    String algorithm =
        switch (open.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> open.getAlgorithm();
        };
    try {
      var signer = Signature.getInstance(algorithm);
      signer.initSign(secret);
      var verifier = Signature.getInstance(algorithm);
      verifier.initVerify(open);
      return verifier.verify(signer.sign());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
