package org.stile.center.keys;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The vault of this center, as its settings say. */
final class OpenVault {
  private static final Logger LOG = Logger.getLogger(OpenVault.class);

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
    if (settings.passphrase().isEmpty() && settings.module().isEmpty()) {
      LOG.warnf(
          "no STILE_VAULT_PASSPHRASE: the vault opens with %s. Whoever can read this folder, or a"
              + " backup of it, has the center's keys.",
          settings.passphraseFile());
    }
    return settings.open(random);
  }

  void close(@Disposes Vault vault) throws Exception {
    if (vault instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }
}
