package org.stile.chips.crypto;

import java.util.Arrays;
import org.stile.core.Bytes;

/**
 * The secrets of one EV1 session under AES: its key and the vector that every message, either way,
 * moves on. Both ends of a session use it alike and in the same order. Owned by one thread.
 */
public final class Ev1Cipher {
  /** How much of a code is sent, in bytes. */
  public static final int MAC_LENGTH = 8;

  private final Aes aes;
  private final Cmac cmac;
  private byte[] vector = new byte[Aes.BLOCK];

  /** A session under a key that is known already; its vector starts at zeros. */
  public Ev1Cipher(AesKey sessionKey) {
    aes = new Aes(sessionKey);
    cmac = new Cmac(aes);
  }

  /**
   * The session that two random numbers make: the first and the last four bytes of each.
   *
   * @param rndA the reader's, 16 bytes.
   * @param rndB the chip's, 16 bytes.
   */
  public static Ev1Cipher between(Bytes rndA, Bytes rndB) {
    byte[] material =
        Bytes.concat(rndA.slice(0, 4), rndB.slice(0, 4), rndA.slice(12, 16), rndB.slice(12, 16))
            .toArray();
    try (AesKey key = AesKey.copyOf(material)) {
      return new Ev1Cipher(key);
    } finally {
      Arrays.fill(material, (byte) 0);
    }
  }

  /** Moves the vector on over {@code message}; its first 8 bytes are what is sent. */
  public Bytes mac(Bytes message) {
    vector = cmac.of(vector, message.toArray());
    return Bytes.copyOf(vector, 0, MAC_LENGTH);
  }

  /** Encrypts whole blocks and moves the vector on. */
  public Bytes encrypt(Bytes plain) {
    byte[] secret = aes.encrypt(vector, plain.toArray());
    moveOnTo(secret);
    return Bytes.copyOf(secret);
  }

  /** Decrypts whole blocks and moves the vector on. */
  public Bytes decrypt(Bytes secret) {
    byte[] plain = aes.decrypt(vector, secret.toArray());
    moveOnTo(secret.toArray());
    return Bytes.copyOf(plain);
  }

  private void moveOnTo(byte[] secret) {
    if (secret.length > 0) {
      vector = Arrays.copyOfRange(secret, secret.length - Aes.BLOCK, secret.length);
    }
  }
}
