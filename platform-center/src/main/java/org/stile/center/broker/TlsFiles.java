package org.stile.center.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;

/**
 * The embedded broker's key as the file it wants it in: for this process's user alone, under a
 * password that is in this process's memory only, made anew at each start.
 */
final class TlsFiles {
  private TlsFiles() {}

  /** The parameters of an acceptor that shows it. */
  static Map<String, Object> of(BrokerSettings settings, GateAuthority authority, String password)
      throws GeneralSecurityException, IOException {
    GateAuthority.Issued node = authority.forNode(settings.names(), TlsContexts.NODE_LIFE);
    Path keys = write(settings.folder(), TlsContexts.keys(node, password.toCharArray()), password);
    return Map.of(
        TransportConstants.KEYSTORE_TYPE_PROP_NAME,
        "PKCS12",
        TransportConstants.KEYSTORE_PATH_PROP_NAME,
        keys.toString(),
        TransportConstants.KEYSTORE_PASSWORD_PROP_NAME,
        password);
  }

  private static Path write(Path folder, KeyStore store, String password)
      throws GeneralSecurityException, IOException {
    Files.createDirectories(folder);
    // Temporary files are their owner's alone from the start.
    Path file = Files.createTempFile(folder, "tls-", ".p12");
    file.toFile().deleteOnExit();
    try (OutputStream to = Files.newOutputStream(file)) {
      store.store(to, password.toCharArray());
    }
    return file;
  }
}
