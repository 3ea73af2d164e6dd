package org.stile.center.grants;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.stile.center.keys.Vault;
import org.stile.core.Bytes;

/**
 * Keyed hashes (HMAC-SHA256, RFC 2104): what somebody who has the database, but not the vault,
 * cannot guess back. Any thread.
 */
@ApplicationScoped
public class Keyed {
  private final Vault vault;

  public Keyed(Vault vault) {
    this.vault = vault;
  }

  /**
   * A seller's word for a buyer: the same at every event of the seller, unlike at other sellers.
   */
  Bytes person(long seller, String word) {
    return hmac(vault.secret("person"), Bytes.copyOf(utf8("person\n" + seller + "\n" + word)));
  }

  /**
   * What makes one request the same as another. Keyed, because it is kept when the holder's name,
   * which it was made of too, must be forgotten.
   */
  Bytes fingerprint(Bytes asked) {
    return hmac(vault.secret("person"), Bytes.concat(Bytes.copyOf(utf8("asked\n")), asked));
  }

  static Bytes hmac(Bytes key, Bytes content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.toArray(), "HmacSHA256"));
      return Bytes.copyOf(mac.doFinal(content.toArray()));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has HmacSHA256", e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
