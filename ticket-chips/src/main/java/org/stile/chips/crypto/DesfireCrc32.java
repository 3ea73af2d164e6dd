package org.stile.chips.crypto;

import java.util.zip.CRC32;
import org.stile.core.Bytes;

/**
 * The checksum inside enciphered DESFire messages: the CRC-32 of ISO/IEC 3309 without its final
 * inversion, low byte first.
 */
public final class DesfireCrc32 {
  /** Length in bytes. */
  public static final int LENGTH = 4;

  private DesfireCrc32() {}

  /** The four bytes that follow {@code content} on the wire. */
  public static Bytes of(Bytes content) {
    var crc = new CRC32();
    crc.update(content.toArray());
    int value = ~(int) crc.getValue();
    return Bytes.of(value, value >>> 8, value >>> 16, value >>> 24);
  }
}
