package org.stile.center.settlement;

import java.util.List;
import java.util.Optional;
import org.stile.center.keys.SigningKey;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.cose.Purpose;
import org.stile.core.cose.Sign1;
import org.stile.core.cose.Signer;
import org.stile.core.cose.VerifyingKey;
import org.stile.core.trust.MasterKey;

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

  /**
   * A master key of the center that is said to have signed.
   *
   * @param compromised somebody else may have it too.
   */
  public record Known(int id, VerifyingKey key, boolean compromised) {
    /** As the center's own database knows it. */
    public static Known of(SigningKey key) {
      return new Known(key.id(), key.key(), key.compromised());
    }

    /** As a key set names it; a compromised one is in none. */
    public static Known of(MasterKey key) {
      return new Known(key.id(), key.key(), false);
    }
  }

  /** What a signature turned out to be. */
  public sealed interface Verdict {
    /** This very file was signed by the master key of that id. */
    record Good(int key) implements Verdict {}

    /** It proves nothing. */
    record Bad(String why) implements Verdict {}
  }

  /**
   * Whether a signature is good. A key that was retired still speaks for what it signed; one that
   * was compromised does not.
   */
  public static Verdict verify(Bytes file, Bytes signature, List<Known> keys) {
    Sign1 message;
    try {
      message = Sign1.parse(signature, LENGTH_MAX);
    } catch (WireException e) {
      return new Verdict.Bad("the signature file is no signature of a settlement");
    }
    Optional<Known> signedBy =
        keys.stream()
            .filter(key -> key.id() == message.keyId())
            .filter(key -> message.verifies(key.key(), Purpose.SETTLEMENT))
            .findFirst();
    if (signedBy.isEmpty()) {
      return new Verdict.Bad("none of these keys made this signature");
    }
    if (signedBy.get().compromised()) {
      return new Verdict.Bad(
          "its key " + message.keyId() + " is compromised: anybody may have signed");
    }
    return message.payload().equals(file.sha256())
        ? new Verdict.Good(signedBy.get().id())
        : new Verdict.Bad("the file is not the one that was signed: it was changed, or is another");
  }
}
