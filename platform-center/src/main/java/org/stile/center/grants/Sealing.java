package org.stile.center.grants;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.stile.core.Bytes;

/**
 * What is enciphered at rest: AES-256-GCM (NIST SP 800-38D) under a key of the vault, bound to
 * where it belongs, so that a row copied to another place does not open.
 *
 * <pre>
 *   0        1          13                    n-16
 *   version  nonce      ciphertext            tag
 * </pre>
 */
final class Sealing {
  /** Names the key: 1 is the vault's secret of the plain purpose; a later key gets a later one. */
  static final int VERSION = 1;

  private static final int NONCE_LENGTH = 12;
  private static final int TAG_BITS = 128;
  private static final int LENGTH_MIN = 1 + NONCE_LENGTH + TAG_BITS / 8;

  private Sealing() {}

  /**
   * Enciphers.
   *
   * @param key 32 bytes.
   * @param place where it belongs.
   */
  static Bytes seal(Bytes key, String place, Bytes content, SecureRandom random) {
    byte[] nonce = new byte[NONCE_LENGTH];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, place, nonce);
      return Bytes.concat(
          Bytes.of(VERSION), Bytes.copyOf(nonce), Bytes.copyOf(cipher.doFinal(content.toArray())));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has AES-GCM", e);
    }
  }

  /** Deciphers; empty if it was altered, belongs elsewhere or was sealed by another key. */
  static Optional<Bytes> open(Bytes key, String place, Bytes sealed) {
    if (sealed.length() < LENGTH_MIN || sealed.at(0) != VERSION) {
      return Optional.empty();
    }
    try {
      Cipher cipher =
          cipher(Cipher.DECRYPT_MODE, key, place, sealed.slice(1, 1 + NONCE_LENGTH).toArray());
      return Optional.of(Bytes.copyOf(cipher.doFinal(sealed.from(1 + NONCE_LENGTH).toArray())));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has AES-GCM", e);
    }
  }

  private static Cipher cipher(int mode, Bytes key, String place, byte[] nonce)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode, new SecretKeySpec(key.toArray(), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(("v" + VERSION + ":" + place).getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
