package org.stile.chips.channel;

import org.stile.core.Bytes;

/**
 * What a reader learns about a chip by listing it (ISO/IEC 14443-3 type A).
 *
 * @param uid 4, 7 or 10 bytes; a first byte 0x08 of a 4-byte uid means a random one.
 * @param atqa SENS_RES, range [0, 0xFFFF].
 * @param sak SEL_RES, range [0, 0xFF]; bit 0x20 says ISO/IEC 14443-4.
 * @param ats answer to select including its length byte, range [0, 64] bytes; empty if none.
 */
public record ChipTarget(Bytes uid, int atqa, int sak, Bytes ats) {
  public ChipTarget {
    if (uid.length() != 4 && uid.length() != 7 && uid.length() != 10) {
      throw new IllegalArgumentException("a uid has 4, 7 or 10 bytes, not " + uid.length());
    }
    if (atqa < 0 || atqa > 0xFFFF || sak < 0 || sak > 0xFF) {
      throw new IllegalArgumentException("atqa or sak out of range: " + atqa + ", " + sak);
    }
    if (ats.length() > 64) {
      throw new IllegalArgumentException("an ats has at most 64 bytes, not " + ats.length());
    }
  }

  /** Whether the chip speaks ISO/IEC 14443-4, so that APDUs can be sent to it. */
  public boolean speaksIsoDep() {
    return (sak & 0x20) != 0;
  }
}
