package org.stile.center.keys;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Where the vault is.
 *
 * @param home STILE_HOME.
 * @param vault STILE_VAULT: a file's path, or "pkcs11:" and the path of a SunPKCS11 configuration;
 *     empty: "vault.sealed" in the home.
 * @param passphrase STILE_VAULT_PASSPHRASE: opens the file, or is the module's PIN; empty: a random
 *     one in a file beside the sealed one.
 */
public record VaultSettings(Path home, Optional<String> vault, Optional<String> passphrase) {
  private static final String MODULE = "pkcs11:";

  /** The sealed file, unless a module is used. */
  Path file() {
    return vault.map(Path::of).orElseGet(() -> home.resolve("vault.sealed"));
  }

  /** The configuration of the hardware module, if one is used. */
  Optional<Path> module() {
    return vault.filter(text -> text.startsWith(MODULE)).map(text -> Path.of(text.substring(7)));
  }

  /** What sealed files in this home are opened with. */
  public Passphrase passphrase(SecureRandom random) {
    return passphrase
        .map(Passphrase::chosen)
        .orElseGet(() -> Passphrase.ofFile(passphraseFile(), random));
  }

  Path passphraseFile() {
    Path folder = module().isPresent() ? home : folder();
    return folder.resolve("vault.key");
  }

  /** A root of this center's own making, until it is taken offline. */
  public Path root() {
    return home.resolve("root.sealed");
  }

  /** Whether the vault is there. */
  boolean exists() {
    return module().isPresent() || java.nio.file.Files.exists(file());
  }

  /**
   * Makes an empty vault where there is none; whether it did. A module is made by its own tools.
   */
  public boolean create(SecureRandom random) {
    return module().isEmpty() && SealedVault.create(file(), () -> passphrase(random), random);
  }

  /** Opens the vault. */
  public Vault open(SecureRandom random) {
    if (module().isPresent()) {
      return ModuleVault.open(
          module().get(),
          passphrase.orElseThrow(
              () -> new VaultException("STILE_VAULT_PASSPHRASE must be the module's PIN")));
    }
    return SealedVault.open(file(), () -> passphrase(random), random);
  }

  /** Without the passphrase. */
  @Override
  public String toString() {
    return vault.orElse(file().toString());
  }

  private Path folder() {
    Path folder = file().toAbsolutePath().getParent();
    return folder == null ? home : folder;
  }
}
