package org.stile.chips.crypto;

import java.util.Arrays;
import java.util.Optional;
import org.stile.core.Bytes;

/**
 * The secrets of one EV2 session and what is done with them: session keys, initial vectors, message
 * codes (AN12343, "secure messaging"). Both ends of a session use it alike. Owned by one thread.
 */
public final class Ev2Cipher {
  /** Length of a message code in bytes. */
  public static final int MAC_LENGTH = 8;

  /** Length of a transaction identifier in bytes. */
  public static final int TI_LENGTH = 4;

  private static final byte[] ZERO_IV = new byte[Aes.BLOCK];
  private static final int PADDING = 0x80; // ISO/IEC 9797-1, padding method 2.

  private final Aes encryption;
  private final Cmac authentication;
  private final Bytes ti;

  private Ev2Cipher(AesKey encryptionKey, AesKey macKey, Bytes ti) {
    if (ti.length() != TI_LENGTH) {
      throw new IllegalArgumentException(
          "a transaction identifier has 4 bytes, not " + ti.length());
    }
    encryption = new Aes(encryptionKey);
    authentication = new Cmac(macKey);
    this.ti = ti;
  }

  /** Which way a message goes. */
  public enum Way {
    COMMAND(0xA5, 0x5A),
    RESPONSE(0x5A, 0xA5);

    private final int first;
    private final int second;

    Way(int first, int second) {
      this.first = first;
      this.second = second;
    }

    private Bytes label() {
      return Bytes.of(first, second);
    }
  }

  /**
   * The session that two random numbers make under {@code key}.
   *
   * @param rndA the reader's, 16 bytes.
   * @param rndB the chip's, 16 bytes.
   * @param ti the chip's transaction identifier, 4 bytes.
   */
  public static Ev2Cipher between(AesKey key, Bytes rndA, Bytes rndB, Bytes ti) {
    try (AesKey encryptionKey = encryptionKey(key, rndA, rndB);
        AesKey macKey = macKey(key, rndA, rndB)) {
      return new Ev2Cipher(encryptionKey, macKey, ti);
    }
  }

  /** A session whose keys are known already. */
  public static Ev2Cipher of(AesKey encryptionKey, AesKey macKey, Bytes ti) {
    return new Ev2Cipher(encryptionKey, macKey, ti);
  }

  static AesKey encryptionKey(AesKey key, Bytes rndA, Bytes rndB) {
    return sessionKey(key, Way.COMMAND, rndA, rndB);
  }

  static AesKey macKey(AesKey key, Bytes rndA, Bytes rndB) {
    return sessionKey(key, Way.RESPONSE, rndA, rndB);
  }

  /**
   * The code that follows a message.
   *
   * @param code the command's code, or the response's status; range [0x00, 0xFF].
   * @param counter commands of this session so far; a response counts its own command.
   * @param content header and data as sent, encrypted where they are.
   */
  public Bytes mac(int code, int counter, Bytes content) {
    byte[] message = new byte[1 + 2 + TI_LENGTH + content.length()];
    message[0] = (byte) code;
    message[1] = (byte) counter; // Least significant byte first.
    message[2] = (byte) (counter >>> 8);
    ti.copyInto(message, 3);
    content.copyInto(message, 3 + TI_LENGTH);
    return Bytes.copyOf(Cmac.truncated(authentication.of(message)));
  }

  /** Pads and encrypts the data of a message. */
  public Bytes encrypt(Way way, int counter, Bytes plain) {
    byte[] padded = Arrays.copyOf(plain.toArray(), (plain.length() / Aes.BLOCK + 1) * Aes.BLOCK);
    padded[plain.length()] = (byte) PADDING;
    return Bytes.copyOf(encryption.encrypt(iv(way, counter), padded));
  }

  /** Decrypts the data of a message and takes the padding off; empty if it is not so padded. */
  public Optional<Bytes> decrypt(Way way, int counter, Bytes secret) {
    if (secret.length() == 0 || secret.length() % Aes.BLOCK != 0) {
      return Optional.empty();
    }
    byte[] padded = encryption.decrypt(iv(way, counter), secret.toArray());
    int end = padded.length - 1;
    while (end > padded.length - Aes.BLOCK && padded[end] == 0) {
      end--;
    }
    return (padded[end] & 0xFF) == PADDING
        ? Optional.of(Bytes.copyOf(padded, 0, end))
        : Optional.empty();
  }

  byte[] iv(Way way, int counter) {
    byte[] block = new byte[Aes.BLOCK];
    way.label().copyInto(block, 0);
    ti.copyInto(block, 2);
    block[6] = (byte) counter;
    block[7] = (byte) (counter >>> 8);
    return encryption.encrypt(ZERO_IV, block);
  }

  /**
   *
   *
   * <pre>
   * 0..1   label
   * 2..5   00 01 00 80
   * 6..7   RndA 0..1
   * 8..13  RndA 2..7 xor RndB 0..5
   * 14..23 RndB 6..15
   * 24..31 RndA 8..15
   * </pre>
   */
  private static AesKey sessionKey(AesKey key, Way way, Bytes rndA, Bytes rndB) {
    byte[] vector = new byte[2 * Aes.BLOCK];
    way.label().copyInto(vector, 0);
    vector[3] = 0x01;
    vector[5] = (byte) 0x80;
    rndA.slice(0, 8).copyInto(vector, 6);
    for (int i = 0; i < 6; i++) {
      vector[8 + i] ^= (byte) rndB.at(i);
    }
    rndB.slice(6, 16).copyInto(vector, 14);
    rndA.slice(8, 16).copyInto(vector, 24);
    byte[] derived = new Cmac(key).of(vector);
    AesKey session = AesKey.copyOf(derived);
    Arrays.fill(derived, (byte) 0);
    Arrays.fill(vector, (byte) 0);
    return session;
  }
}
