package org.stile.center.grants;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stile.core.Bytes;

/**
 * The signature of a webhook: {@code t=1764230400,v1=<hex>}, where v1 is HMAC-SHA256 (RFC 2104)
 * under the seller's secret over {@code <t>.<body>}. Pure.
 */
final class PaymentSignature {
  /**
   * Clocks differ and queues wait; older messages are not believed, so they cannot be kept back.
   */
  static final Duration TOLERANCE = Duration.ofMinutes(5);

  private static final Pattern SHAPE =
      Pattern.compile("t=(?<at>[0-9]{1,12}),v1=(?<mac>[0-9a-f]{64})");

  private PaymentSignature() {}

  /** Signs a body, as a payment provider does. */
  static String sign(Bytes secret, Instant at, Bytes body) {
    return "t=" + at.getEpochSecond() + ",v1=" + mac(secret, at.getEpochSecond(), body).hex();
  }

  /** Whether a signature is one of this secret over this body and not older than the tolerance. */
  static boolean holds(Bytes secret, String signature, Bytes body, Instant now) {
    Matcher parts = SHAPE.matcher(signature);
    if (!parts.matches()) {
      return false;
    }
    long at = Long.parseLong(parts.group("at"));
    boolean genuine = mac(secret, at, body).matches(Bytes.hex(parts.group("mac")));
    long away = Math.abs(now.getEpochSecond() - at);
    return genuine && away <= TOLERANCE.toSeconds();
  }

  private static Bytes mac(Bytes secret, long at, Bytes body) {
    byte[] prefix = (at + ".").getBytes(StandardCharsets.US_ASCII);
    return Keyed.hmac(secret, Bytes.concat(Bytes.copyOf(prefix), body));
  }
}
