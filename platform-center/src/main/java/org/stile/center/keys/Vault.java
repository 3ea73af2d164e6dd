package org.stile.center.keys;

import java.util.List;
import java.util.Optional;
import org.stile.core.Bytes;
import org.stile.core.cose.Algorithm;
import org.stile.core.cose.Signer;

/**
 * Where the center's private keys are: a sealed file, or a hardware module behind PKCS#11. It knows
 * secrets and nothing else; which key signs, and since when, stands in the database ({@link
 * Keyring}). Keys are made by command or at the first start; nothing that serves requests changes a
 * vault. Any thread.
 */
public interface Vault {
  /**
   * The private key, if it is here.
   *
   * @param id range [0, 255].
   */
  Optional<Signer> signer(KeyUse use, int id);

  /**
   * Makes a key of the vault's own algorithm.
   *
   * @param id range [0, 255].
   * @throws VaultException if there is one of that name, or the vault cannot be written.
   */
  Signer create(KeyUse use, int id);

  /** Destroys a private key; nothing happens if it is not here. */
  void destroy(KeyUse use, int id);

  /** The keys that are here, by use and id. */
  List<Entry> entries();

  /** A secret of 32 bytes for one purpose of the center itself, such as "holder" or "person". */
  Bytes secret(String purpose);

  /** A key by its name and public half. */
  record Entry(KeyUse use, int id, Algorithm algorithm, Bytes publicKey) {}
}
