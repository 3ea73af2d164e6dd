package org.stile.center.settlement;

import java.util.List;
import java.util.Optional;
import org.stile.center.keys.SigningKey;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.cose.Purpose;
import org.stile.core.cose.Sign1;
import org.stile.core.cose.Signer;

/**
 * Detached signatures of settlement files: a COSE_Sign1 whose payload is the file's SHA-256
 * (docs/reference/settlement.md, "Signature"). Pure.
 */
public final class SettlementSignature {
  /** Longer ones are not of this kind. */
  public static final int LENGTH_MAX = 32 + Sign1.OVERHEAD_MAX;

  private SettlementSignature() {}

  static Bytes sign(Bytes file, Signer signer) {
    return Sign1.sign(file.sha256(), Purpose.SETTLEMENT, signer).encode();
  }

  /** What a signature turned out to be. */
  public sealed interface Verdict {
    /** A key of this center signed this very file. */
    record Good(SigningKey key) implements Verdict {}

    /** It proves nothing. */
    record Bad(String why) implements Verdict {}
  }

  /**
   * Whether a signature is good. A key that was retired still speaks for what it signed; one that
   * was compromised does not.
   *
   * @param keys of the center that is said to have signed.
   */
  public static Verdict verify(Bytes file, Bytes signature, List<SigningKey> keys) {
    Sign1 message;
    try {
      message = Sign1.parse(signature, LENGTH_MAX);
    } catch (WireException e) {
      return new Verdict.Bad("the signature file is no signature of a settlement");
    }
    Optional<SigningKey> signedBy =
        keys.stream()
            .filter(key -> key.id() == message.keyId())
            .filter(key -> message.verifies(key.key(), Purpose.SETTLEMENT))
            .findFirst();
    if (signedBy.isEmpty()) {
      return new Verdict.Bad("no key of this center made this signature");
    }
    if (signedBy.get().compromised()) {
      return new Verdict.Bad(
          "its key " + message.keyId() + " is compromised: anybody may have signed");
    }
    return message.payload().equals(file.sha256())
        ? new Verdict.Good(signedBy.get())
        : new Verdict.Bad("the file is not the one that was signed: it was changed, or is another");
  }
}
