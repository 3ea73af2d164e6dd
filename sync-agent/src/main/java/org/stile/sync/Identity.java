package org.stile.sync;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collections;
import org.stile.core.Bytes;

/** Who the gate is where there is no network: its client certificate and the key of that. */
record Identity(X509Certificate certificate, PrivateKey key) {
  /** The identity that a store holds, which is one. */
  static Identity of(KeyStore store, char[] password) throws GeneralSecurityException {
    for (String alias : Collections.list(store.aliases())) {
      if (store.getKey(alias, password) instanceof PrivateKey key
          && store.getCertificate(alias) instanceof X509Certificate certificate) {
        return new Identity(certificate, key);
      }
    }
    throw new GeneralSecurityException("the identity holds no key with a certificate");
  }

  Bytes encodedCertificate() throws GeneralSecurityException {
    return Bytes.copyOf(certificate.getEncoded());
  }

  Bytes sign(Bytes message) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm(key.getAlgorithm()));
    signature.initSign(key);
    signature.update(message.toArray());
    return Bytes.copyOf(signature.sign());
  }

  /** Whether whoever certified this gate signed {@code message}. */
  boolean certifierSigned(Bytes certifier, Bytes message, Bytes signed) {
    try {
      var authority =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(certifier.toArray()));
      authority.verify(authority.getPublicKey());
      certificate.verify(authority.getPublicKey()); // The key that signed ours, or it throws.
      Signature signature =
          Signature.getInstance(algorithm(authority.getPublicKey().getAlgorithm()));
      signature.initVerify(authority.getPublicKey());
      signature.update(message.toArray());
      return signature.verify(signed.toArray());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String algorithm(String key) {
    return switch (key) {
      case "EC" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      default -> "Ed25519";
    };
  }
}
