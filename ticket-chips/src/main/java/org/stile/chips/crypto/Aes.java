package org.stile.chips.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * AES-128 (FIPS 197) under one key, alone and in CBC mode (NIST SP 800-38A §6.2). Owned by one
 * thread. Pads nothing: each protocol pads in its own way.
 */
public final class Aes {
  /** Block length in bytes. */
  public static final int BLOCK = 16;

  private final BlockCipher forward = AESEngine.newInstance();
  private final BlockCipher backward = AESEngine.newInstance();

  public Aes(AesKey key) {
    byte[] material = key.reveal();
    var parameter = new KeyParameter(material);
    Arrays.fill(material, (byte) 0);
    forward.init(true, parameter);
    backward.init(false, parameter);
  }

  /** One block, encrypted alone. */
  byte[] block(byte[] plain) {
    byte[] out = new byte[BLOCK];
    forward.processBlock(plain, 0, out, 0);
    return out;
  }

  /**
   * Encrypts whole blocks.
   *
   * @param iv 16 bytes.
   * @param plain a multiple of 16 bytes.
   */
  public byte[] encrypt(byte[] iv, byte[] plain) {
    checkBlocks(iv, plain);
    byte[] out = new byte[plain.length];
    byte[] chain = iv.clone();
    for (int at = 0; at < plain.length; at += BLOCK) {
      for (int i = 0; i < BLOCK; i++) {
        chain[i] ^= plain[at + i];
      }
      forward.processBlock(chain, 0, out, at);
      System.arraycopy(out, at, chain, 0, BLOCK);
    }
    return out;
  }

  /**
   * Decrypts whole blocks.
   *
   * @param iv 16 bytes.
   * @param secret a multiple of 16 bytes.
   */
  public byte[] decrypt(byte[] iv, byte[] secret) {
    checkBlocks(iv, secret);
    byte[] out = new byte[secret.length];
    for (int at = 0; at < secret.length; at += BLOCK) {
      backward.processBlock(secret, at, out, at);
      for (int i = 0; i < BLOCK; i++) {
        out[at + i] ^= at == 0 ? iv[i] : secret[at - BLOCK + i];
      }
    }
    return out;
  }

  private static void checkBlocks(byte[] iv, byte[] data) {
    if (iv.length != BLOCK || data.length % BLOCK != 0) {
      throw new IllegalArgumentException(
          "CBC wants a 16-byte iv and whole blocks, not " + iv.length + " and " + data.length);
    }
  }
}
