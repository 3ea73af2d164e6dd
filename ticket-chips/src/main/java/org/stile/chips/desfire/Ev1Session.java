package org.stile.chips.desfire;

import java.util.Arrays;
import org.stile.chips.ChipException;
import org.stile.chips.ChipException.Fault;
import org.stile.chips.crypto.Aes;
import org.stile.chips.crypto.AesKey;
import org.stile.chips.crypto.DesfireCrc32;
import org.stile.chips.crypto.Ev1Cipher;
import org.stile.chips.desfire.Command.Mode;
import org.stile.chips.desfire.NativeLink.Answer;
import org.stile.core.Bytes;

/**
 * EV1 secure messaging under AES: one vector runs through every command and every answer, whether
 * its code is sent or not, so that none can be left out or repeated. A command's code is sent only
 * where a file takes data in MACed mode; an answer's always. What is enciphered carries a checksum
 * over the command instead. (As nfcjlib and libfreefare do it; the data sheet is not public.)
 */
final class Ev1Session implements DesfireSession {
  private static final Bytes OK = Bytes.of(Status.OK.code());

  private final NativeLink link;
  private final Ev1Cipher cipher;
  private boolean over;

  Ev1Session(NativeLink link, Ev1Cipher cipher) {
    this.link = link;
    this.cipher = cipher;
  }

  @Override
  public Bytes call(Command command) throws ChipException {
    boolean writes = command.data().length() > 0;
    Bytes body = command.body();
    if (command.mode() == Mode.FULL && writes) {
      Bytes plain = Bytes.concat(command.data(), DesfireCrc32.of(command.whole()));
      body = Bytes.concat(command.header(), cipher.encrypt(padded(plain)));
    } else {
      Bytes code = cipher.mac(command.whole());
      if (command.mode() == Mode.MAC && writes) {
        body = Bytes.concat(body, code);
      }
    }
    Bytes content = send(command.instruction(), body).content();
    boolean enciphered = command.mode() == Mode.FULL && !writes;
    Bytes answer = enciphered ? deciphered(command, content) : verified(command, content);
    int expected = command.answerLength();
    if (expected != Command.ANY_LENGTH && answer.length() != expected) {
      throw end(
          new Fault.Malformed(
              title(command) + " gave " + answer.length() + " bytes, not " + expected));
    }
    return answer;
  }

  @Override
  public void changeKey(int number, AesKey old, AesKey fresh, int version, boolean own)
      throws ChipException {
    byte[] next = fresh.reveal();
    byte[] data = Arrays.copyOf(next, AesKey.LENGTH + 1);
    data[AesKey.LENGTH] = (byte) version;
    Bytes checksum = own ? Bytes.EMPTY : DesfireCrc32.of(Bytes.copyOf(next));
    if (!own) {
      byte[] previous = old.reveal();
      for (int i = 0; i < AesKey.LENGTH; i++) {
        data[i] ^= previous[i];
      }
      Arrays.fill(previous, (byte) 0);
    }
    Arrays.fill(next, (byte) 0);
    var command =
        new Command(Instruction.CHANGE_KEY, Bytes.of(number), Bytes.copyOf(data), Mode.FULL, 0);
    Arrays.fill(data, (byte) 0);
    Bytes plain = Bytes.concat(command.data(), DesfireCrc32.of(command.whole()), checksum);
    Bytes body = Bytes.concat(command.header(), cipher.encrypt(padded(plain)));
    Answer answer = send(command.instruction(), body);
    if (own) {
      over = true; // The key that would vouch for the answer is no more.
    } else {
      verified(command, answer.content());
    }
  }

  @Override
  public int onePieceMax() {
    return 0;
  }

  @Override
  public boolean over() {
    return over;
  }

  private Answer send(Instruction instruction, Bytes body) throws ChipException {
    if (over) {
      throw new IllegalStateException("this session is over");
    }
    Answer answer;
    try {
      answer = link.send(instruction, body);
    } catch (ChipException e) {
      over = true;
      throw e;
    }
    if (!answer.says(Status.OK)) {
      over = true;
      throw answer.refusal(instruction);
    }
    return answer;
  }

  private Bytes verified(Command command, Bytes content) throws ChipException {
    int end = content.length() - Ev1Cipher.MAC_LENGTH;
    if (end < 0) {
      throw end(new Fault.WrongMac(title(command)));
    }
    Bytes answer = content.slice(0, end);
    if (!cipher.mac(Bytes.concat(answer, OK)).matches(content.from(end))) {
      throw end(new Fault.WrongMac(title(command)));
    }
    return answer;
  }

  /** Data, checksum over data and status, zeros to a whole block. */
  private Bytes deciphered(Command command, Bytes content) throws ChipException {
    int length = command.answerLength();
    int whole = paddedLength(length + DesfireCrc32.LENGTH);
    if (length == Command.ANY_LENGTH || content.length() != whole) {
      throw end(
          new Fault.Malformed(title(command) + " gave " + content.length() + " secret bytes"));
    }
    Bytes plain = cipher.decrypt(content);
    Bytes answer = plain.slice(0, length);
    Bytes rest = plain.from(length);
    Bytes expected = padded(Bytes.concat(answer, DesfireCrc32.of(Bytes.concat(answer, OK))));
    if (!expected.from(length).matches(rest)) {
      throw end(new Fault.WrongMac(title(command)));
    }
    return answer;
  }

  private static Bytes padded(Bytes plain) {
    return Bytes.copyOf(Arrays.copyOf(plain.toArray(), paddedLength(plain.length())));
  }

  private static int paddedLength(int length) {
    return (length + Aes.BLOCK - 1) / Aes.BLOCK * Aes.BLOCK;
  }

  private ChipException end(Fault fault) {
    over = true;
    return new ChipException(fault);
  }

  private static String title(Command command) {
    return command.instruction().title();
  }
}
