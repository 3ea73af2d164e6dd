package org.stile.core.cose;

import org.stile.core.WireException;
import org.stile.core.WireException.Fault;

/** Signature algorithms, by their COSE number (RFC 9053 §2). */
public enum Algorithm {
  /** Ed25519 (RFC 8032), the one we issue with. */
  EDDSA(-8, 32),
  /** ECDSA on P-256 with SHA-256, for keys in modules that know no Ed25519. */
  ES256(-7, 33);

  private final int cose;
  private final int publicKeyLength;

  Algorithm(int cose, int publicKeyLength) {
    this.cose = cose;
    this.publicKeyLength = publicKeyLength;
  }

  /** Its number in a COSE header. */
  public int cose() {
    return cose;
  }

  /** Length of a public key in bytes: 32 (RFC 8032 §5.1.5) or 33 (SEC 1 §2.3.3, compressed). */
  public int publicKeyLength() {
    return publicKeyLength;
  }

  /** The algorithm with this COSE number, if it is one of those we accept. */
  public static Algorithm ofCose(long number) throws WireException {
    for (Algorithm algorithm : values()) {
      if (algorithm.cose == number) {
        return algorithm;
      }
    }
    throw new WireException(new Fault.OutOfRange("algorithm " + number));
  }
}
