package org.stile.simulator.chip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.stile.chips.crypto.AesKey;
import org.stile.chips.crypto.Ev2Cipher;
import org.stile.core.Bytes;

/**
 * The reader's end of every session a chip knows, for tests that say things no honest reader says.
 * EV2 runs on the product's own crypto, so that card and reader do not share a mistake.
 */
final class TestReader {
  static final int FRAME = 59;
  private static final int MORE = 0xAF;

  private final VirtualChip chip;
  private final Random random = new Random(7);
  private Session session = new Session.None();

  TestReader(VirtualChip chip) {
    this.chip = chip;
  }

  /** A blank chip in the field and a reader at it. */
  static TestReader at(Generation generation) {
    return at(
        VirtualChips.blank(
            generation, Bytes.hex("04112233445566"), new Random(1), ComputeTimes.OFF));
  }

  static TestReader at(VirtualChip chip) {
    chip.enterField();
    return new TestReader(chip);
  }

  record Outcome(int status, Bytes data) {
    Bytes ok() {
      assertThat(status).as("status %02x", status).isZero();
      return data;
    }
  }

  enum Flow {
    NONE,
    IN,
    OUT
  }

  private sealed interface Session {
    record None() implements Session {}

    record Legacy(BlockCipher cipher) implements Session {}

    final class Ev1 implements Session {
      final BlockCipher cipher;
      Bytes vector;

      Ev1(BlockCipher cipher) {
        this.cipher = cipher;
        this.vector = cipher.zeroVector();
      }

      Bytes mac(Bytes message) {
        vector = cipher.cmac(vector, message);
        return vector.slice(0, 8);
      }
    }

    final class Ev2 implements Session {
      final Ev2Cipher cipher;
      final Bytes ti;
      int counter;

      Ev2(Ev2Cipher cipher, Bytes ti, int counter) {
        this.cipher = cipher;
        this.ti = ti;
        this.counter = counter;
      }
    }
  }

  VirtualChip chip() {
    return chip;
  }

  /** The chip leaves and comes back; the reader forgets its session. */
  void newTap() {
    chip.leaveField();
    chip.enterField();
    session = new Session.None();
  }

  /** One wrapped frame and its answer, nothing checked, nothing protected. */
  Outcome frame(int code, Bytes data) {
    Bytes lengths = data.isEmpty() ? Bytes.EMPTY : Bytes.of(data.length());
    Bytes apdu = Bytes.concat(Bytes.of(0x90, code, 0, 0), lengths, data, Bytes.of(0));
    Bytes answer = chip.exchange(apdu).response();
    assertThat(answer.length()).isGreaterThanOrEqualTo(2);
    assertThat(answer.at(answer.length() - 2)).isEqualTo(0x91);
    return new Outcome(answer.at(answer.length() - 1), answer.slice(0, answer.length() - 2));
  }

  Outcome frame(int code, String hex) {
    return frame(code, Bytes.hex(hex));
  }

  /** A whole command and its whole answer, in as many frames as it takes, nothing protected. */
  Outcome whole(int code, Bytes data) {
    boolean cut = code == 0x3D || code == 0x3B;
    Bytes rest = data;
    Outcome outcome = frame(code, cut ? head(rest) : rest);
    while (cut && rest.length() > FRAME && outcome.status() == MORE) {
      rest = rest.from(FRAME);
      outcome = frame(MORE, head(rest));
    }
    Bytes told = outcome.data();
    while (outcome.status() == MORE) {
      outcome = frame(MORE, Bytes.EMPTY);
      told = Bytes.concat(told, outcome.data());
    }
    return new Outcome(outcome.status(), told);
  }

  private static Bytes head(Bytes data) {
    return data.slice(0, Math.min(FRAME, data.length()));
  }

  /** A command that is all header, protected as the session does it. */
  Outcome tell(int code, String hex) {
    return send(code, Bytes.hex(hex), Bytes.EMPTY, CommMode.MACED, Flow.NONE);
  }

  Bytes must(int code, String hex) {
    return tell(code, hex).ok();
  }

  Outcome send(int code, Bytes header, Bytes payload, CommMode mode, Flow flow) {
    Outcome outcome = whole(code, protect(code, header, payload, mode, flow));
    if (outcome.status() != 0) {
      session = new Session.None();
      return outcome;
    }
    return new Outcome(0, unprotect(outcome.data(), mode, flow));
  }

  Bytes protect(int code, Bytes header, Bytes payload, CommMode mode, Flow flow) {
    Bytes plain = Bytes.concat(header, payload);
    return switch (session) {
      case Session.None _ -> plain;
      case Session.Legacy legacy -> {
        if (flow != Flow.IN || mode != CommMode.FULL) {
          yield plain;
        }
        Bytes checked = Bytes.concat(payload, Checksum.crc16(payload));
        yield Bytes.concat(header, sentLegacy(legacy.cipher(), Padding.zeros(checked, 8)));
      }
      case Session.Ev1 ev1 -> {
        Bytes message = Bytes.concat(Bytes.of(code), plain);
        if (flow != Flow.IN || mode == CommMode.PLAIN) {
          Bytes _ = ev1.mac(message);
          yield plain;
        }
        if (mode == CommMode.MACED) {
          yield Bytes.concat(plain, ev1.mac(message));
        }
        Bytes checked = Bytes.concat(payload, Checksum.crc32(message));
        yield Bytes.concat(header, enciphered(ev1, checked));
      }
      case Session.Ev2 ev2 -> {
        if (mode == CommMode.PLAIN) {
          yield plain;
        }
        Bytes carried = plain;
        if (mode == CommMode.FULL && flow == Flow.IN) {
          Bytes secret = ev2.cipher.encrypt(Ev2Cipher.Way.COMMAND, ev2.counter, payload);
          carried = Bytes.concat(header, secret);
        }
        yield Bytes.concat(carried, ev2.cipher.mac(code, ev2.counter, carried));
      }
    };
  }

  private static Bytes enciphered(Session.Ev1 ev1, Bytes checked) {
    int block = ev1.cipher.blockSize();
    Bytes secret = ev1.cipher.encryptCbc(ev1.vector, Padding.zeros(checked, block));
    ev1.vector = secret.from(secret.length() - block);
    return secret;
  }

  /** The body of an EV1 ChangeKey: its first checksum covers command and number too. */
  Bytes ev1Key(int number, Bytes material, Bytes keyChecksum) {
    Bytes covered = Bytes.concat(Bytes.of(0xC4, number), material);
    Bytes plain = Bytes.concat(material, Checksum.crc32(covered), keyChecksum);
    return Bytes.concat(Bytes.of(number), enciphered((Session.Ev1) session, plain));
  }

  /** The body of a ChangeKey of the first generation, for the session's own key. */
  Bytes legacyKey(int number, Bytes material) {
    Bytes plain = Padding.zeros(Bytes.concat(material, Checksum.crc16(material)), 8);
    BlockCipher cipher = ((Session.Legacy) session).cipher();
    return Bytes.concat(Bytes.of(number), sentLegacy(cipher, plain));
  }

  /** The first generation's reader deciphers to send: C = D(P ^ last C). */
  private static Bytes sentLegacy(BlockCipher cipher, Bytes plain) {
    Bytes last = cipher.zeroVector();
    Bytes sent = Bytes.EMPTY;
    for (int i = 0; i < plain.length(); i += 8) {
      byte[] block = plain.slice(i, i + 8).toArray();
      for (int j = 0; j < 8; j++) {
        block[j] ^= (byte) last.at(j);
      }
      last = cipher.decryptCbc(cipher.zeroVector(), Bytes.copyOf(block));
      sent = Bytes.concat(sent, last);
    }
    return sent;
  }

  private Bytes unprotect(Bytes data, CommMode mode, Flow flow) {
    boolean secret = mode == CommMode.FULL && flow == Flow.OUT;
    return switch (session) {
      case Session.None _ -> data;
      case Session.Legacy legacy ->
          secret ? legacy.cipher().decryptCbc(legacy.cipher().zeroVector(), data) : data;
      case Session.Ev1 ev1 -> {
        if (secret) {
          Bytes plain = ev1.cipher.decryptCbc(ev1.vector, data);
          ev1.vector = data.from(data.length() - ev1.cipher.blockSize());
          yield withoutCrc(plain);
        }
        Bytes told = data.slice(0, data.length() - 8);
        Bytes mac = ev1.mac(Bytes.concat(told, Bytes.of(0)));
        assertThat(data.from(told.length())).as("answer's MAC").isEqualTo(mac);
        yield told;
      }
      case Session.Ev2 ev2 -> {
        ev2.counter++;
        if (mode == CommMode.PLAIN) {
          yield data;
        }
        Bytes carried = data.slice(0, data.length() - 8);
        Bytes mac = ev2.cipher.mac(0, ev2.counter, carried);
        assertThat(data.from(carried.length())).as("answer's MAC").isEqualTo(mac);
        yield secret && !carried.isEmpty()
            ? ev2.cipher.decrypt(Ev2Cipher.Way.RESPONSE, ev2.counter, carried).orElseThrow()
            : carried;
      }
    };
  }

  /** Finds the CRC that is right and followed by padding only. */
  private static Bytes withoutCrc(Bytes plain) {
    for (int length = plain.length() - 4; length >= 0; length--) {
      Bytes payload = plain.slice(0, length);
      Bytes crc = Checksum.crc32(Bytes.concat(payload, Bytes.of(0)));
      Bytes padding = plain.from(length + 4);
      boolean zeros = Padding.isZeros(padding);
      boolean marked =
          !padding.isEmpty() && padding.at(0) == 0x80 && Padding.isZeros(padding.from(1));
      if (plain.slice(length, length + 4).equals(crc) && (zeros || marked)) {
        return payload;
      }
    }
    throw new AssertionError("no CRC in " + plain);
  }

  void select(String aidOnTheWire) {
    assertThat(frame(0x5A, aidOnTheWire).status()).isZero();
    session = new Session.None();
  }

  Bytes draw(int length) {
    return Handshake.draw(random, length);
  }

  /** AuthenticateISO (1A) or AuthenticateAES (AA). */
  int authenticateEv1(int number, ChipKey key) {
    BlockCipher cipher = key.cipher();
    int length = cipher.blockSize();
    session = new Session.None();
    Outcome first = frame(key.type() == KeyType.AES ? 0xAA : 0x1A, Bytes.of(number));
    if (first.status() != MORE) {
      return first.status();
    }
    Bytes b = cipher.decryptCbc(cipher.zeroVector(), first.data());
    Bytes a = draw(length);
    Bytes sent = cipher.encryptCbc(first.data(), Bytes.concat(a, rotated(b)));
    Outcome second = frame(MORE, sent);
    if (second.status() == 0) {
      assertThat(cipher.decryptCbc(sent.from(length), second.data())).isEqualTo(rotated(a));
      session = new Session.Ev1(BlockCipher.of(key.type(), oldKey(key, a, b)));
    }
    return second.status();
  }

  int authenticateLegacy(ChipKey key) {
    BlockCipher cipher = key.cipher();
    Outcome first = frame(0x0A, Bytes.of(0));
    if (first.status() != MORE) {
      return first.status();
    }
    Bytes b = cipher.decryptCbc(cipher.zeroVector(), first.data());
    Bytes a = draw(8);
    Outcome second = frame(MORE, sentLegacy(cipher, Bytes.concat(a, rotated(b))));
    if (second.status() == 0) {
      Bytes proof = cipher.decryptCbc(cipher.zeroVector(), second.data());
      assertThat(proof).isEqualTo(rotated(a));
      session = new Session.Legacy(BlockCipher.of(KeyType.TDEA, oldKey(key, a, b)));
    }
    return second.status();
  }

  private static Bytes oldKey(ChipKey key, Bytes a, Bytes b) {
    Bytes half = Bytes.concat(a.slice(0, 4), b.slice(0, 4));
    if (key.type() == KeyType.AES) {
      return Bytes.concat(half, a.slice(12, 16), b.slice(12, 16));
    }
    boolean single = key.value().slice(0, 8).equals(key.value().from(8));
    return Bytes.concat(half, single ? half : Bytes.concat(a.slice(4, 8), b.slice(4, 8)));
  }

  int authenticateEv2(int number, ChipKey key) {
    return authenticateEv2(number, key, true);
  }

  int authenticateEv2(int number, ChipKey key, boolean firstOfTransaction) {
    BlockCipher cipher = key.cipher();
    Bytes zero = cipher.zeroVector();
    Outcome begun =
        firstOfTransaction ? frame(0x71, Bytes.of(number, 0)) : frame(0x77, Bytes.of(number));
    if (begun.status() != MORE) {
      return begun.status();
    }
    Bytes b = cipher.decryptCbc(zero, begun.data());
    Bytes a = draw(16);
    Outcome done = frame(MORE, cipher.encryptCbc(zero, Bytes.concat(a, rotated(b))));
    if (done.status() != 0) {
      return done.status();
    }
    Bytes proof = cipher.decryptCbc(zero, done.data());
    Bytes ti = firstOfTransaction ? proof.slice(0, 4) : ((Session.Ev2) session).ti;
    int counter = firstOfTransaction ? 0 : ((Session.Ev2) session).counter;
    assertThat(firstOfTransaction ? proof.slice(4, 20) : proof).isEqualTo(rotated(a));
    try (AesKey secret = AesKey.copyOf(key.value().toArray())) {
      session = new Session.Ev2(Ev2Cipher.between(secret, a, b, ti), ti, counter);
    }
    return 0;
  }

  static Bytes rotated(Bytes value) {
    return Bytes.concat(value.from(1), value.slice(0, 1));
  }

  /** The session each generation is best at. */
  void authenticate(Generation generation, int number, ChipKey key) {
    int status =
        generation.knowsEv2() ? authenticateEv2(number, key) : authenticateEv1(number, key);
    assertThat(status).as("status %02x", status).isZero();
  }
}
