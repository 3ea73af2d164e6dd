package org.stile.core.cose;

import java.io.IOException;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.WireException.Fault;
import org.stile.core.cbor.CborForm;
import org.stile.core.cbor.CborReader;
import org.stile.core.cbor.CborWriter;

/**
 * A signed message: an untagged COSE_Sign1 (RFC 9052 §4.2) with algorithm and one-byte key id
 * protected, and nothing unprotected.
 *
 * <pre>
 * 84                        array of 4
 *   46 A2 01 27 04 41 kk    protected: {1: algorithm, 4: key id}
 *   A0                      unprotected: {}
 *   58 ll ...               payload
 *   58 40 ...               signature, 64 bytes
 * </pre>
 *
 * @param keyId range [0, 255].
 * @param signature 64 bytes; whether it is good is asked with {@link #verifies}.
 */
public record Sign1(Algorithm algorithm, int keyId, Bytes payload, Bytes signature) {
  /** What array, headers, a long payload's head and signature take at most, in bytes. */
  public static final int OVERHEAD_MAX = 80;

  private static final int LABEL_ALGORITHM = 1; // RFC 9052 §3.1
  private static final int LABEL_KEY_ID = 4;
  private static final int PROTECTED_LENGTH_MAX = 6;

  private static final CborForm<Header> HEADER =
      new CborForm<>(PROTECTED_LENGTH_MAX, Sign1::write, Sign1::readHeader);

  public Sign1 {
    if (keyId < 0 || keyId > 0xFF) {
      throw new IllegalArgumentException("a key id is one byte, was " + keyId);
    }
    if (signature.length() != VerifyingKey.SIGNATURE_LENGTH) {
      throw new IllegalArgumentException("a signature has 64 bytes, not " + signature.length());
    }
  }

  /** Signs {@code payload}. */
  public static Sign1 sign(Bytes payload, Purpose purpose, Signer signer) {
    var header = new Header(signer.algorithm(), signer.keyId());
    Bytes signature = signer.sign(toBeSigned(header, payload, purpose));
    return new Sign1(signer.algorithm(), signer.keyId(), payload, signature);
  }

  /**
   * Takes a message apart; believes nothing of it.
   *
   * @param lengthMax of the whole message, in bytes.
   */
  public static Sign1 parse(Bytes signed, int lengthMax) throws WireException {
    return form(lengthMax).decode(signed);
  }

  /** The whole message. */
  public Bytes encode() {
    return form(Integer.MAX_VALUE).encode(this);
  }

  /** Whether {@code key} signed this, for this purpose. */
  public boolean verifies(VerifyingKey key, Purpose purpose) {
    return key.algorithm() == algorithm
        && key.verifies(toBeSigned(new Header(algorithm, keyId), payload, purpose), signature);
  }

  /** The Sig_structure (RFC 9052 §4.4). */
  private static Bytes toBeSigned(Header header, Bytes payload, Purpose purpose) {
    return new CborForm<Bytes>(
            Integer.MAX_VALUE,
            (to, content) ->
                to.array(4)
                    .text("Signature1")
                    .bytes(HEADER.encode(header))
                    .bytes(purpose.externalData())
                    .bytes(content)
                    .endArray(),
            _ -> Bytes.EMPTY)
        .encode(payload);
  }

  private static CborForm<Sign1> form(int lengthMax) {
    return new CborForm<>(lengthMax, Sign1::write, from -> read(from, lengthMax));
  }

  private static void write(CborWriter to, Sign1 message) {
    to.array(4)
        .bytes(HEADER.encode(new Header(message.algorithm, message.keyId)))
        .map(0)
        .endMap()
        .bytes(message.payload)
        .bytes(message.signature)
        .endArray();
  }

  private static Sign1 read(CborReader from, int lengthMax) throws IOException {
    from.array();
    Header header = HEADER.decode(from.bytes(PROTECTED_LENGTH_MAX));
    from.map();
    from.endMap();
    Bytes payload = from.bytes(lengthMax);
    Bytes signature = from.bytes(VerifyingKey.SIGNATURE_LENGTH);
    from.endArray();
    return new Sign1(header.algorithm, header.keyId, payload, signature);
  }

  private static void write(CborWriter to, Header header) {
    to.map(2)
        .key(LABEL_ALGORITHM)
        .integer(header.algorithm.cose())
        .key(LABEL_KEY_ID)
        .bytes(Bytes.of(header.keyId))
        .endMap();
  }

  private static Header readHeader(CborReader from) throws IOException {
    from.map();
    Algorithm algorithm = Algorithm.ofCose(from.key(LABEL_ALGORITHM).integer());
    Bytes keyId = from.key(LABEL_KEY_ID).bytes(1);
    from.endMap();
    if (keyId.isEmpty()) {
      throw new WireException(new Fault.OutOfRange("an empty key id"));
    }
    return new Header(algorithm, keyId.at(0));
  }

  /** The protected header. */
  private record Header(Algorithm algorithm, int keyId) {}
}
