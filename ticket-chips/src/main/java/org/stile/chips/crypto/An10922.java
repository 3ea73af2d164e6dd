package org.stile.chips.crypto;

import java.util.Arrays;
import org.stile.core.Bytes;

/** Gives every chip keys of its own, made from a master key and who the chip is (AN10922 §2.2). */
public final class An10922 {
  /** Together with the constant in front of it, two blocks. */
  public static final int INPUT_LENGTH_MAX = 31;

  private static final byte AES_128 = 0x01; // The diversification constant for AES-128.
  private static final int BLOCKS = 2;

  private An10922() {}

  /**
   * The AES-128 key of one chip.
   *
   * @param input what tells it from others: uid, application, system; range [1, 31] bytes.
   */
  public static AesKey diversify(AesKey master, Bytes input) {
    if (input.length() < 1 || input.length() > INPUT_LENGTH_MAX) {
      throw new IllegalArgumentException(
          "diversification input has 1 to 31 bytes, not " + input.length());
    }
    byte[] message = new byte[1 + input.length()];
    message[0] = AES_128;
    input.copyInto(message, 1);
    byte[] derived = new Cmac(master).paddedTo(BLOCKS, message);
    AesKey key = AesKey.copyOf(derived);
    Arrays.fill(derived, (byte) 0);
    return key;
  }
}
