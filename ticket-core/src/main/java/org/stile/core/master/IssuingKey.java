package org.stile.core.master;

import java.time.Instant;
import org.stile.core.Bytes;
import org.stile.core.cose.Algorithm;
import org.stile.core.cose.VerifyingKey;

/**
 * A public key that tickets of one event are signed with.
 *
 * @param id as tickets name it, range [0, 255].
 * @param key the key itself, decoded once.
 * @param notBefore tickets issued earlier are not believed; whole seconds.
 * @param notAfter tickets issued later are not believed; whole seconds.
 */
public record IssuingKey(int id, VerifyingKey key, Instant notBefore, Instant notAfter) {
  public IssuingKey {
    Require.within("key id", id, 0, 255);
    Require.seconds("not before", notBefore);
    Require.seconds("not after", notAfter);
    if (notAfter.isBefore(notBefore)) {
      throw new IllegalArgumentException("a key must begin before it ends: " + notBefore);
    }
  }

  /** A key from its encoded form, see {@link VerifyingKey}. */
  public IssuingKey(
      int id, Algorithm algorithm, Bytes publicKey, Instant notBefore, Instant notAfter) {
    this(id, new VerifyingKey(algorithm, publicKey), notBefore, notAfter);
  }

  public Algorithm algorithm() {
    return key.algorithm();
  }

  public Bytes publicKey() {
    return key.encoded();
  }

  /** Whether it may have signed something at {@code instant}. */
  public boolean validAt(Instant instant) {
    return !instant.isBefore(notBefore) && !instant.isAfter(notAfter);
  }
}
