package org.stile.simulator.chip;

import org.stile.core.Bytes;

/**
 * Secure messaging of the first DESFire (after AuthenticateLegacy, 0A), as far as the chip's own
 * level needs it: only payloads are protected, by a CRC16 and by enciphering. Applications have AES
 * keys only, so no file is ever read or written through it.
 */
record LegacyChannel(int keyNumber, BlockCipher cipher) implements Channel {
  private static final int CRC_LENGTH = 2;

  @Override
  public int sealedLength(int length, CommMode mode) {
    return mode == CommMode.FULL
        ? Padding.roundUp(length + CRC_LENGTH, cipher.blockSize())
        : length;
  }

  @Override
  public Bytes open(int code, Bytes data, Protection protection) throws Declined {
    if (!protection.enciphersCommand()) {
      return data;
    }
    int header = protection.headerLength();
    Bytes plain = recover(data.from(header));
    Bytes payload = plain.slice(0, protection.payloadLength());
    Bytes rest = plain.from(protection.payloadLength());
    boolean intact =
        rest.slice(0, CRC_LENGTH).equals(Checksum.crc16(payload))
            && Padding.isZeros(rest.from(CRC_LENGTH));
    Declined.unless(intact, Status.INTEGRITY_ERROR);
    return Bytes.concat(data.slice(0, header), payload);
  }

  /** Deciphers without looking at checksums: ChangeKey has its own. */
  Bytes recover(Bytes cipherText) throws Declined {
    Declined.unless(cipherText.length() % cipher.blockSize() == 0, Status.LENGTH_ERROR);
    return cipher.encryptToRecover(cipherText);
  }

  @Override
  public Bytes seal(Bytes answer, Protection protection) {
    if (!protection.enciphersAnswer()) {
      return answer;
    }
    Bytes checked = Bytes.concat(answer, Checksum.crc16(answer));
    return cipher.encryptCbc(cipher.zeroVector(), Padding.zeros(checked, cipher.blockSize()));
  }
}
