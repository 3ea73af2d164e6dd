package org.stile.core.cose;

import java.nio.charset.StandardCharsets;
import org.stile.core.Bytes;

/**
 * What a signature is for. It is signed as external data (RFC 9052 §4.3), so that it costs no byte
 * on a chip and no signed message can ever be shown as one of another kind.
 */
public enum Purpose {
  TICKET("stile/1/ticket"),
  EVENT_INFORMATION("stile/1/event"),
  MASTER("stile/1/master"),
  DELTA("stile/1/delta"),
  KEY_SET("stile/1/keys"),
  SETTLEMENT("stile/1/settlement");

  private final String name;

  Purpose(String name) {
    this.name = name;
  }

  /** The {@code external_aad} of the signature. */
  public Bytes externalData() {
    return Bytes.copyOf(name.getBytes(StandardCharsets.US_ASCII));
  }
}
