package org.stile.center.accounts;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;
import org.stile.center.audit.Audit;
import org.stile.center.db.Database;

/** Signs people in by e-mail and password. */
@ApplicationScoped
public class SignIns {
  static final int EMAIL_LENGTH_MAX = 254; // RFC 5321 §4.5.3.1.3, without the angle brackets.

  private final Database database;
  private final Passwords passwords;
  private final SignInLimits limits;
  private final Sessions sessions;
  private final Audit audit;
  private final InstantSource clock;

  public SignIns(
      Database database,
      Passwords passwords,
      SignInLimits limits,
      Sessions sessions,
      Audit audit,
      InstantSource clock) {
    this.database = database;
    this.passwords = passwords;
    this.limits = limits;
    this.sessions = sessions;
    this.audit = audit;
    this.clock = clock;
  }

  /** What came of an attempt. */
  sealed interface Outcome {
    /**
     * Signed in.
     *
     * @param secret for the browser's cookie.
     * @param mustChange before anything else, the password is to be changed.
     */
    record SignedIn(String secret, boolean mustChange) implements Outcome {}

    /** No such account, or not its password: which, is told to nobody. */
    record Wrong() implements Outcome {}

    /** Too many attempts; this one was not looked at. */
    record Blocked(Duration pause) implements Outcome {}
  }

  /** E-mails are kept and compared in one form. */
  static String normalized(String email) {
    return email.strip().toLowerCase(Locale.ROOT);
  }

  /**
   * Tries a password.
   *
   * @param address the network address it comes from.
   */
  Outcome signIn(String typed, String password, String address) {
    return attempt(
        normalized(typed),
        password,
        address,
        (handle, found) -> {
          recorded(handle, found, "account.sign-in");
          return new Outcome.SignedIn(sessions.begin(handle, found.account), found.mustChange);
        });
  }

  /**
   * Changes a password by whoever knows the present one; that counts as an attempt. All browsers of
   * the account are signed out, the one that asked gets a new session.
   *
   * @param next has been checked by {@link Passwords#objection}.
   */
  Outcome change(long account, String present, String next, String address) {
    String email = database.read(handle -> email(handle, account));
    String hash = passwords.hash(next);
    return attempt(
        email,
        present,
        address,
        (handle, found) -> {
          handle
              .createUpdate(
                  "UPDATE account SET password_hash = :hash, must_change = false WHERE id = :id")
              .bind("hash", hash)
              .bind("id", found.account)
              .execute();
          sessions.endAll(handle, found.account);
          recorded(handle, found, "account.change-password");
          return new Outcome.SignedIn(sessions.begin(handle, found.account), false);
        });
  }

  private Outcome attempt(
      String email, String password, String address, BiFunction<Handle, Found, Outcome> onRight) {
    if (email.length() > EMAIL_LENGTH_MAX) {
      return new Outcome.Wrong();
    }
    Optional<Instant> blocked = database.write(handle -> limits.begin(handle, email, address));
    if (blocked.isPresent()) {
      return new Outcome.Blocked(Duration.between(clock.instant(), blocked.get()));
    }
    Optional<Found> found = database.read(handle -> find(handle, email));
    var checked = passwords.check(found.map(Found::hash), password);
    if (found.isEmpty() || !checked.right()) {
      return new Outcome.Wrong();
    }
    Optional<String> better =
        checked.outdated() ? Optional.of(passwords.hash(password)) : Optional.empty();
    return database.write(
        handle -> {
          if (!lock(handle, found.get(), better)) {
            return new Outcome.Wrong();
          }
          limits.succeeded(handle, email, address);
          return onRight.apply(handle, found.get());
        });
  }

  /** Looks again: it may have been closed or changed during the check, which takes its time. */
  private static boolean lock(Handle handle, Found found, Optional<String> better) {
    return handle
            .createUpdate(
                """
                UPDATE account SET password_hash = coalesce(:better, password_hash)
                WHERE id = :id AND active AND password_hash = :hash
                """)
            .bind("better", better)
            .bind("id", found.account)
            .bind("hash", found.hash)
            .execute()
        == 1;
  }

  private void recorded(Handle handle, Found found, String action) {
    String account = "account:" + found.account;
    audit.record(handle, account, found.organizer, found.seller, action, account, Map.of());
  }

  private static String email(Handle handle, long account) {
    return handle
        .createQuery("SELECT email FROM account WHERE id = :id")
        .bind("id", account)
        .mapTo(String.class)
        .one();
  }

  private static Optional<Found> find(Handle handle, String email) {
    return handle
        .createQuery(
            """
            SELECT id, password_hash, must_change, organizer_id, seller_id FROM account
            WHERE email = :email AND active AND password_hash IS NOT NULL
            """)
        .bind("email", email)
        .map(
            (row, _) ->
                new Found(
                    row.getLong("id"),
                    row.getString("password_hash"),
                    row.getBoolean("must_change"),
                    Callers.number(row, "organizer_id"),
                    Callers.number(row, "seller_id")))
        .findOne();
  }

  private record Found(
      long account, String hash, boolean mustChange, OptionalLong organizer, OptionalLong seller) {}
}
