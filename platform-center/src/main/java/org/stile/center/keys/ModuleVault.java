package org.stile.center.keys;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import org.stile.core.Bytes;
import org.stile.core.cose.Algorithm;
import org.stile.core.cose.Signer;

/**
 * A vault in a hardware module behind PKCS#11 (OASIS PKCS #11 v2.40), through the JDK's SunPKCS11.
 * Keys are made in the module and never leave it; its provider knows no Ed25519, so they are ES256.
 * A key is named "stile-master-1" or "stile-issuing-1"; the center's own secret is an AES key
 * there.
 */
final class ModuleVault implements Vault {
  private static final String SECRET = "stile-secret";
  private static final Pattern NAME = Pattern.compile("stile-(master|issuing)-([0-9]{1,3})");

  private final Provider provider;
  private final KeyStore store;

  private ModuleVault(Provider provider, KeyStore store) {
    this.provider = provider;
    this.store = store;
  }

  /**
   * Opens the module's token; makes the center's secret there if it has none.
   *
   * @param configuration of SunPKCS11: name, library, slot or slotListIndex.
   * @param pin of the token's user.
   */
  static ModuleVault open(Path configuration, String pin) {
    Provider base = Security.getProvider("SunPKCS11");
    if (base == null) {
      throw new VaultException("this Java has no SunPKCS11 provider (module jdk.crypto.cryptoki)");
    }
    try {
      Provider provider = base.configure(configuration.toString());
      KeyStore store = KeyStore.getInstance("PKCS11", provider);
      store.load(null, pin.toCharArray());
      var vault = new ModuleVault(provider, store);
      vault.makeSecret();
      return vault;
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      throw new VaultException(
          "cannot open the module of " + configuration + ": " + innermost(e), e);
    }
  }

  @Override
  public synchronized Optional<Signer> signer(KeyUse use, int id) {
    try {
      if (!store.containsAlias(name(use, id))) {
        store.load(null, null); // Another node may have made it; the session is open.
      }
      if (!(store.getKey(name(use, id), null) instanceof PrivateKey key)) {
        return Optional.empty();
      }
      return Optional.of(new ModuleSigner(provider, key, id, publicHalf(name(use, id))));
    } catch (GeneralSecurityException | IOException e) {
      throw broken(e);
    }
  }

  @Override
  public synchronized Signer create(KeyUse use, int id) {
    if (signer(use, id).isPresent()) {
      throw new VaultException("there is a key " + use + " " + id + " in the module");
    }
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      // A key stays in a token's key store with a certificate only; nobody ever checks this one.
      byte[] certificate = KeyCertificate.of(name(use, id), pair, provider);
      X509Certificate parsed =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(certificate));
      store.setKeyEntry(
          name(use, id), pair.getPrivate(), null, new java.security.cert.Certificate[] {parsed});
    } catch (GeneralSecurityException | IOException e) {
      throw broken(e);
    }
    return signer(use, id)
        .orElseThrow(() -> new VaultException("the module did not keep the key it made"));
  }

  @Override
  public synchronized void destroy(KeyUse use, int id) {
    try {
      if (store.containsAlias(name(use, id))) {
        store.deleteEntry(name(use, id));
      }
    } catch (GeneralSecurityException e) {
      throw broken(e);
    }
  }

  @Override
  public synchronized List<Entry> entries() {
    try {
      store.load(null, null);
      var entries = new ArrayList<Entry>();
      for (String alias : Collections.list(store.aliases())) {
        Matcher named = NAME.matcher(alias);
        if (named.matches()) {
          KeyUse use = KeyUse.valueOf(named.group(1).toUpperCase(Locale.ROOT));
          int id = Integer.parseInt(named.group(2));
          entries.add(new Entry(use, id, Algorithm.ES256, publicHalf(alias)));
        }
      }
      entries.sort(Comparator.comparing(Entry::use).thenComparingInt(Entry::id));
      return entries;
    } catch (GeneralSecurityException | IOException e) {
      throw broken(e);
    }
  }

  /** The purpose's hash enciphered in the module, hashed: only who holds its key can tell it. */
  @Override
  public synchronized Bytes secret(String purpose) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(("stile/center/" + purpose).getBytes(StandardCharsets.UTF_8));
      Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding", provider);
      cipher.init(
          Cipher.ENCRYPT_MODE, store.getKey(SECRET, null), new IvParameterSpec(new byte[16]));
      return Bytes.copyOf(cipher.doFinal(hash)).sha256();
    } catch (GeneralSecurityException e) {
      throw broken(e);
    }
  }

  private void makeSecret() throws GeneralSecurityException {
    if (!store.containsAlias(SECRET)) {
      KeyGenerator generator = KeyGenerator.getInstance("AES", provider);
      generator.init(256);
      SecretKey key = generator.generateKey();
      store.setEntry(SECRET, new KeyStore.SecretKeyEntry(key), null);
    }
  }

  private Bytes publicHalf(String alias) throws GeneralSecurityException {
    var key = (ECPublicKey) store.getCertificate(alias).getPublicKey();
    byte[] compressed = new byte[Algorithm.ES256.publicKeyLength()];
    compressed[0] = (byte) (key.getW().getAffineY().testBit(0) ? 3 : 2); // SEC 1 §2.3.3.
    byte[] x = fixed(key.getW().getAffineX());
    System.arraycopy(x, 0, compressed, 1, x.length);
    return Bytes.copyOf(compressed);
  }

  private static byte[] fixed(BigInteger coordinate) {
    return org.bouncycastle.util.BigIntegers.asUnsignedByteArray(32, coordinate);
  }

  private static String name(KeyUse use, int id) {
    return "stile-" + use.name().toLowerCase(Locale.ROOT) + "-" + id;
  }

  private static VaultException broken(Exception e) {
    return new VaultException("the module failed: " + innermost(e), e);
  }

  private static String innermost(Throwable problem) {
    Throwable cause = problem;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  /** A key in the module. */
  private record ModuleSigner(Provider provider, PrivateKey key, int keyId, Bytes publicKey)
      implements Signer {
    @Override
    public Algorithm algorithm() {
      return Algorithm.ES256;
    }

    @Override
    public Bytes sign(Bytes toBeSigned) {
      try {
        // r and s of 32 bytes each (RFC 9053 §2.1), not DER.
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format", provider);
        signature.initSign(key);
        signature.update(toBeSigned.toArray());
        return Bytes.copyOf(signature.sign());
      } catch (GeneralSecurityException e) {
        throw broken(e);
      }
    }

    @Override
    public String toString() {
      return "ES256 key " + keyId + " in a module";
    }
  }
}
