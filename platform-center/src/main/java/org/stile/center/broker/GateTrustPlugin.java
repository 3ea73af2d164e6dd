package org.stile.center.broker;

import io.netty.handler.ssl.util.SimpleTrustManagerFactory;
import java.security.KeyStore;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.apache.activemq.artemis.api.core.TrustManagerFactoryPlugin;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link GateTrust} gets into the broker: that wants the name of a class, and makes one by
 * itself while it starts. There is one embedded broker in a process.
 */
public final class GateTrustPlugin implements TrustManagerFactoryPlugin {
  private static volatile @Nullable GateTrust next;

  /** For the broker that starts next. */
  static void use(GateTrust trust) {
    next = trust;
  }

  @Override
  public TrustManagerFactory getTrustManagerFactory() {
    GateTrust trust = next;
    if (trust == null) {
      throw new IllegalStateException("a broker started without saying whom it believes");
    }
    return new SimpleTrustManagerFactory() {
      @Override
      protected void engineInit(@Nullable KeyStore store) {}

      @Override
      protected void engineInit(ManagerFactoryParameters parameters) {}

      @Override
      protected TrustManager[] engineGetTrustManagers() {
        return new TrustManager[] {trust};
      }
    };
  }
}
