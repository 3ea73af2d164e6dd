package org.stile.system.chips;

import java.util.Arrays;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.crypto.Aes;
import org.stile.chips.crypto.AesKey;
import org.stile.chips.crypto.DesfireCrc32;
import org.stile.chips.crypto.Ev1Cipher;
import org.stile.core.Bytes;

/**
 * Somebody who makes the application before its issuer does: all keys are zeros then, and known to
 * all. Speaks EV1, which every generation understands.
 */
final class ForeignHands {
  private static final Bytes RND_A = Bytes.copyOf(new byte[16]);

  private final Field field;
  private final Ev1Cipher cipher;

  private ForeignHands(Field field, Ev1Cipher cipher) {
    this.field = field;
    this.cipher = cipher;
  }

  /** Creates the application with these key settings, selects it, and authenticates with K0. */
  static ForeignHands making(Field field, int keySettings) throws ChannelException {
    Bytes name = Bytes.hex("5354494C452E5449434B4554532E31");
    Bytes body =
        Bytes.concat(Bytes.hex("1071F5"), Bytes.of(keySettings, 0x85), Bytes.hex("10E1"), name);
    send(field, 0xCA, body);
    send(field, 0x5A, Bytes.hex("1071F5"));
    Bytes challenge = send(field, 0xAA, Bytes.of(0));
    var aes = new Aes(AesKey.zero());
    Bytes rndB = Bytes.copyOf(aes.decrypt(new byte[16], challenge.toArray()));
    Bytes turned = Bytes.concat(rndB.from(1), rndB.slice(0, 1));
    Bytes token = Bytes.concat(RND_A, turned);
    send(field, 0xAF, Bytes.copyOf(aes.encrypt(challenge.toArray(), token.toArray())));
    return new ForeignHands(field, Ev1Cipher.between(RND_A, rndB));
  }

  /** A command of this session that goes plain. */
  void command(int code, Bytes body) throws ChannelException {
    cipher.mac(Bytes.concat(Bytes.of(code), body));
    Bytes answer = send(field, code, body);
    cipher.mac(Bytes.concat(answer.slice(0, answer.length() - 8), Bytes.of(0)));
  }

  /** Gives the application a key of their own. */
  void changeKey(int number, Bytes key, int version) throws ChannelException {
    Bytes data = Bytes.concat(key, Bytes.of(version));
    Bytes plain =
        Bytes.concat(
            data,
            DesfireCrc32.of(Bytes.concat(Bytes.of(0xC4, number), data)),
            DesfireCrc32.of(key));
    Bytes padded = Bytes.copyOf(Arrays.copyOf(plain.toArray(), 32));
    send(field, 0xC4, Bytes.concat(Bytes.of(number), cipher.encrypt(padded)));
  }

  private static Bytes send(Field field, int code, Bytes body) throws ChannelException {
    Bytes answer =
        field.transceive(
            Bytes.concat(Bytes.of(0x90, code, 0, 0, body.length()), body, Bytes.of(0)));
    int status = answer.at(answer.length() - 1);
    if (status != 0x00 && status != 0xAF) {
      throw new AssertionError("the chip refused: " + answer);
    }
    return answer.slice(0, answer.length() - 2);
  }
}
