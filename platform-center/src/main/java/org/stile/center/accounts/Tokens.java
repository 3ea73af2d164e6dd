package org.stile.center.accounts;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import org.stile.center.audit.Audit;
import org.stile.center.db.Database;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;
import org.stile.center.web.Role;
import org.stile.center.web.Texts;

/** API tokens: what programs are known by. */
@ApplicationScoped
public class Tokens {
  /** So that secret scanners know what they found. */
  static final String PREFIX = "stile_";

  /** Nobody remembers a token for longer. */
  static final Duration AGE_MAX = Duration.ofDays(366);

  private static final int NAME_BYTES_MAX = 100;

  /** A client needs one or two; this bounds what one account can fill the table with. */
  private static final int PER_ACCOUNT_MAX = 100;

  private static final String ALL =
      """
      SELECT id, account_id, name, scopes, created_at, expires_at, revoked_at, last_used_at
      FROM api_token
      """;

  private final Database database;
  private final SecureRandom random;
  private final Audit audit;
  private final InstantSource clock;

  public Tokens(Database database, SecureRandom random, Audit audit, InstantSource clock) {
    this.database = database;
    this.random = random;
    this.audit = audit;
    this.clock = clock;
  }

  /** A token, without its secret. */
  public record Token(
      long id,
      long account,
      String name,
      Set<String> scopes,
      Instant createdAt,
      Optional<Instant> expiresAt,
      Optional<Instant> revokedAt,
      Optional<Instant> lastUsedAt) {}

  /**
   * A new token.
   *
   * @param secret is shown once and kept nowhere.
   */
  record Fresh(Token token, String secret) {}

  /** What somebody wants a token to be. */
  record Draft(
      @Nullable String name, @Nullable Collection<String> scopes, @Nullable Instant expiresAt) {}

  /** The tokens of an account that count or once did, newest first. */
  List<Token> of(long account) {
    return database.read(
        handle ->
            handle
                .createQuery(ALL + " WHERE account_id = :account ORDER BY id DESC")
                .bind("account", account)
                .map(Tokens::token)
                .list());
  }

  /** Makes a token of an account, with scopes that the account has. */
  Fresh create(Handle handle, String actor, Accounts.Account account, Draft draft) {
    Instant now = clock.instant();
    Draft checked = checked(account, draft, now);
    demandRoom(handle, account.id());
    String secret = PREFIX + Secrets.fresh(random);
    Token token =
        handle
            .createQuery(
                """
                INSERT INTO api_token (token_hash, account_id, name, scopes, created_at, expires_at)
                VALUES (:hash, :account, :name, :scopes, :now, :expires)
                RETURNING id, account_id, name, scopes, created_at, expires_at, revoked_at,
                  last_used_at
                """)
            .bind("hash", Callers.hash(secret))
            .bind("account", account.id())
            .bind("name", checked.name)
            .bindArray("scopes", String.class, List.copyOf(scopes(checked)).toArray())
            .bind("now", now)
            .bind("expires", checked.expiresAt)
            .map(Tokens::token)
            .one();
    recorded(handle, actor, account, token, "token.create");
    return new Fresh(token, secret);
  }

  /** Takes a token back; doing so again changes nothing. */
  Token revoke(Handle handle, String actor, Accounts.Account account, long id) {
    Optional<Token> before =
        handle
            .createQuery(ALL + " WHERE id = :id AND account_id = :account FOR UPDATE")
            .bind("id", id)
            .bind("account", account.id())
            .map(Tokens::token)
            .findOne();
    Token token = before.orElseThrow(() -> Problem.notFound("token"));
    if (token.revokedAt.isPresent()) {
      return token;
    }
    handle
        .createUpdate("UPDATE api_token SET revoked_at = :now WHERE id = :id")
        .bind("now", clock.instant())
        .bind("id", id)
        .execute();
    Callers.tellOfToken(handle, id);
    recorded(handle, actor, account, token, "token.revoke");
    return handle.createQuery(ALL + " WHERE id = :id").bind("id", id).map(Tokens::token).one();
  }

  /** Whose token that is. */
  long accountOf(Handle handle, long id) {
    return handle
        .createQuery("SELECT account_id FROM api_token WHERE id = :id")
        .bind("id", id)
        .mapTo(Long.class)
        .findOne()
        .orElseThrow(() -> Problem.notFound("token"));
  }

  private static Draft checked(Accounts.Account account, Draft draft, Instant now) {
    var errors = new FieldErrors();
    String name = Texts.name(errors, "name", draft.name, 1, NAME_BYTES_MAX);
    Set<String> may = Role.scopesOf(account.roles());
    Set<String> wanted = scopes(draft);
    errors.require(!wanted.isEmpty(), "scopes", "choose one at least of " + may);
    errors.require(
        may.containsAll(wanted), "scopes", "this account has only " + String.join(", ", may));
    Instant latest = now.plus(AGE_MAX);
    Instant expires = draft.expiresAt == null ? latest : draft.expiresAt;
    errors.require(
        expires.isAfter(now) && !expires.isAfter(latest),
        "expiresAt",
        "must be within a year from now, at most " + latest.truncatedTo(ChronoUnit.DAYS));
    errors.throwIfAny();
    return new Draft(name, wanted, expires);
  }

  private static Set<String> scopes(Draft draft) {
    return new TreeSet<>(draft.scopes == null ? Set.of() : draft.scopes);
  }

  private void demandRoom(Handle handle, long account) {
    long present =
        handle
            .createQuery(
                """
                SELECT count(*) FROM api_token
                WHERE account_id = :account AND revoked_at IS NULL AND expires_at > :now
                """)
            .bind("account", account)
            .bind("now", clock.instant())
            .mapTo(Long.class)
            .one();
    if (present >= PER_ACCOUNT_MAX) {
      throw Problem.conflict(
          "too-many-tokens",
          "This account has " + present + " tokens. Revoke those that are not used any more.");
    }
  }

  private void recorded(
      Handle handle, String actor, Accounts.Account account, Token token, String action) {
    audit.record(
        handle,
        actor,
        account.organizerId(),
        account.sellerId(),
        action,
        "token:" + token.id,
        Map.of("account", account.id(), "name", token.name, "scopes", token.scopes));
  }

  private static Token token(ResultSet row, StatementContext context) throws SQLException {
    return new Token(
        row.getLong("id"),
        row.getLong("account_id"),
        row.getString("name"),
        new TreeSet<>(Callers.texts(row, "scopes")),
        row.getTimestamp("created_at").toInstant(),
        time(row, "expires_at"),
        time(row, "revoked_at"),
        time(row, "last_used_at"));
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    var time = row.getTimestamp(column);
    return time == null ? Optional.empty() : Optional.of(time.toInstant());
  }
}
