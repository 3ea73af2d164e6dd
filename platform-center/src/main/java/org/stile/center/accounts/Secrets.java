package org.stile.center.accounts;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes what browsers and clients hold to be known by; the database keeps {@link Callers#hash}. */
final class Secrets {
  private static final int LENGTH = 32; // 256 bits: nobody tries them out.

  private Secrets() {}

  static String fresh(SecureRandom random) {
    byte[] secret = new byte[LENGTH];
    random.nextBytes(secret);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }
}
