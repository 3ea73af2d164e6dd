package org.stile.chips.crypto;

import java.util.Arrays;

/**
 * CMAC with AES-128 (NIST SP 800-38B), and the two liberties DESFire takes with it: a chain started
 * from an earlier result, and a message padded beyond its block. Owned by one thread.
 */
public final class Cmac {
  private static final byte[] ZERO = new byte[Aes.BLOCK];
  private static final int POLYNOMIAL = 0x87; // SP 800-38B §5.3: R for a block of 128 bits.

  private final Aes aes;
  private final byte[] subkeyWhole;
  private final byte[] subkeyPadded;

  public Cmac(AesKey key) {
    this(new Aes(key));
  }

  public Cmac(Aes aes) {
    this.aes = aes;
    subkeyWhole = doubled(aes.block(ZERO));
    subkeyPadded = doubled(subkeyWhole);
  }

  /** All 16 bytes of the code over {@code message}. */
  public byte[] of(byte[] message) {
    return of(ZERO, message);
  }

  /** As {@link #of(byte[])}, but the chain starts from {@code iv} instead of zeros. */
  public byte[] of(byte[] iv, byte[] message) {
    boolean whole = message.length > 0 && message.length % Aes.BLOCK == 0;
    int blocks = Math.max(1, (message.length + Aes.BLOCK - 1) / Aes.BLOCK);
    return over(iv, message, blocks, whole ? subkeyWhole : subkeyPadded);
  }

  /**
   * The code over a message that is padded to {@code blocks} whole blocks however short it is
   * (AN10922 §2.2 pads to two).
   */
  byte[] paddedTo(int blocks, byte[] message) {
    boolean whole = message.length == blocks * Aes.BLOCK;
    return over(ZERO, message, blocks, whole ? subkeyWhole : subkeyPadded);
  }

  /** The bytes at odd places, 8 of 16: what EV2 secure messaging sends of a code (AN12343). */
  public static byte[] truncated(byte[] code) {
    byte[] half = new byte[code.length / 2];
    for (int i = 0; i < half.length; i++) {
      half[i] = code[2 * i + 1];
    }
    return half;
  }

  private byte[] over(byte[] iv, byte[] message, int blocks, byte[] subkey) {
    byte[] padded = Arrays.copyOf(message, blocks * Aes.BLOCK);
    if (message.length < padded.length) {
      padded[message.length] = (byte) 0x80;
    }
    int last = padded.length - Aes.BLOCK;
    for (int i = 0; i < Aes.BLOCK; i++) {
      padded[last + i] ^= subkey[i];
    }
    byte[] chained = aes.encrypt(iv, padded);
    return Arrays.copyOfRange(chained, last, chained.length);
  }

  private static byte[] doubled(byte[] block) {
    byte[] out = new byte[block.length];
    int carry = 0;
    for (int i = block.length - 1; i >= 0; i--) {
      int shifted = (block[i] & 0xFF) << 1 | carry;
      out[i] = (byte) shifted;
      carry = shifted >>> 8;
    }
    out[out.length - 1] ^= (byte) (carry * POLYNOMIAL);
    return out;
  }
}
