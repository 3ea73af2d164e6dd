package org.stile.sync;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Says in the log, at the start and once a day, if the gate's own certificate has ended, is about
 * to, or is from the future; all by the unit's clock, which may be the one that is wrong. Nothing
 * is decided by it: the broker judges. One thread.
 */
final class OwnCertificate {
  /** As at the center, which tells staff so long before. */
  static final Duration WARNED_BEFORE = Duration.ofDays(14);

  private static final Duration AGAIN = Duration.ofDays(1);
  private static final String WHAT_TO_DO = "enrol this gate again (docs/how-to/enrol-a-gate.md)";

  private final X509Certificate certificate;
  private long saidAt;
  private boolean said;

  OwnCertificate(X509Certificate certificate) {
    this.certificate = certificate;
  }

  /** That of {@code config}; empty: it names none. */
  static Optional<OwnCertificate> of(SyncConfig config) throws CannotRunException {
    return config.identity().isEmpty()
        ? Optional.empty()
        : Optional.of(new OwnCertificate(Tls.identity(config).certificate()));
  }

  /**
   * Looks, if it is time to.
   *
   * @param nanos of a clock that only goes forward.
   */
  void look(SyncLog log, InstantSource clock, long nanos) {
    if (!said || nanos - saidAt >= AGAIN.toNanos()) {
      said = true;
      saidAt = nanos;
      objection(clock.instant()).ifPresent(what -> log.note("CERTIFICATE", what));
    }
  }

  /** What is to be said of it at {@code now}. */
  Optional<String> objection(Instant now) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    String serial = certificate.getSerialNumber().toString(16);
    String clock = "the clock here says " + now.truncatedTo(ChronoUnit.SECONDS);
    if (now.isBefore(from)) {
      return Optional.of(
          "certificate %s is good from %s on, and %s: see to its time source"
              .formatted(serial, from, clock));
    }
    if (!now.isBefore(until)) {
      return Optional.of(
          "certificate %s has expired: good until %s, %s; %s"
              .formatted(serial, until, clock, WHAT_TO_DO));
    }
    return now.plus(WARNED_BEFORE).isBefore(until)
        ? Optional.empty()
        : Optional.of(
            "certificate %s is good until %s; before that, %s"
                .formatted(serial, until, WHAT_TO_DO));
  }
}
