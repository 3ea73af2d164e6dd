package org.stile.center.accounts;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.stile.core.Bytes;

/**
 * Slows down those who try passwords out: per e-mail, whether there is such an account or not, and
 * per network address. Counts in the database, so that all nodes count together; counts before the
 * password is looked at, so that a thousand attempts at once are a thousand attempts.
 */
@ApplicationScoped
public class SignInLimits {
  private final InstantSource clock;

  public SignInLimits(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * How one kind of subject is treated.
   *
   * @param free wrong passwords in a row that cost nothing.
   * @param first wait after one more; doubles with each.
   * @param longest wait.
   * @param forget after so long without an attempt, counting begins anew.
   */
  private record Rule(int free, Duration first, Duration longest, Duration forget) {}

  /** A person mistypes a few times. At most some 100 guesses a day remain. */
  private static final Rule EMAIL =
      new Rule(5, Duration.ofSeconds(30), Duration.ofMinutes(15), Duration.ofDays(1));

  /** Behind one address may sit an office. */
  private static final Rule ADDRESS =
      new Rule(50, Duration.ofSeconds(10), Duration.ofMinutes(15), Duration.ofHours(1));

  /** Exponents past this change nothing; keeps the arithmetic in range. */
  private static final int DOUBLINGS_MAX = 20;

  /**
   * Counts an attempt.
   *
   * @return until when no attempt is looked at; empty: go on.
   */
  Optional<Instant> begin(Handle handle, String email, String address) {
    Optional<Instant> blocked = begin(handle, address(address), ADDRESS);
    return blocked.isPresent() ? blocked : begin(handle, email(email), EMAIL);
  }

  /** The password was right: the e-mail's count ends, the address's loses this attempt. */
  void succeeded(Handle handle, String email, String address) {
    forget(handle, email);
    handle
        .createUpdate(
            """
            UPDATE sign_in_attempt SET failures = failures - 1, blocked_until = NULL
            WHERE subject = :subject AND failures > 0
            """)
        .bind("subject", address(address))
        .execute();
  }

  /** Lets an account try again at once. */
  void forget(Handle handle, String email) {
    handle
        .createUpdate("DELETE FROM sign_in_attempt WHERE subject = :subject")
        .bind("subject", email(email))
        .execute();
  }

  private Optional<Instant> begin(Handle handle, byte[] subject, Rule rule) {
    Instant now = clock.instant();
    int counted =
        handle
            .createUpdate(
                """
                INSERT INTO sign_in_attempt AS a (subject, failures, last_at) VALUES (:subject, 1, :now)
                ON CONFLICT (subject) DO UPDATE SET
                  failures = CASE WHEN a.last_at < :forget THEN 1 ELSE a.failures + 1 END,
                  last_at = :now,
                  blocked_until = CASE WHEN a.last_at < :forget OR a.failures < :free THEN NULL
                    ELSE CAST(:now AS timestamptz) + LEAST(CAST(:longest AS interval),
                      CAST(:first AS interval) * 2 ^ LEAST(a.failures - :free, :doublings)) END
                WHERE a.blocked_until IS NULL OR a.blocked_until <= :now
                """)
            .bind("subject", subject)
            .bind("now", now)
            .bind("forget", now.minus(rule.forget))
            .bind("free", rule.free)
            .bind("first", rule.first.toSeconds() + " seconds")
            .bind("longest", rule.longest.toSeconds() + " seconds")
            .bind("doublings", DOUBLINGS_MAX)
            .execute();
    return counted == 1 ? Optional.empty() : blockedUntil(handle, subject);
  }

  private static Optional<Instant> blockedUntil(Handle handle, byte[] subject) {
    return handle
        .createQuery("SELECT blocked_until FROM sign_in_attempt WHERE subject = :subject")
        .bind("subject", subject)
        .mapTo(Instant.class)
        .findOne();
  }

  static byte[] email(String email) {
    return hash("email:" + email);
  }

  /** A whole IPv6 network (/64) is one: its owner has all its addresses. */
  private static byte[] address(String address) {
    return hash("address:" + NetworkAddress.network(address));
  }

  private static byte[] hash(String subject) {
    return Bytes.copyOf(subject.getBytes(StandardCharsets.UTF_8)).sha256().toArray();
  }
}
