package org.stile.center.keys;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The vault of this center, as its settings say. */
final class OpenVault {
  OpenVault() {}

  @Produces
  @Singleton
  VaultSettings settings(
      @ConfigProperty(name = "stile.home") String home,
      @ConfigProperty(name = "stile.vault") Optional<String> vault,
      @ConfigProperty(name = "stile.vault.passphrase") Optional<String> passphrase) {
    return new VaultSettings(Path.of(home), vault, passphrase);
  }

  @Produces
  @ApplicationScoped
  Vault vault(VaultSettings settings, SecureRandom random) {
    return settings.open(random);
  }

  void close(@Disposes Vault vault) throws Exception {
    if (vault instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }
}
