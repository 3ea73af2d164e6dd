package org.stile.simulator.chip;

import org.stile.core.Bytes;

/**
 * Takes a new key out of a ChangeKey command (C4).
 *
 * <pre>
 *  own key      new | version | CRC(new...)
 *  another key  new ^ old | version | CRC(...) | CRC(new)
 * </pre>
 *
 * <p>A DES key has no version byte. EV1's first CRC32 covers command, number, key and version; the
 * first generation's CRC16 only key and version; EV2 has a MAC instead of the first. (AN12343,
 * ChangeKey, for EV2.)
 */
final class KeyCryptogram {
  private final CardState state;
  private final int number;
  private final int sentNumber;
  private final boolean aes;

  private KeyCryptogram(CardState state, int number, int sentNumber, boolean aes) {
    this.state = state;
    this.number = number;
    this.sentNumber = sentNumber;
    this.aes = aes;
  }

  /** Key number as sent, new key and, for AES, version: {@code data} without all protection. */
  static Bytes open(CardState state, Bytes data) throws Declined {
    Declined.unless(!data.isEmpty(), Status.LENGTH_ERROR);
    int sent = data.at(0);
    int number = KeyCommands.wantRight(state, sent);
    boolean aes = !state.atPicc() || (sent & 0x80) != 0;
    var cryptogram = new KeyCryptogram(state, number, sent, aes);
    return switch (state.channel()) {
      case NoChannel _ -> throw new Declined(Status.AUTHENTICATION_ERROR);
      case LegacyChannel legacy -> cryptogram.checked16(legacy.recover(data.from(1)));
      case Ev1Channel ev1 -> cryptogram.checked32(ev1.recover(data.from(1)));
      case Ev2Channel ev2 -> cryptogram.checkedEv2(ev2, data);
    };
  }

  private boolean isOwn() {
    return number == state.channel().keyNumber();
  }

  private int keyLength() {
    return aes ? ChipKey.LENGTH + 1 : ChipKey.LENGTH;
  }

  private Bytes checked16(Bytes plain) throws Declined {
    Declined.unless(plain.length() >= keyLength() + 4, Status.LENGTH_ERROR);
    Bytes sent = plain.slice(0, keyLength());
    Bytes opened = unmasked(sent);
    Bytes sums = Checksum.crc16(sent);
    if (!isOwn()) {
      sums = Bytes.concat(sums, Checksum.crc16(opened.slice(0, ChipKey.LENGTH)));
    }
    return withNumber(opened, plain.from(keyLength()), sums);
  }

  private Bytes checked32(Bytes plain) throws Declined {
    Declined.unless(plain.length() >= keyLength() + 4, Status.LENGTH_ERROR);
    Bytes sent = plain.slice(0, keyLength());
    Bytes opened = unmasked(sent);
    Bytes covered = Bytes.concat(Bytes.of(Instruction.CHANGE_KEY.code(), sentNumber), sent);
    Bytes sums = Checksum.crc32(covered);
    if (!isOwn()) {
      sums = Bytes.concat(sums, Checksum.crc32(opened.slice(0, ChipKey.LENGTH)));
    }
    return withNumber(opened, plain.from(keyLength()), sums);
  }

  private Bytes checkedEv2(Ev2Channel channel, Bytes data) throws Declined {
    Bytes plain =
        channel.open(Instruction.CHANGE_KEY.code(), data, Protection.fullPayload(1, 0)).from(1);
    int sums = isOwn() ? 0 : 4;
    Declined.unless(plain.length() == keyLength() + sums, Status.LENGTH_ERROR);
    Bytes opened = unmasked(plain.slice(0, keyLength()));
    Bytes expected = isOwn() ? Bytes.EMPTY : Checksum.crc32(opened.slice(0, ChipKey.LENGTH));
    return withNumber(opened, plain.from(keyLength()), expected);
  }

  private Bytes unmasked(Bytes sent) throws Declined {
    if (isOwn()) {
      return sent;
    }
    byte[] opened = sent.toArray();
    Bytes old = state.key(number).value();
    for (int i = 0; i < old.length(); i++) {
      opened[i] ^= (byte) old.at(i);
    }
    return Bytes.copyOf(opened);
  }

  private Bytes withNumber(Bytes opened, Bytes rest, Bytes sums) throws Declined {
    boolean intact =
        rest.length() >= sums.length()
            && rest.slice(0, sums.length()).equals(sums)
            && Padding.isZeros(rest.from(sums.length()));
    Declined.unless(intact, Status.INTEGRITY_ERROR);
    return Bytes.concat(Bytes.of(sentNumber), opened);
  }
}
