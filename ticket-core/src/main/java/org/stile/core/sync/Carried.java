package org.stile.core.sync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.cbor.CborForm;
import org.stile.core.cbor.CborReader;
import org.stile.core.cbor.CborWriter;

/**
 * A file carried by hand between a gate and its center (docs/wire-format.md, Carried files): what
 * it says, and the signature of whoever says it. Nothing of {@code body} may be believed, or even
 * read, before {@code signature} was found good with the key of {@code certificate}.
 *
 * <pre>
 * 83                 array of 3
 *   58 ll ...        certificate of who signed, X.509 DER
 *   5A ll ll ll ll   body
 *   58 ll ...        signature over {@link #toBeSigned}
 * </pre>
 *
 * @param certificate range [1, 8192] bytes.
 * @param body range [1, {@link #BODY_LENGTH_MAX}] bytes.
 * @param signature range [1, 1024] bytes: RSA with 8192 bits.
 */
public record Carried(Bytes certificate, Bytes body, Bytes signature) {
  /** A week of a busy lane is 6 MB; what does not fit is carried with the next file. */
  public static final int BODY_LENGTH_MAX = 16 << 20;

  /** Longest file in bytes. */
  public static final int LENGTH_MAX = BODY_LENGTH_MAX + 10_000;

  private static final int CERTIFICATE_LENGTH_MAX = 8_192;
  private static final int SIGNATURE_LENGTH_MAX = 1_024;

  private static final CborForm<Carried> FORM =
      new CborForm<>(LENGTH_MAX, Carried::write, Carried::read);

  public Carried {
    SyncLimits.within("certificate length", certificate.length(), 1, CERTIFICATE_LENGTH_MAX);
    SyncLimits.within("body length", body.length(), 1, BODY_LENGTH_MAX);
    SyncLimits.within("signature length", signature.length(), 1, SIGNATURE_LENGTH_MAX);
  }

  /** What such a file is for: signed with it, so that none is ever taken for another kind. */
  public enum Kind {
    ROWS("stile/1/carried-rows"),
    ACKNOWLEDGEMENT("stile/1/carried-acknowledgement");

    private final String name;

    Kind(String name) {
      this.name = name;
    }
  }

  /** What is signed: the kind in US-ASCII, a zero byte, the body. */
  public static Bytes toBeSigned(Kind kind, Bytes body) {
    Bytes name = Bytes.copyOf((kind.name + "\0").getBytes(StandardCharsets.US_ASCII));
    return Bytes.concat(name, body);
  }

  /** The whole file. */
  public Bytes encode() {
    return FORM.encode(this);
  }

  /** Takes a file apart; believes nothing of it. */
  public static Carried decode(Bytes file) throws WireException {
    return FORM.decode(file);
  }

  private static void write(CborWriter to, Carried file) {
    to.array(3).bytes(file.certificate).bytes(file.body).bytes(file.signature).endArray();
  }

  private static Carried read(CborReader from) throws IOException {
    from.array();
    var file =
        new Carried(
            from.bytes(CERTIFICATE_LENGTH_MAX),
            from.bytes(BODY_LENGTH_MAX),
            from.bytes(SIGNATURE_LENGTH_MAX));
    from.endArray();
    return file;
  }
}
