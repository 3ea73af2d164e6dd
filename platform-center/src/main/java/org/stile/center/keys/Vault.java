package org.stile.center.keys;

import java.time.Instant;
import java.util.List;
import org.stile.core.Bytes;
import org.stile.core.cose.Signer;

/**
 * Where the center's private keys are: a sealed file, or a hardware module behind PKCS#11. Keys are
 * made and retired by command only; nothing that serves requests changes a vault. Any thread.
 */
public interface Vault {
  /** The key that new masters and deltas are signed with. */
  Signer master();

  /** The key that new tickets and event information are signed with. */
  Signer issuing();

  /**
   * Every issuing key whose tickets are to be let in, with its time of validity: what masters
   * carry.
   */
  List<IssuingEntry> issuingKeys();

  /** A secret of 32 bytes for one purpose of the center itself, such as "holder" or "person". */
  Bytes secret(String purpose);

  /**
   * An issuing key as masters carry it.
   *
   * @param notAfter tickets issued later are not believed.
   */
  record IssuingEntry(
      int id,
      org.stile.core.cose.Algorithm algorithm,
      Bytes publicKey,
      Instant notBefore,
      Instant notAfter) {}
}
