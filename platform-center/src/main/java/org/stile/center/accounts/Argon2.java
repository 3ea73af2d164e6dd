package org.stile.center.accounts;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106) in the PHC string format: {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}.
 *
 * @param memoryKib memory of one computation, KiB, range [8, 65 536]: four at once must fit into a
 *     center's heap.
 * @param passes over that memory, range [1, 10].
 * @param salt unpadded Base64.
 * @param hash unpadded Base64.
 */
record Argon2(int memoryKib, int passes, String salt, String hash) {
  /** The first choice of OWASP's Password Storage Cheat Sheet for 19 MiB. */
  static final int MEMORY_KIB = 19_456;

  static final int PASSES = 2;
  static final int SALT_LENGTH = 16;
  private static final int HASH_LENGTH = 32;
  private static final int MEMORY_KIB_MIN = 8;
  private static final int MEMORY_KIB_MAX = 65_536;
  private static final int PASSES_MAX = 10;
  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,6}),t=(\\d{1,2}),p=1"
              + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{16,86})");

  Argon2 {
    if (memoryKib < MEMORY_KIB_MIN || memoryKib > MEMORY_KIB_MAX) {
      throw new IllegalArgumentException("memory out of range: " + memoryKib);
    }
    if (passes < 1 || passes > PASSES_MAX) {
      throw new IllegalArgumentException("passes out of range: " + passes);
    }
  }

  /** Hashes a new password. */
  static Argon2 of(byte[] password, byte[] salt) {
    byte[] hash = compute(password, salt, MEMORY_KIB, PASSES, HASH_LENGTH);
    var base64 = Base64.getEncoder().withoutPadding();
    return new Argon2(MEMORY_KIB, PASSES, base64.encodeToString(salt), base64.encodeToString(hash));
  }

  /**
   * Reads what {@link #phc()} wrote.
   *
   * @throws IllegalArgumentException if it is anything else.
   */
  static Argon2 parse(String phc) {
    Matcher parts = PHC.matcher(phc);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not an Argon2id hash in PHC form");
    }
    return new Argon2(
        Integer.parseInt(parts.group(1)),
        Integer.parseInt(parts.group(2)),
        parts.group(3),
        parts.group(4));
  }

  String phc() {
    return "$argon2id$v=19$m=" + memoryKib + ",t=" + passes + ",p=1$" + salt + "$" + hash;
  }

  boolean matches(byte[] password) {
    byte[] expected = Base64.getDecoder().decode(hash);
    byte[] salted = Base64.getDecoder().decode(salt);
    return MessageDigest.isEqual(
        expected, compute(password, salted, memoryKib, passes, expected.length));
  }

  /** Was made with less work than new ones are. */
  boolean outdated() {
    return memoryKib < MEMORY_KIB || passes < PASSES;
  }

  private static byte[] compute(
      byte[] password, byte[] salt, int memoryKib, int passes, int length) {
    var generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKib)
            .withIterations(passes)
            .withParallelism(1)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[length];
    generator.generateBytes(password, hash);
    return hash;
  }
}
