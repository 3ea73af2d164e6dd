package org.stile.center.keys;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.stile.core.cose.VerifyingKey;
import org.stile.core.master.IssuingKey;
import org.stile.core.trust.MasterKey;

/**
 * A key of the center by its public half, as the database knows it.
 *
 * @param id as signed messages name it, range [0, 255].
 * @param notBefore what it signed earlier is not believed.
 * @param notAfter what it signed later is not believed.
 * @param signsFrom when it takes over from the key before; a master key does when the key set that
 *     names it is installed.
 * @param lost its private half is gone; what it signed stays good.
 * @param retired in no master or key set any more: nothing it signed is believed.
 */
public record SigningKey(
    KeyUse use,
    int id,
    VerifyingKey key,
    Instant notBefore,
    Instant notAfter,
    Optional<Instant> signsFrom,
    boolean lost,
    boolean retired,
    boolean compromised) {
  IssuingKey asIssuing() {
    return new IssuingKey(id, key, notBefore, notAfter);
  }

  MasterKey asMaster() {
    return new MasterKey(id, key, notBefore, notAfter, Set.of());
  }

  boolean validAt(Instant instant) {
    return !instant.isBefore(notBefore) && !instant.isAfter(notAfter);
  }

  /** What becomes of it, in a word or two. */
  public String state(Instant now) {
    if (retired) {
      return compromised ? "retired, compromised" : "retired";
    }
    if (lost) {
      return "lost, still believed";
    }
    if (signsFrom.filter(now::isBefore).isPresent()) {
      return "announced";
    }
    return validAt(now) ? "in use" : "ended, still believed";
  }
}
