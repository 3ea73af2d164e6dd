package org.stile.simulator.chip;

import org.stile.core.Bytes;

/**
 * EV1 secure messaging after AuthenticateISO (1A) or AuthenticateAES (AA). Every command and answer
 * moves one chain: the last cipher block or CMAC of each is the initial vector of the next.
 */
final class Ev1Channel implements Channel {
  private static final int MAC_LENGTH = 8;
  private static final int CRC_LENGTH = 4;

  private final int keyNumber;
  private final BlockCipher cipher;
  private Bytes vector;

  Ev1Channel(int keyNumber, BlockCipher cipher) {
    this.keyNumber = keyNumber;
    this.cipher = cipher;
    this.vector = cipher.zeroVector();
  }

  @Override
  public int keyNumber() {
    return keyNumber;
  }

  @Override
  public int sealedLength(int length, CommMode mode) {
    return switch (mode) {
      case PLAIN -> length;
      case MACED -> length + MAC_LENGTH;
      case FULL -> Padding.roundUp(length + CRC_LENGTH, cipher.blockSize());
    };
  }

  /** Only a payload that flows in brings its MAC along; all other commands just move the chain. */
  @Override
  public Bytes open(int code, Bytes data, Protection protection) throws Declined {
    if (protection.flow() != Protection.Flow.IN || protection.mode() == CommMode.PLAIN) {
      mac(Bytes.concat(Bytes.of(code), data));
      return data;
    }
    return protection.mode() == CommMode.FULL
        ? openFull(code, data, protection)
        : openMaced(code, data);
  }

  private Bytes openMaced(int code, Bytes data) throws Declined {
    Declined.unless(data.length() >= MAC_LENGTH, Status.LENGTH_ERROR);
    Bytes command = data.slice(0, data.length() - MAC_LENGTH);
    Bytes expected = mac(Bytes.concat(Bytes.of(code), command));
    Declined.unless(expected.matches(data.from(command.length())), Status.INTEGRITY_ERROR);
    return command;
  }

  private Bytes openFull(int code, Bytes data, Protection protection) throws Declined {
    Bytes header = data.slice(0, protection.headerLength());
    Bytes plain = recover(data.from(protection.headerLength()));
    Bytes payload = plain.slice(0, protection.payloadLength());
    Bytes rest = plain.from(protection.payloadLength());
    Bytes crc = Checksum.crc32(Bytes.concat(Bytes.of(code), header, payload));
    boolean intact =
        rest.slice(0, CRC_LENGTH).equals(crc) && Padding.isZeros(rest.from(CRC_LENGTH));
    Declined.unless(intact, Status.INTEGRITY_ERROR);
    return Bytes.concat(header, payload);
  }

  /** Deciphers and moves the chain, without looking at checksums: ChangeKey has its own. */
  Bytes recover(Bytes cipherText) throws Declined {
    int block = cipher.blockSize();
    boolean whole = !cipherText.isEmpty() && cipherText.length() % block == 0;
    Declined.unless(whole, Status.LENGTH_ERROR);
    Bytes plain = cipher.decryptCbc(vector, cipherText);
    vector = cipherText.from(cipherText.length() - block);
    return plain;
  }

  @Override
  public Bytes seal(Bytes answer, Protection protection) {
    Bytes withStatus = Bytes.concat(answer, Bytes.of(Status.OPERATION_OK.code()));
    if (!protection.enciphersAnswer()) {
      return Bytes.concat(answer, mac(withStatus));
    }
    Bytes checked = Bytes.concat(answer, Checksum.crc32(withStatus));
    int block = cipher.blockSize();
    Bytes padded =
        protection.marked() ? Padding.marked(checked, block) : Padding.zeros(checked, block);
    Bytes cipherText = cipher.encryptCbc(vector, padded);
    vector = cipherText.from(cipherText.length() - block);
    return cipherText;
  }

  private Bytes mac(Bytes message) {
    vector = cipher.cmac(vector, message);
    return vector.slice(0, MAC_LENGTH);
  }
}
