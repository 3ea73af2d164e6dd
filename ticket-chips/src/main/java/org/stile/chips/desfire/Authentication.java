package org.stile.chips.desfire;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.stile.chips.ChipException;
import org.stile.chips.ChipException.Fault;
import org.stile.chips.crypto.Aes;
import org.stile.chips.crypto.AesKey;
import org.stile.chips.crypto.Ev1Cipher;
import org.stile.chips.crypto.Ev2Cipher;
import org.stile.chips.desfire.NativeLink.Answer;
import org.stile.core.Bytes;

/**
 * Both sides prove that they know the same key without saying it: each returns the other's random
 * number, turned by one byte, under that key. Owned by the link's thread.
 */
final class Authentication {
  private static final int CHALLENGE_LENGTH = 16;
  private static final int EV2_PROOF_LENGTH = 32; // TI 4, RndA' 16, PDcap2 6, PCDcap2 6.
  private static final byte[] ZERO_IV = new byte[Aes.BLOCK];

  private final NativeLink link;
  private final SecureRandom random;

  Authentication(NativeLink link, SecureRandom random) {
    this.link = link;
    this.random = random;
  }

  /**
   * Opens an EV2 session (AN12343, "AuthenticateEV2First").
   *
   * @return empty if the chip does not know the command: then it is an EV1, and nothing was lost.
   * @throws ChipException with {@link Fault.NotGenuine} if it does not know the key.
   */
  Optional<DesfireSession> ev2(int number, AesKey key) throws ChipException {
    Instruction first = Instruction.AUTHENTICATE_EV2_FIRST;
    Answer challenge = link.once(first, Bytes.of(number, 0x00)); // No capabilities to tell.
    if (challenge.says(Status.ILLEGAL_COMMAND)) {
      return Optional.empty();
    }
    var aes = new Aes(key);
    Bytes rndB = decrypted(aes, ZERO_IV, challenge(first, challenge));
    Bytes rndA = draw();
    Bytes token = Bytes.copyOf(aes.encrypt(ZERO_IV, Bytes.concat(rndA, turned(rndB)).toArray()));
    Bytes proof = proof(first, link.once(Instruction.ADDITIONAL_FRAME, token), EV2_PROOF_LENGTH);
    Bytes plain = decrypted(aes, ZERO_IV, proof);
    if (!plain.slice(4, 20).matches(turned(rndA))) {
      throw notGenuine(first, "its proof is wrong");
    }
    return Optional.of(new Ev2Session(link, Ev2Cipher.between(key, rndA, rndB, plain.slice(0, 4))));
  }

  /**
   * Opens an EV1 session under AES; each message's last block is the next one's initial vector.
   *
   * @throws ChipException with {@link Fault.NotGenuine} if the chip does not know the key.
   */
  DesfireSession ev1(int number, AesKey key) throws ChipException {
    Instruction first = Instruction.AUTHENTICATE_AES;
    Bytes challenge = challenge(first, link.once(first, Bytes.of(number)));
    var aes = new Aes(key);
    Bytes rndB = decrypted(aes, ZERO_IV, challenge);
    Bytes rndA = draw();
    byte[] token = aes.encrypt(challenge.toArray(), Bytes.concat(rndA, turned(rndB)).toArray());
    Bytes proof =
        proof(
            first, link.once(Instruction.ADDITIONAL_FRAME, Bytes.copyOf(token)), CHALLENGE_LENGTH);
    byte[] chain = Arrays.copyOfRange(token, token.length - Aes.BLOCK, token.length);
    if (!decrypted(aes, chain, proof).matches(turned(rndA))) {
      throw notGenuine(first, "its proof is wrong");
    }
    return new Ev1Session(link, Ev1Cipher.between(rndA, rndB));
  }

  private static Bytes challenge(Instruction first, Answer answer) throws ChipException {
    if (answer.says(Status.NO_SUCH_KEY) || answer.says(Status.AUTHENTICATION_ERROR)) {
      throw notGenuine(first, "it has no such key");
    }
    if (!answer.says(Status.ADDITIONAL_FRAME)) {
      throw answer.refusal(first);
    }
    return exactly(first, answer, CHALLENGE_LENGTH);
  }

  private static Bytes proof(Instruction first, Answer answer, int length) throws ChipException {
    if (answer.says(Status.AUTHENTICATION_ERROR)) {
      throw notGenuine(first, "it does not know this key");
    }
    if (!answer.says(Status.OK)) {
      throw answer.refusal(first);
    }
    return exactly(first, answer, length);
  }

  private static Bytes exactly(Instruction first, Answer answer, int length) throws ChipException {
    if (answer.content().length() != length) {
      throw new ChipException(
          new Fault.Malformed(
              first.title() + " gave " + answer.content().length() + " bytes, not " + length));
    }
    return answer.content();
  }

  private Bytes draw() {
    byte[] drawn = new byte[CHALLENGE_LENGTH];
    random.nextBytes(drawn);
    return Bytes.copyOf(drawn);
  }

  private static Bytes decrypted(Aes aes, byte[] iv, Bytes secret) {
    return Bytes.copyOf(aes.decrypt(iv, secret.toArray()));
  }

  private static Bytes turned(Bytes number) {
    return Bytes.concat(number.from(1), number.slice(0, 1));
  }

  private static ChipException notGenuine(Instruction first, String why) {
    return new ChipException(new Fault.NotGenuine(first.title() + ": " + why));
  }
}
