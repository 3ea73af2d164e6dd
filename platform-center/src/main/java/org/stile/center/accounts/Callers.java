package org.stile.center.accounts;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.StatementContext;
import org.stile.center.db.Database;
import org.stile.center.web.Caller;
import org.stile.center.web.Role;
import org.stile.core.Bytes;

/** Finds who holds a session's or an API token's secret. */
@ApplicationScoped
public class Callers {
  private static final String ACCOUNT =
      "a.id AS account_id, a.display_name, a.roles, a.organizer_id, a.seller_id";

  private final Database database;
  private final InstantSource clock;

  public Callers(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** The caller whose browser holds this session secret. */
  public Optional<Caller> ofSession(String secret) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT "
                        + ACCOUNT
                        + """
                        , NULL::bigint AS token_id, NULL::text[] AS scopes
                        FROM session s JOIN account a ON a.id = s.account_id
                        WHERE s.token_hash = :hash AND s.expires_at > :now AND a.active
                        """)
                .bind("hash", hash(secret))
                .bind("now", clock.instant())
                .map(Callers::caller)
                .findOne());
  }

  /** The caller whose client holds this API token. */
  public Optional<Caller> ofToken(String secret) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT "
                        + ACCOUNT
                        + """
                        , t.id AS token_id, t.scopes
                        FROM api_token t JOIN account a ON a.id = t.account_id
                        WHERE t.token_hash = :hash AND t.revoked_at IS NULL AND a.active
                          AND (t.expires_at IS NULL OR t.expires_at > :now)
                        """)
                .bind("hash", hash(secret))
                .bind("now", clock.instant())
                .map(Callers::caller)
                .findOne());
  }

  /** What the database keeps of a secret. */
  public static byte[] hash(String secret) {
    return Bytes.copyOf(secret.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .sha256()
        .toArray();
  }

  private static Caller caller(ResultSet row, StatementContext context) throws SQLException {
    Set<Role> roles = Role.parse(texts(row, "roles"));
    Set<String> scopes = Role.scopesOf(roles);
    OptionalLong token = number(row, "token_id");
    if (token.isPresent()) {
      Set<String> carried = Set.copyOf(texts(row, "scopes"));
      scopes = scopes.stream().filter(carried::contains).collect(Collectors.toSet());
    }
    return new Caller(
        row.getLong("account_id"),
        token,
        row.getString("display_name"),
        roles,
        scopes,
        number(row, "organizer_id"),
        number(row, "seller_id"));
  }

  private static List<String> texts(ResultSet row, String column) throws SQLException {
    return Arrays.asList((String[]) row.getArray(column).getArray());
  }

  private static OptionalLong number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
