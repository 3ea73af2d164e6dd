package org.stile.core.cose;

import java.math.BigInteger;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.custom.sec.SecP256R1Curve;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.stile.core.Bytes;

/**
 * A public key, decoded and checked once when it is made, so that a tap pays only for the
 * verification. Immutable; equal when algorithm and encoding are.
 */
public final class VerifyingKey {
  /** Length of a signature of either algorithm, in bytes (RFC 8032 §5.1.6, RFC 9053 §2.1). */
  public static final int SIGNATURE_LENGTH = 64;

  private static final int SCALAR_LENGTH = 32;

  private final Algorithm algorithm;
  private final Bytes encoded;
  private final Decoded decoded;

  /**
   * Decodes a public key.
   *
   * @param encoded 32 bytes for Ed25519 (RFC 8032 §5.1.2), 33 for ES256: a compressed point (SEC 1
   *     §2.3.3).
   * @throws IllegalArgumentException if that is no point of the curve.
   */
  public VerifyingKey(Algorithm algorithm, Bytes encoded) {
    if (encoded.length() != algorithm.publicKeyLength()) {
      throw new IllegalArgumentException(
          algorithm + " keys have " + algorithm.publicKeyLength() + " bytes: " + encoded.length());
    }
    this.algorithm = algorithm;
    this.encoded = encoded;
    this.decoded =
        switch (algorithm) {
          case EDDSA -> new OnEdwards(new Ed25519PublicKeyParameters(encoded.toArray()));
          case ES256 ->
              new OnP256(
                  new ECPublicKeyParameters(
                      P256.DOMAIN.getCurve().decodePoint(encoded.toArray()), P256.DOMAIN));
        };
  }

  public Algorithm algorithm() {
    return algorithm;
  }

  public Bytes encoded() {
    return encoded;
  }

  /** Whether {@code signature} is this key's over {@code message}. */
  public boolean verifies(Bytes message, Bytes signature) {
    if (signature.length() != SIGNATURE_LENGTH) {
      return false;
    }
    byte[] signed = message.toArray();
    byte[] proof = signature.toArray();
    return switch (decoded) {
      case OnEdwards(var key) ->
          key.verify(Ed25519.Algorithm.Ed25519, null, signed, 0, signed.length, proof, 0);
      case OnP256(var key) -> {
        var verifier = new ECDSASigner();
        verifier.init(false, key);
        yield verifier.verifySignature(
            P256.digest(signed),
            new BigInteger(1, proof, 0, SCALAR_LENGTH),
            new BigInteger(1, proof, SCALAR_LENGTH, SCALAR_LENGTH));
      }
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifyingKey that
        && algorithm == that.algorithm
        && encoded.equals(that.encoded);
  }

  @Override
  public int hashCode() {
    return encoded.hashCode();
  }

  @Override
  public String toString() {
    return algorithm + " " + encoded.hex();
  }

  private sealed interface Decoded {}

  private record OnEdwards(Ed25519PublicKeyParameters key) implements Decoded {}

  private record OnP256(ECPublicKeyParameters key) implements Decoded {}

  /** The curve of ES256 (RFC 9053 §2.1), apart so that it is set up only where it is used. */
  static final class P256 {
    /** SEC 2 §2.4.2, compressed. */
    private static final Bytes BASE_POINT =
        Bytes.hex("036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296");

    static final ECDomainParameters DOMAIN = domain();

    private P256() {}

    static byte[] digest(byte[] message) {
      var sha256 = new SHA256Digest();
      sha256.update(message, 0, message.length);
      byte[] digest = new byte[sha256.getDigestSize()];
      sha256.doFinal(digest, 0);
      return digest;
    }

    /** Made here: asked for it by name, the library sets up all the curves it knows. */
    private static ECDomainParameters domain() {
      ECCurve curve = new SecP256R1Curve();
      return new ECDomainParameters(
          curve, curve.decodePoint(BASE_POINT.toArray()), curve.getOrder(), curve.getCofactor());
    }
  }
}
