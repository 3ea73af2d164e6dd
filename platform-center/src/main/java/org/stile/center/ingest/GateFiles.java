package org.stile.center.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.stile.center.keys.Vault;

/**
 * Paths at which gates fetch masters: each holds a keyed hash of what it opens (RFC 2104), and only
 * gates are told them. Whoever has one can read one event's masters, which are signed and go to
 * every gate anyway.
 */
@ApplicationScoped
public class GateFiles {
  static final String ROOT = "/api/v1/gate-files/";

  /** 128 bits cannot be guessed, and paths stay short. */
  private static final int WORD_LENGTH = 16;

  private final Vault vault;

  public GateFiles(Vault vault) {
    this.vault = vault;
  }

  /** The word that opens an event's masters. */
  String word(long event) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(vault.secret("gate-files").toArray(), "HmacSHA256"));
      byte[] full = mac.doFinal(("masters of " + event).getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(full, 0, WORD_LENGTH);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
    }
  }

  /** Whether {@code word} opens the event's masters. */
  boolean opens(String word, long event) {
    return MessageDigest.isEqual(
        word.getBytes(StandardCharsets.UTF_8), word(event).getBytes(StandardCharsets.UTF_8));
  }

  /** Where a version of a master is. */
  String master(long event, long version) {
    return ROOT + word(event) + "/" + event + "/" + version;
  }

  /** Where the deltas to a version are, for the number of the version before to be put behind. */
  String deltas(long event, long version) {
    return master(event, version) + "/from/";
  }
}
