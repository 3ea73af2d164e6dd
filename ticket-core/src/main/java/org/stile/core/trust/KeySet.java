package org.stile.core.trust;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The keys that may sign masters, as a root key says. A set replaces the one before it whole; to
 * change a key without a gap, a set carries the old and the new one for a while.
 *
 * @param version grows by at least one with every change, range [1, 2^53).
 * @param issuedAt when the root signed it, whole seconds.
 * @param keys range [1, {@link #KEYS_MAX}], each id once.
 */
public record KeySet(long version, Instant issuedAt, List<MasterKey> keys) {
  /** A few centers with two keys each; all of it is read by hand when it is signed. */
  public static final int KEYS_MAX = 64;

  /** Largest integer every language can hold. */
  public static final long VERSION_MAX = (1L << 53) - 1;

  private static final long SECONDS_MAX = 0xFFFF_FFFFL;

  public KeySet {
    keys = List.copyOf(keys);
    if (version < 1 || version > VERSION_MAX) {
      throw new IllegalArgumentException("key set version out of range: " + version);
    }
    wholeSeconds(issuedAt);
    if (keys.isEmpty() || keys.size() > KEYS_MAX) {
      throw new IllegalArgumentException("a key set of " + keys.size() + " keys");
    }
    if (keys.stream().map(MasterKey::id).distinct().count() != keys.size()) {
      throw new IllegalArgumentException("key ids must differ");
    }
  }

  public Optional<MasterKey> key(int id) {
    return keys.stream().filter(key -> key.id() == id).findFirst();
  }

  static void wholeSeconds(Instant instant) {
    if (instant.getNano() != 0
        || instant.getEpochSecond() < 0
        || instant.getEpochSecond() > SECONDS_MAX) {
      throw new IllegalArgumentException("not whole seconds below 2^32: " + instant);
    }
  }
}
