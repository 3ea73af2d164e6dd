package org.stile.core.sample;

import java.nio.charset.StandardCharsets;
import org.stile.core.Bytes;
import org.stile.core.cose.Algorithm;
import org.stile.core.cose.MemorySigner;
import org.stile.core.cose.Signer;

/**
 * The keys a sample event is signed with.
 *
 * @param root signs the key set.
 * @param master signs masters and deltas.
 * @param issuing signs tickets and event information.
 * @param issuingEs256 may sign tickets too: an issuing key as a hardware module would hold it.
 */
public record SampleKeys(Signer root, Signer master, Signer issuing, Signer issuingEs256) {
  private static final int ROOT_ID = 1;
  private static final int MASTER_ID = 3;
  private static final int ISSUING_ID = 7;
  private static final int ISSUING_ES256_ID = 8;

  /** Keys that follow from {@code seed} alone: same seed, same keys, and no secret at all. */
  public static SampleKeys seeded(long seed) {
    return new SampleKeys(
        signer(seed, Algorithm.EDDSA, ROOT_ID),
        signer(seed, Algorithm.EDDSA, MASTER_ID),
        signer(seed, Algorithm.EDDSA, ISSUING_ID),
        signer(seed, Algorithm.ES256, ISSUING_ES256_ID));
  }

  private static Signer signer(long seed, Algorithm algorithm, int keyId) {
    String name = "stile sample key " + keyId + " of seed " + seed;
    // A digest is a P-256 scalar too, but for odds of 1 in 2^32; the signer would say so.
    Bytes secret = Bytes.copyOf(name.getBytes(StandardCharsets.US_ASCII)).sha256();
    return new MemorySigner(algorithm, keyId, secret.toArray());
  }
}
