package org.stile.simulator.chip;

import org.stile.core.Bytes;

/**
 * EV2 secure messaging after AuthenticateEV2First (71) or AuthenticateEV2NonFirst (77): nothing is
 * chained, a transaction identifier and a command counter tie each message to its place (AN12343,
 * secure messaging; MF2DLHX0, EV2 secure messaging).
 */
final class Ev2Channel implements Channel {
  static final int IDENTIFIER_LENGTH = 4;
  private static final int MAC_LENGTH = 8;
  private static final int BLOCK = 16;
  private static final int COUNTER_MAX = 0xFFFF;

  private final int keyNumber;
  private final Bytes identifier;
  private final BlockCipher enciphering;
  private final BlockCipher authenticating;
  private int counter;

  Ev2Channel(int keyNumber, Bytes identifier, int counter, SessionKeys keys) {
    this.keyNumber = keyNumber;
    this.identifier = identifier;
    this.counter = counter;
    this.enciphering = BlockCipher.of(KeyType.AES, keys.enciphering());
    this.authenticating = BlockCipher.of(KeyType.AES, keys.authenticating());
  }

  /** The two keys of a session. */
  record SessionKeys(Bytes enciphering, Bytes authenticating) {}

  @Override
  public int keyNumber() {
    return keyNumber;
  }

  Bytes identifier() {
    return identifier;
  }

  int counter() {
    return counter;
  }

  @Override
  public int sealedLength(int length, CommMode mode) {
    return switch (mode) {
      case PLAIN -> length;
      case MACED -> length + MAC_LENGTH;
      case FULL -> Padding.roundUp(length + 1, BLOCK) + MAC_LENGTH;
    };
  }

  @Override
  public Bytes open(int code, Bytes data, Protection protection) throws Declined {
    Declined.unless(counter < COUNTER_MAX, Status.PERMISSION_DENIED);
    if (protection.mode() == CommMode.PLAIN) {
      return data;
    }
    Declined.unless(data.length() >= MAC_LENGTH, Status.LENGTH_ERROR);
    Bytes command = data.slice(0, data.length() - MAC_LENGTH);
    Bytes expected = mac(code, command);
    Declined.unless(expected.matches(data.from(command.length())), Status.INTEGRITY_ERROR);
    if (!protection.enciphersCommand()) {
      return command;
    }
    int header = protection.headerLength();
    boolean whole = command.length() > header && (command.length() - header) % BLOCK == 0;
    Declined.unless(whole, Status.LENGTH_ERROR);
    Bytes padded = enciphering.decryptCbc(vector(0xA5, 0x5A), command.from(header));
    return Bytes.concat(command.slice(0, header), Padding.unmarked(padded, BLOCK));
  }

  @Override
  public Bytes seal(Bytes answer, Protection protection) {
    counter++;
    if (protection.mode() == CommMode.PLAIN) {
      return answer;
    }
    Bytes carried = answer;
    if (protection.enciphersAnswer() && !answer.isEmpty()) {
      carried = enciphering.encryptCbc(vector(0x5A, 0xA5), Padding.marked(answer, BLOCK));
    }
    return Bytes.concat(carried, mac(Status.OPERATION_OK.code(), carried));
  }

  private Bytes vector(int first, int second) {
    Bytes start =
        Bytes.concat(
            Bytes.of(first, second),
            identifier,
            LittleEndian.bytes(counter, 2),
            Bytes.copyOf(new byte[8]));
    return enciphering.encryptCbc(enciphering.zeroVector(), start);
  }

  private Bytes mac(int code, Bytes carried) {
    Bytes message =
        Bytes.concat(Bytes.of(code), LittleEndian.bytes(counter, 2), identifier, carried);
    return truncated(authenticating.cmac(authenticating.zeroVector(), message));
  }

  /** Every second byte, the first one left out: how EV2 shortens a CMAC to 8 bytes. */
  static Bytes truncated(Bytes cmac) {
    byte[] half = new byte[cmac.length() / 2];
    for (int i = 0; i < half.length; i++) {
      half[i] = (byte) cmac.at(2 * i + 1);
    }
    return Bytes.copyOf(half);
  }
}
