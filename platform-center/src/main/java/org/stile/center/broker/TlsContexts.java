package org.stile.center.broker;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** TLS with certificates of the gates' authority. */
final class TlsContexts {
  /** A node makes its own anew at each start. */
  static final Duration NODE_LIFE = Duration.ofDays(400);

  private static final char[] NOWHERE = new char[0]; // The store never leaves memory.

  private TlsContexts() {}

  /** Shows this certificate, and believes the gates' authority and whom Java believes. */
  static SSLContext showing(GateAuthority.Issued issued)
      throws GeneralSecurityException, IOException {
    var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys(issued, NOWHERE), NOWHERE);
    var context = SSLContext.getInstance("TLSv1.3");
    context.init(own.getKeyManagers(), believing(issued).getTrustManagers(), null);
    return context;
  }

  /** Shows this certificate, and believes whom its authority vouches for. */
  static SSLContext between(GateAuthority.Issued issued)
      throws GeneralSecurityException, IOException {
    var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys(issued, NOWHERE), NOWHERE);
    var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(trusted(issued));
    var context = SSLContext.getInstance("TLSv1.3");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }

  private static TrustManagerFactory believing(GateAuthority.Issued issued)
      throws GeneralSecurityException, IOException {
    String algorithm = TrustManagerFactory.getDefaultAlgorithm();
    var javas = TrustManagerFactory.getInstance(algorithm);
    javas.init((KeyStore) null);
    KeyStore all = trusted(issued);
    for (TrustManager manager : javas.getTrustManagers()) {
      if (manager instanceof X509TrustManager believer) {
        for (X509Certificate authority : believer.getAcceptedIssuers()) {
          all.setCertificateEntry("java-" + all.size(), authority);
        }
      }
    }
    var both = TrustManagerFactory.getInstance(algorithm);
    both.init(all);
    return both;
  }

  /** The key with its certificate, under the name {@code own}. */
  static KeyStore keys(GateAuthority.Issued issued, char[] password)
      throws GeneralSecurityException, IOException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry(
        "own",
        issued.key(),
        password,
        new Certificate[] {issued.certificate(), issued.authority()});
    return keys;
  }

  /** The authority, and nobody else. */
  static KeyStore trusted(GateAuthority.Issued issued)
      throws GeneralSecurityException, IOException {
    return trusted(issued.authority());
  }

  /** The same. */
  static KeyStore trusted(X509Certificate authority) throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("authority", authority);
    return trusted;
  }
}
