package org.stile.simulator.demo;

import java.nio.charset.StandardCharsets;
import org.stile.chips.desfire.ChipKeys;
import org.stile.chips.desfire.KeyFileException;
import org.stile.core.Bytes;

/** The chip keys of sample chips: public, so that any tool can read them, and no secret at all. */
public final class SampleChipKeys {
  private static final String[] ROLES = {
    "issuer", "gate", "issue", "desk", "reserved", "transaction-mac"
  };

  private SampleChipKeys() {}

  /** All of them; the caller closes them. */
  public static ChipKeys chipKeys() {
    var file = new StringBuilder("key-set-version = 1\n");
    for (String role : ROLES) {
      byte[] name = ("stile sample chip key " + role).getBytes(StandardCharsets.US_ASCII);
      String key = Bytes.copyOf(name).sha256().slice(0, 16).hex();
      file.append(role).append(" = ").append(key).append('\n');
    }
    try {
      return ChipKeys.parse(file.toString().getBytes(StandardCharsets.US_ASCII));
    } catch (KeyFileException e) {
      throw new AssertionError("the sample keys are a key file", e);
    }
  }
}
