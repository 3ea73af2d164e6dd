package org.stile.center.broker;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.function.Consumer;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Whose certificates come through the embedded broker's TLS: those of the gates' authority (RFC
 * 5280 §6), whatever their dates. What ends in the handshake ends without a name; so the dates are
 * judged at the door ({@link GateCertificates#judge}), where it is known whose the certificate is,
 * staff can be told, and the gate be answered. Any thread.
 */
final class GateTrust extends X509ExtendedTrustManager {
  private final KeyStore authorities;
  private final X509Certificate[] issuers;
  private final InstantSource clock;
  private final Consumer<X509Certificate> stranger;

  /**
   * @param stranger is told of certificates that another authority signed, or nobody; what stands
   *     in them is anybody's invention.
   */
  GateTrust(X509Certificate authority, InstantSource clock, Consumer<X509Certificate> stranger)
      throws GeneralSecurityException, IOException {
    this.clock = clock;
    this.stranger = stranger;
    authorities = TlsContexts.trusted(authority);
    issuers = new X509Certificate[] {authority};
  }

  private static X509ExtendedTrustManager manager(PKIXBuilderParameters parameters)
      throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(new CertPathTrustManagerParameters(parameters));
    for (TrustManager each : factory.getTrustManagers()) {
      if (each instanceof X509ExtendedTrustManager manager) {
        return manager;
      }
    }
    throw new CertificateException("this Java judges no certificates");
  }

  /** Who judges that chain: at the present if it is good then, else at the nearest moment. */
  private X509ExtendedTrustManager at(X509Certificate[] chain) throws CertificateException {
    if (chain.length == 0) {
      throw new CertificateException("no certificate");
    }
    Instant from = chain[0].getNotBefore().toInstant();
    Instant until = chain[0].getNotAfter().toInstant();
    Instant now = clock.instant();
    Instant at = now.isBefore(from) ? from : now.isAfter(until) ? until : now;
    try {
      var parameters = new PKIXBuilderParameters(authorities, new X509CertSelector());
      parameters.setRevocationEnabled(false); // The door knows who was revoked.
      parameters.setDate(Date.from(at));
      return manager(parameters);
    } catch (CertificateException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new CertificateException(e);
    }
  }

  private interface Judge {
    void check(X509ExtendedTrustManager manager) throws CertificateException;
  }

  private void judge(X509Certificate[] chain, Judge judge) throws CertificateException {
    try {
      judge.check(at(chain));
    } catch (CertificateException e) {
      if (chain.length > 0) {
        stranger.accept(chain[0]);
      }
      throw e;
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    judge(chain, manager -> manager.checkClientTrusted(chain, kind, engine));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    judge(chain, manager -> manager.checkClientTrusted(chain, kind, socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    judge(chain, manager -> manager.checkClientTrusted(chain, kind));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    throw noClient();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    throw noClient();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    throw noClient();
  }

  private static CertificateException noClient() {
    return new CertificateException("a broker visits nobody");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return issuers.clone();
  }
}
