package org.stile.simulator.chip;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.stile.core.Bytes;

/**
 * AES-128 or two-key triple DES under one key, and the modes a chip uses. Runs on the JDK's own
 * ciphers on purpose: the reader side uses another library, so that a fault in either shows.
 */
final class BlockCipher {
  private final int blockSize;
  private final int subkeyConstant; // Rb of NIST SP 800-38B §5.3.
  private final Cipher encrypt;
  private final Cipher decrypt;

  private BlockCipher(KeyType type, SecretKey key, String algorithm) {
    this.blockSize = type.blockSize();
    this.subkeyConstant = blockSize == 16 ? 0x87 : 0x1B;
    try {
      encrypt = Cipher.getInstance(algorithm);
      encrypt.init(Cipher.ENCRYPT_MODE, key);
      decrypt = Cipher.getInstance(algorithm);
      decrypt.init(Cipher.DECRYPT_MODE, key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }

  static BlockCipher of(KeyType type, Bytes key) {
    return switch (type) {
      case AES ->
          new BlockCipher(type, new SecretKeySpec(key.toArray(), "AES"), "AES/ECB/NoPadding");
      case TDEA -> {
        byte[] three = Bytes.concat(key, key.slice(0, 8)).toArray();
        yield new BlockCipher(type, new SecretKeySpec(three, "DESede"), "DESede/ECB/NoPadding");
      }
    };
  }

  int blockSize() {
    return blockSize;
  }

  /** An initial vector of zeros. */
  Bytes zeroVector() {
    return Bytes.copyOf(new byte[blockSize]);
  }

  /** CBC encryption of whole blocks. */
  Bytes encryptCbc(Bytes vector, Bytes plain) {
    byte[] text = plain.toArray();
    byte[] last = vector.toArray();
    for (int at = 0; at < text.length; at += blockSize) {
      xorInto(text, at, last);
      last = block(encrypt, text, at);
      System.arraycopy(last, 0, text, at, blockSize);
    }
    return Bytes.copyOf(text);
  }

  /** CBC decryption of whole blocks. */
  Bytes decryptCbc(Bytes vector, Bytes cipherText) {
    byte[] text = cipherText.toArray();
    byte[] last = vector.toArray();
    for (int at = 0; at < text.length; at += blockSize) {
      byte[] next = cipherText.slice(at, at + blockSize).toArray();
      System.arraycopy(block(decrypt, text, at), 0, text, at, blockSize);
      xorInto(text, at, last);
      last = next;
    }
    return Bytes.copyOf(text);
  }

  /**
   * Undoes what a reader of the first DESFire generation does to send: it "decrypts" in CBC, so
   * that the chip only ever needs to encrypt.
   */
  Bytes encryptToRecover(Bytes sent) {
    byte[] text = sent.toArray();
    byte[] last = new byte[blockSize];
    for (int at = 0; at < text.length; at += blockSize) {
      byte[] next = sent.slice(at, at + blockSize).toArray();
      System.arraycopy(block(encrypt, text, at), 0, text, at, blockSize);
      xorInto(text, at, last);
      last = next;
    }
    return Bytes.copyOf(text);
  }

  /**
   * CMAC (NIST SP 800-38B) whose chain starts at {@code vector}: zeros make it the standard one.
   */
  Bytes cmac(Bytes vector, Bytes message) {
    int length = message.length();
    int blocks = Math.max(1, (length + blockSize - 1) / blockSize);
    boolean whole = length == blocks * blockSize;
    byte[] text = new byte[blocks * blockSize];
    message.copyInto(text, 0);
    if (!whole) {
      text[length] = (byte) 0x80;
    }
    byte[] subkey = doubled(block(encrypt, new byte[blockSize], 0));
    xorInto(text, text.length - blockSize, whole ? subkey : doubled(subkey));
    Bytes chained = encryptCbc(vector, Bytes.copyOf(text));
    return chained.from(chained.length() - blockSize);
  }

  private byte[] doubled(byte[] value) {
    byte[] shifted = new byte[blockSize];
    int carry = 0;
    for (int i = blockSize - 1; i >= 0; i--) {
      int wide = ((value[i] & 0xFF) << 1) | carry;
      shifted[i] = (byte) wide;
      carry = wide >> 8;
    }
    if (carry != 0) {
      shifted[blockSize - 1] ^= (byte) subkeyConstant;
    }
    return shifted;
  }

  private void xorInto(byte[] text, int at, byte[] other) {
    for (int i = 0; i < blockSize; i++) {
      text[at + i] ^= other[i];
    }
  }

  private byte[] block(Cipher cipher, byte[] text, int at) {
    try {
      return cipher.doFinal(text, at, blockSize);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("one whole block never fails", e);
    }
  }
}
