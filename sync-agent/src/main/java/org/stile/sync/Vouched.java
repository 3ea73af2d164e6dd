package org.stile.sync;

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
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Believes certificates that the configured authorities vouch for, whatever the unit's clock says:
 * a unit without a clock wakes years ago, and is told the time over the very connection that a
 * certificate from its future would deny it. So a certificate is judged (RFC 5280 §6) at the
 * present if it is good then, else at the nearest moment at which it is. The price: a certificate
 * of broker or center that has run out is believed as long as the authority is. Any thread.
 */
final class Vouched extends X509ExtendedTrustManager {
  private final KeyStore authorities;
  private final InstantSource clock;

  Vouched(KeyStore authorities, InstantSource clock) {
    this.authorities = authorities;
    this.clock = clock;
  }

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
      parameters.setRevocationEnabled(false); // The agent has nobody to ask.
      parameters.setDate(Date.from(at));
      var factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(new CertPathTrustManagerParameters(parameters));
      for (TrustManager each : factory.getTrustManagers()) {
        if (each instanceof X509ExtendedTrustManager manager) {
          return manager;
        }
      }
      throw new CertificateException("this Java judges no certificates");
    } catch (CertificateException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new CertificateException(e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    at(chain).checkServerTrusted(chain, kind, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    at(chain).checkServerTrusted(chain, kind, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    at(chain).checkServerTrusted(chain, kind);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    throw noServer();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    throw noServer();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    throw noServer();
  }

  private static CertificateException noServer() {
    return new CertificateException("an agent serves nobody");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0]; // Asked of servers only.
  }
}
