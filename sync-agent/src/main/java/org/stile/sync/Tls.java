package org.stile.sync;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom the agent trusts and who it is, for TLS to broker and center. */
final class Tls {
  private static final long FILE_LENGTH_MAX = 1 << 20; // A few certificates and a key are some KB.
  private static final List<String> KEY_KINDS = List.of("EC", "RSA", "Ed25519");
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
  private static final char[] IN_MEMORY = {}; // The store never leaves this process.

  private Tls() {}

  /** The context for {@code config}; empty if nothing of it speaks TLS. */
  static Optional<SSLContext> of(SyncConfig config) throws CannotRunException {
    boolean needed =
        Stream.of(
                Optional.of(config.broker()),
                Optional.of(config.center()),
                config.secondBroker(),
                config.secondCenter())
            .flatMap(Optional::stream)
            .map(URI::getScheme)
            .anyMatch(scheme -> scheme.equals("tls") || scheme.equals("https"));
    if (!needed) {
      return Optional.empty();
    }
    try {
      TrustManager @Nullable [] trusted =
          config.authorities().isPresent() ? trusted(config.authorities().get()) : null;
      KeyManager @Nullable [] own =
          config.identity().isPresent()
              ? own(config.identity().get(), config.identityPasswordFile(), Tls::managers)
              : null;
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own, trusted, null);
      return Optional.of(context);
    } catch (IOException e) {
      throw new CannotRunException(ExitCode.NO_INPUT, "TLS: " + e, e);
    } catch (GeneralSecurityException e) {
      throw new CannotRunException(ExitCode.CONFIG, "TLS: " + e.getMessage(), e);
    }
  }

  private static TrustManager[] trusted(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = empty();
    int count = 0;
    for (Certificate certificate : certificates(read(file))) {
      store.setCertificateEntry("authority-" + count, certificate);
      count++;
    }
    if (count == 0) {
      throw new GeneralSecurityException(file + " (authorities) holds no certificate");
    }
    return new TrustManager[] {new Vouched(store, InstantSource.system())};
  }

  /** Who the gate is, for what it signs itself. */
  static Identity identity(SyncConfig config) throws CannotRunException {
    if (config.identity().isEmpty()) {
      throw new CannotRunException(
          ExitCode.CONFIG,
          "without an identity (docs/how-to/enrol-a-gate.md) nothing can be signed");
    }
    try {
      return own(config.identity().get(), config.identityPasswordFile(), Identity::of);
    } catch (IOException e) {
      throw new CannotRunException(ExitCode.NO_INPUT, "identity: " + e, e);
    } catch (GeneralSecurityException e) {
      throw new CannotRunException(ExitCode.CONFIG, "identity: " + e.getMessage(), e);
    }
  }

  /** What is made of the gate's key, while its password is at hand. */
  private interface Use<T> {
    T of(KeyStore store, char[] password) throws GeneralSecurityException;
  }

  private static KeyManager[] managers(KeyStore store, char[] password)
      throws GeneralSecurityException {
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, password);
    return factory.getKeyManagers();
  }

  private static <T> T own(Path file, Optional<Path> passwordFile, Use<T> use)
      throws IOException, GeneralSecurityException {
    byte[] content = read(file);
    char[] password = IN_MEMORY;
    KeyStore store;
    if (new String(content, StandardCharsets.ISO_8859_1).contains("-----BEGIN ")) {
      store = pem(file, content);
    } else {
      password =
          passwordFile.isPresent()
              ? new String(read(passwordFile.get()), StandardCharsets.UTF_8).strip().toCharArray()
              : IN_MEMORY;
      store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(content), password);
    }
    Arrays.fill(content, (byte) 0);
    T made = use.of(store, password);
    Arrays.fill(password, '\0');
    return made;
  }

  private static KeyStore pem(Path file, byte[] content)
      throws IOException, GeneralSecurityException {
    Matcher key = KEY.matcher(new String(content, StandardCharsets.US_ASCII));
    Certificate[] chain = certificates(content).toArray(new Certificate[0]);
    if (!key.find() || chain.length == 0) {
      throw new GeneralSecurityException(
          file + " (identity) holds no certificate, or no key as PKCS #8 (BEGIN PRIVATE KEY)");
    }
    KeyStore store = empty();
    store.setKeyEntry("gate", privateKey(key.group(1)), IN_MEMORY, chain);
    return store;
  }

  private static PrivateKey privateKey(String base64) throws GeneralSecurityException {
    byte[] encoded;
    try {
      encoded = Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("the identity's key is no base64", e);
    }
    try {
      for (String kind : KEY_KINDS) {
        try {
          return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (InvalidKeySpecException e) {
          // Of another kind, then.
        }
      }
      throw new GeneralSecurityException("the identity's key is none of " + KEY_KINDS);
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  private static Collection<? extends Certificate> certificates(byte[] content)
      throws GeneralSecurityException {
    String text = new String(content, StandardCharsets.US_ASCII);
    // The factory reads certificates only; a key between them would end it.
    String only = KEY.matcher(text).replaceAll("");
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(only.getBytes(StandardCharsets.US_ASCII)));
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static byte[] read(Path file) throws IOException {
    if (Files.size(file) > FILE_LENGTH_MAX) {
      throw new IOException(file + " is longer than " + FILE_LENGTH_MAX + " bytes");
    }
    return Files.readAllBytes(file);
  }
}
