package org.stile.chips.crypto;

import java.util.Arrays;
import org.stile.core.Bytes;

/**
 * What a chip with a transaction MAC file proves to the back office (AN12343, "transaction MAC"):
 * its value under a key that no reader holds.
 */
public final class TransactionMac {
  /** Counter (4, low byte first) and value (8), as the commit answers them. */
  public static final int LENGTH = 12;

  private TransactionMac() {}

  /**
   * The key of one transaction's value.
   *
   * @param key the file's key.
   * @param counter transactions before this one.
   * @param uid of the chip, 7 bytes.
   */
  public static AesKey macKey(AesKey key, int counter, Bytes uid) {
    return sessionKey(key, 0x5A, counter, uid);
  }

  /** The key that hides the previous reader's identity; arguments as {@link #macKey}. */
  public static AesKey encryptionKey(AesKey key, int counter, Bytes uid) {
    return sessionKey(key, 0xA5, counter, uid);
  }

  /** The 8 bytes sent of the value over {@code input}, the transaction's whole input so far. */
  public static Bytes value(AesKey macKey, Bytes input) {
    return Bytes.copyOf(Cmac.truncated(new Cmac(macKey).of(input.toArray())));
  }

  private static AesKey sessionKey(AesKey key, int label, int counter, Bytes uid) {
    if (uid.length() != 7) {
      throw new IllegalArgumentException("a DESFire uid has 7 bytes, not " + uid.length());
    }
    int next = counter + 1;
    byte[] vector = new byte[Aes.BLOCK];
    vector[0] = (byte) label;
    vector[2] = 0x01;
    vector[4] = (byte) 0x80;
    for (int i = 0; i < 4; i++) {
      vector[5 + i] = (byte) (next >>> (8 * i));
    }
    uid.copyInto(vector, 9);
    byte[] derived = new Cmac(key).of(vector);
    AesKey session = AesKey.copyOf(derived);
    Arrays.fill(derived, (byte) 0);
    return session;
  }
}
