package org.stile.core.cose;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.util.BigIntegers;
import org.stile.core.Bytes;
import org.stile.core.cose.VerifyingKey.P256;

/**
 * A private key in this process's memory, zeroed on {@link #close()}. Same message, same signature:
 * Ed25519 (RFC 8032) by nature, ES256 through RFC 6979. Not thread-safe against its closing.
 */
public final class MemorySigner implements Signer, AutoCloseable {
  /** Length of the secret of either algorithm, in bytes. */
  public static final int SECRET_LENGTH = 32;

  private final Algorithm algorithm;
  private final int keyId;
  private final byte[] secret;
  private final Bytes publicKey;
  private boolean closed;

  /**
   * Takes a copy of {@code secret}; the caller zeroes its own.
   *
   * @param keyId range [0, 255].
   * @param secret 32 bytes: an Ed25519 seed, or a P-256 scalar in [1, n - 1], big-endian.
   */
  public MemorySigner(Algorithm algorithm, int keyId, byte[] secret) {
    if (keyId < 0 || keyId > 0xFF) {
      throw new IllegalArgumentException("a key id is one byte, was " + keyId);
    }
    if (secret.length != SECRET_LENGTH) {
      throw new IllegalArgumentException("a secret has 32 bytes, not " + secret.length);
    }
    this.algorithm = algorithm;
    this.keyId = keyId;
    this.secret = secret.clone();
    this.publicKey =
        switch (algorithm) {
          case EDDSA -> publicEd25519();
          case ES256 -> publicP256();
        };
  }

  /** A new key. */
  public static MemorySigner generate(Algorithm algorithm, int keyId, SecureRandom random) {
    byte[] secret = new byte[SECRET_LENGTH];
    try {
      do {
        random.nextBytes(secret);
      } while (algorithm == Algorithm.ES256 && !scalarInRange(new BigInteger(1, secret)));
      return new MemorySigner(algorithm, keyId, secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  @Override
  public Algorithm algorithm() {
    return algorithm;
  }

  @Override
  public int keyId() {
    return keyId;
  }

  @Override
  public Bytes publicKey() {
    return publicKey;
  }

  @Override
  public Bytes sign(Bytes toBeSigned) {
    if (closed) {
      throw new IllegalStateException("this key was put away");
    }
    byte[] message = toBeSigned.toArray();
    return switch (algorithm) {
      case EDDSA -> signEd25519(message);
      case ES256 -> signP256(message);
    };
  }

  @Override
  public void close() {
    Arrays.fill(secret, (byte) 0);
    closed = true;
  }

  private Bytes publicEd25519() {
    byte[] encoded = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(secret, 0, encoded, 0);
    return Bytes.copyOf(encoded);
  }

  private Bytes signEd25519(byte[] message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(secret, 0, publicKey.toArray(), 0, message, 0, message.length, signature, 0);
    return Bytes.copyOf(signature);
  }

  private Bytes publicP256() {
    BigInteger scalar = new BigInteger(1, secret);
    if (!scalarInRange(scalar)) {
      throw new IllegalArgumentException("not a private key of P-256");
    }
    var point = new FixedPointCombMultiplier().multiply(P256.DOMAIN.getG(), scalar);
    return Bytes.copyOf(point.normalize().getEncoded(true));
  }

  private Bytes signP256(byte[] message) {
    var signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    // The library wants a BigInteger, which cannot be zeroed: it lives as short as can be.
    signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, secret), P256.DOMAIN));
    BigInteger[] halves = signer.generateSignature(P256.digest(message));
    return Bytes.concat(
        Bytes.copyOf(BigIntegers.asUnsignedByteArray(SECRET_LENGTH, halves[0])),
        Bytes.copyOf(BigIntegers.asUnsignedByteArray(SECRET_LENGTH, halves[1])));
  }

  private static boolean scalarInRange(BigInteger scalar) {
    return scalar.signum() > 0 && scalar.compareTo(P256.DOMAIN.getN()) < 0;
  }
}
