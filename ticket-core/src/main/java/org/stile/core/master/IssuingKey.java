package org.stile.core.master;

import java.time.Instant;
import org.stile.core.Bytes;

/**
 * A public key that tickets of one event are signed with.
 *
 * @param id as tickets name it, range [0, 255].
 * @param publicKey 32 bytes for Ed25519 (RFC 8032), 33 (compressed point, SEC 1) for ES256.
 * @param notBefore tickets issued earlier are not believed.
 * @param notAfter tickets issued later are not believed.
 */
public record IssuingKey(
    int id, Algorithm algorithm, Bytes publicKey, Instant notBefore, Instant notAfter) {
  /** Signature algorithms, by their COSE number (RFC 9053 §2). */
  public enum Algorithm {
    EDDSA(-8),
    ES256(-7);

    private final int cose;

    Algorithm(int cose) {
      this.cose = cose;
    }

    public int cose() {
      return cose;
    }
  }
}
