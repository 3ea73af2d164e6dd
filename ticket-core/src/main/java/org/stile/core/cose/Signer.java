package org.stile.core.cose;

import org.stile.core.Bytes;

/** Something that holds one private key: in memory, in a hardware module, or far away. */
public interface Signer {
  Algorithm algorithm();

  /** As signed messages name the key, range [0, 255]. */
  int keyId();

  /** The public half, as {@link VerifyingKey} takes it. */
  Bytes publicKey();

  /** Signs a COSE {@code Sig_structure} (RFC 9052 §4.4); answers 64 bytes (RFC 9053 §2). */
  Bytes sign(Bytes toBeSigned);
}
