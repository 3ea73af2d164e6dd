package org.stile.simulator.chip;

import java.util.random.RandomGenerator;
import org.stile.core.Bytes;

/** An authentication whose first half is done: the chip has sent its challenge. */
sealed interface Handshake {
  /** The chip's challenge, enciphered. */
  Bytes challenge();

  /**
   * Checks what the reader made of the challenge.
   *
   * @throws Declined if the reader does not know the key.
   */
  Opened finish(Bytes cryptogram) throws Declined;

  /** A session and the answer that proves the chip's own knowledge of the key. */
  record Opened(Channel channel, Bytes answer) {}

  static Bytes draw(RandomGenerator random, int length) {
    byte[] drawn = new byte[length];
    random.nextBytes(drawn);
    return Bytes.copyOf(drawn);
  }

  private static Bytes rotated(Bytes value) {
    return Bytes.concat(value.from(1), value.slice(0, 1));
  }

  /** Takes the reader's random number out of {@code plain}, if the chip's own is there too. */
  private static Bytes readersRandom(Bytes plain, Bytes own) throws Declined {
    int length = own.length();
    boolean known = plain.from(length).matches(rotated(own));
    Declined.unless(known, Status.AUTHENTICATION_ERROR);
    return plain.slice(0, length);
  }

  private static void wantLength(Bytes cryptogram, int length) throws Declined {
    Declined.unless(cryptogram.length() == length, Status.LENGTH_ERROR);
  }

  /** Parts of both random numbers, as sessions before EV2 use them for a key. */
  private static Bytes oldSessionKey(ChipKey key, Bytes a, Bytes b) {
    return switch (key.type()) {
      case AES -> Bytes.concat(a.slice(0, 4), b.slice(0, 4), a.slice(12, 16), b.slice(12, 16));
      case TDEA -> {
        Bytes first = Bytes.concat(a.slice(0, 4), b.slice(0, 4));
        boolean single = key.value().slice(0, 8).equals(key.value().slice(8, 16));
        yield single
            ? Bytes.concat(first, first)
            : Bytes.concat(first, a.slice(4, 8), b.slice(4, 8));
      }
    };
  }

  /** AuthenticateLegacy, 0A: the chip only encrypts, the reader only decrypts. */
  record Legacy(int number, ChipKey key, Bytes own) implements Handshake {
    @Override
    public Bytes challenge() {
      BlockCipher cipher = key.cipher();
      return cipher.encryptCbc(cipher.zeroVector(), own);
    }

    @Override
    public Opened finish(Bytes cryptogram) throws Declined {
      wantLength(cryptogram, 2 * own.length());
      BlockCipher cipher = key.cipher();
      Bytes readers = readersRandom(cipher.encryptToRecover(cryptogram), own);
      Bytes answer = cipher.encryptCbc(cipher.zeroVector(), rotated(readers));
      BlockCipher session = BlockCipher.of(KeyType.TDEA, oldSessionKey(key, readers, own));
      return new Opened(new LegacyChannel(number, session), answer);
    }
  }

  /** AuthenticateISO, 1A, and AuthenticateAES, AA: one CBC chain through all three passes. */
  record Chained(int number, ChipKey key, Bytes own) implements Handshake {
    @Override
    public Bytes challenge() {
      BlockCipher cipher = key.cipher();
      return cipher.encryptCbc(cipher.zeroVector(), own);
    }

    @Override
    public Opened finish(Bytes cryptogram) throws Declined {
      int length = own.length();
      wantLength(cryptogram, 2 * length);
      BlockCipher cipher = key.cipher();
      Bytes readers = readersRandom(cipher.decryptCbc(challenge(), cryptogram), own);
      Bytes answer = cipher.encryptCbc(cryptogram.from(length), rotated(readers));
      BlockCipher session = BlockCipher.of(key.type(), oldSessionKey(key, readers, own));
      return new Opened(new Ev1Channel(number, session), answer);
    }
  }

  /**
   * AuthenticateEV2First, 71 (AN12343, authentication): starts a transaction identifier.
   *
   * @param capabilities what the reader said it can, 6 bytes, sent back.
   */
  record Ev2First(int number, ChipKey key, Bytes own, Bytes identifier, Bytes capabilities)
      implements Handshake {
    static final int CAPABILITIES_LENGTH = 6;

    @Override
    public Bytes challenge() {
      BlockCipher cipher = key.cipher();
      return cipher.encryptCbc(cipher.zeroVector(), own);
    }

    @Override
    public Opened finish(Bytes cryptogram) throws Declined {
      wantLength(cryptogram, 2 * own.length());
      BlockCipher cipher = key.cipher();
      Bytes readers = readersRandom(cipher.decryptCbc(cipher.zeroVector(), cryptogram), own);
      Bytes chipCapabilities = Bytes.copyOf(new byte[CAPABILITIES_LENGTH]);
      Bytes plain = Bytes.concat(identifier, rotated(readers), chipCapabilities, capabilities);
      Bytes answer = cipher.encryptCbc(cipher.zeroVector(), plain);
      var channel = new Ev2Channel(number, identifier, 0, ev2Keys(cipher, readers, own));
      return new Opened(channel, answer);
    }
  }

  /** AuthenticateEV2NonFirst, 77: another key, the same identifier and counter. */
  record Ev2NonFirst(int number, ChipKey key, Bytes own, Bytes identifier, int counter)
      implements Handshake {
    @Override
    public Bytes challenge() {
      BlockCipher cipher = key.cipher();
      return cipher.encryptCbc(cipher.zeroVector(), own);
    }

    @Override
    public Opened finish(Bytes cryptogram) throws Declined {
      wantLength(cryptogram, 2 * own.length());
      BlockCipher cipher = key.cipher();
      Bytes readers = readersRandom(cipher.decryptCbc(cipher.zeroVector(), cryptogram), own);
      Bytes answer = cipher.encryptCbc(cipher.zeroVector(), rotated(readers));
      var channel = new Ev2Channel(number, identifier, counter, ev2Keys(cipher, readers, own));
      return new Opened(channel, answer);
    }
  }

  /**
   * The two session keys of EV2: CMACs over parts of both random numbers (AN12343, session keys).
   *
   * <pre>
   *  0      2      4      6       8              14            24
   *  label  00 01  00 80  A[0,2)  A[2,8)^B[0,6)  B[6,16)       A[8,16)
   * </pre>
   */
  static Ev2Channel.SessionKeys ev2Keys(BlockCipher cipher, Bytes a, Bytes b) {
    byte[] mixed = a.slice(2, 8).toArray();
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] ^= (byte) b.at(i);
    }
    Bytes context =
        Bytes.concat(
            Bytes.of(0x00, 0x01, 0x00, 0x80),
            a.slice(0, 2),
            Bytes.copyOf(mixed),
            b.from(6),
            a.from(8));
    Bytes zero = cipher.zeroVector();
    return new Ev2Channel.SessionKeys(
        cipher.cmac(zero, Bytes.concat(Bytes.of(0xA5, 0x5A), context)),
        cipher.cmac(zero, Bytes.concat(Bytes.of(0x5A, 0xA5), context)));
  }
}
