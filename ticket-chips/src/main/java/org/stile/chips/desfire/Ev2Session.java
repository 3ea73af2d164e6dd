package org.stile.chips.desfire;

import java.util.Arrays;
import org.stile.chips.ChipException;
import org.stile.chips.ChipException.Fault;
import org.stile.chips.crypto.AesKey;
import org.stile.chips.crypto.DesfireCrc32;
import org.stile.chips.crypto.Ev2Cipher;
import org.stile.chips.crypto.Ev2Cipher.Way;
import org.stile.chips.desfire.Command.Mode;
import org.stile.chips.desfire.NativeLink.Answer;
import org.stile.core.Bytes;

/** EV2 secure messaging (AN12343, "EV2 secure messaging"). */
final class Ev2Session implements DesfireSession {
  private static final int COUNTER_MAX = 0xFFFE; // Two bytes, and the answer counts one more.

  private final NativeLink link;
  private final Ev2Cipher cipher;
  private int counter;
  private boolean over;

  Ev2Session(NativeLink link, Ev2Cipher cipher) {
    this.link = link;
    this.cipher = cipher;
  }

  @Override
  public Bytes call(Command command) throws ChipException {
    Answer answer = send(command);
    Bytes content = command.mode() == Mode.PLAIN ? answer.content() : verified(command, answer);
    if (command.mode() == Mode.FULL && content.length() > 0) {
      content =
          cipher
              .decrypt(Way.RESPONSE, counter, content)
              .orElseThrow(() -> end(new Fault.Malformed(title(command) + ": padding")));
    }
    int expected = command.answerLength();
    if (expected != Command.ANY_LENGTH && content.length() != expected) {
      throw end(
          new Fault.Malformed(
              title(command) + " gave " + content.length() + " bytes, not " + expected));
    }
    return content;
  }

  @Override
  public void changeKey(int number, AesKey old, AesKey fresh, int version, boolean own)
      throws ChipException {
    byte[] next = fresh.reveal();
    byte[] data = Arrays.copyOf(next, own ? 17 : 21);
    data[AesKey.LENGTH] = (byte) version;
    if (!own) {
      byte[] previous = old.reveal();
      for (int i = 0; i < AesKey.LENGTH; i++) {
        data[i] ^= previous[i];
      }
      Arrays.fill(previous, (byte) 0);
      DesfireCrc32.of(Bytes.copyOf(next)).copyInto(data, 17);
    }
    Arrays.fill(next, (byte) 0);
    var command =
        new Command(Instruction.CHANGE_KEY, Bytes.of(number), Bytes.copyOf(data), Mode.FULL, 0);
    Arrays.fill(data, (byte) 0);
    if (own) {
      send(command); // The key that would vouch for the answer is no more.
      over = true;
    } else {
      call(command);
    }
  }

  @Override
  public int onePieceMax() {
    return link.onePieceMax();
  }

  @Override
  public boolean over() {
    return over;
  }

  private Answer send(Command command) throws ChipException {
    if (over || counter >= COUNTER_MAX) {
      throw new IllegalStateException("this session is over");
    }
    Instruction instruction = command.instruction();
    Bytes body = command.body();
    if (command.mode() == Mode.FULL && command.data().length() > 0) {
      body = Bytes.concat(command.header(), cipher.encrypt(Way.COMMAND, counter, command.data()));
    }
    if (command.mode() != Mode.PLAIN) {
      body = Bytes.concat(body, cipher.mac(instruction.code(), counter, body));
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
    counter++;
    return answer;
  }

  private Bytes verified(Command command, Answer answer) throws ChipException {
    int end = answer.content().length() - Ev2Cipher.MAC_LENGTH;
    if (end < 0) {
      throw end(new Fault.WrongMac(title(command)));
    }
    Bytes content = answer.content().slice(0, end);
    Bytes expected = cipher.mac(Status.OK.code(), counter, content);
    if (!expected.matches(answer.content().from(end))) {
      throw end(new Fault.WrongMac(title(command)));
    }
    return content;
  }

  private ChipException end(Fault fault) {
    over = true;
    return new ChipException(fault);
  }

  private static String title(Command command) {
    return command.instruction().title();
  }
}
