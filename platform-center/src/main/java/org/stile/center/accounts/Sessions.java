package org.stile.center.accounts;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jdbi.v3.core.Handle;

/** Browsers that are signed in. */
@ApplicationScoped
public class Sessions {
  /** A browser left alone this long is signed out: a working day. */
  static final Duration IDLE_MAX = Duration.ofHours(12);

  /** Everybody signs in anew once a week. */
  static final Duration AGE_MAX = Duration.ofDays(7);

  /** So coarse that using a session seldom writes. */
  private static final Duration STEP = Duration.ofMinutes(5);

  private final SecureRandom random;
  private final InstantSource clock;

  public Sessions(SecureRandom random, InstantSource clock) {
    this.random = random;
    this.clock = clock;
  }

  /**
   * Signs a browser in.
   *
   * @return the secret for its cookie.
   */
  String begin(Handle handle, long account) {
    String secret = Secrets.fresh(random);
    Instant now = clock.instant();
    handle
        .createUpdate(
            """
            INSERT INTO session (token_hash, account_id, created_at, last_seen_at, expires_at)
            VALUES (:hash, :account, :now, :now, :expires)
            """)
        .bind("hash", Callers.hash(secret))
        .bind("account", account)
        .bind("now", now)
        .bind("expires", now.plus(IDLE_MAX))
        .execute();
    return secret;
  }

  /** Notes that a session is in use, so that it goes on, up to its greatest age. */
  void used(Handle handle, byte[] hash) {
    Instant now = clock.instant();
    handle
        .createUpdate(
            """
            UPDATE session
            SET last_seen_at = :now,
                expires_at = GREATEST(expires_at, LEAST(:idle, created_at + CAST(:age AS interval)))
            WHERE token_hash = :hash AND last_seen_at < :before
            """)
        .bind("hash", hash)
        .bind("now", now)
        .bind("idle", now.plus(IDLE_MAX))
        .bind("age", AGE_MAX.toSeconds() + " seconds")
        .bind("before", now.minus(STEP))
        .execute();
  }

  /** Signs one browser out. */
  void end(Handle handle, String secret) {
    handle
        .createUpdate("DELETE FROM session WHERE token_hash = :hash")
        .bind("hash", Callers.hash(secret))
        .execute();
    Callers.tellOfSession(handle, secret);
  }

  /** Signs all browsers of an account out. */
  void endAll(Handle handle, long account) {
    handle
        .createUpdate("DELETE FROM session WHERE account_id = :account")
        .bind("account", account)
        .execute();
    Callers.tellOfAccount(handle, account);
  }
}
