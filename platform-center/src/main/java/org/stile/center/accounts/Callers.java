package org.stile.center.accounts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.stile.center.db.Database;
import org.stile.center.db.Notices;
import org.stile.center.web.Caller;
import org.stile.center.web.Role;
import org.stile.core.Bytes;

/**
 * Finds who holds a session's or an API token's secret, and remembers it for a moment, so that most
 * requests ask no database. Whatever takes rights away tells the other nodes as it commits, and is
 * followed by {@link #forget}: on this node it counts at once, on others as soon as they hear of
 * it, and after {@link #REMEMBERED} if they hear nothing. Any thread.
 */
@ApplicationScoped
public class Callers {
  /** How long another node may go on with what was true, if it hears nothing. */
  static final Duration REMEMBERED = Duration.ofSeconds(3);

  /** Of about 1 KiB each. */
  private static final int REMEMBERED_MAX = 10_000;

  /** Of {@link Notices}: "account 7", "token 12", "session" and its hash. */
  private static final String TOPIC = "callers";

  private static final Duration USE_STEP = Duration.ofMinutes(1);
  private static final String ACCOUNT =
      "a.id AS account_id, a.display_name, a.roles, a.organizer_id, a.seller_id, a.must_change";

  private final Database database;
  private final Sessions sessions;
  private final Notices notices;
  private final InstantSource clock;
  private final Cache<Shown, Known> known;
  private final AtomicLong forgotten = new AtomicLong();

  public Callers(Database database, Sessions sessions, Notices notices, InstantSource clock) {
    this.database = database;
    this.sessions = sessions;
    this.notices = notices;
    this.clock = clock;
    this.known =
        Caffeine.newBuilder()
            .expireAfterWrite(REMEMBERED)
            .ticker(() -> nanos(clock.instant()))
            .executor(Runnable::run) // No thread of its own; evicting is quick.
            .maximumSize(REMEMBERED_MAX)
            .build();
  }

  void start(@Observes StartupEvent event) {
    notices.on(TOPIC, this::told);
  }

  /** Tells all nodes, when the transaction commits, that an account is not what it was. */
  static void tellOfAccount(Handle handle, long account) {
    Notices.tell(handle, TOPIC, "account " + account);
  }

  /** Tells all nodes, when the transaction commits, that an API token counts no more. */
  static void tellOfToken(Handle handle, long token) {
    Notices.tell(handle, TOPIC, "token " + token);
  }

  /** Tells all nodes, when the transaction commits, that a session counts no more. */
  static void tellOfSession(Handle handle, String secret) {
    Notices.tell(handle, TOPIC, "session " + Shown.session(secret).hash.hex());
  }

  private void told(String what) {
    String[] words = what.split(" ", -1);
    switch (words[0]) {
      case "account" -> forget(Long.parseLong(words[1]));
      case "token" -> forgetToken(Long.parseLong(words[1]));
      case "session" -> forget(new Shown(false, Bytes.hex(words[1])));
      default -> forget(_ -> true); // Connected again: who knows what was not heard.
    }
  }

  /**
   * What somebody showed: never kept itself, only its hash.
   *
   * @param token an API token; otherwise a session's secret.
   * @param hash see {@link #hash}.
   */
  record Shown(boolean token, Bytes hash) {
    static Shown token(String secret) {
      return new Shown(true, Bytes.copyOf(Callers.hash(secret)));
    }

    static Shown session(String secret) {
      return new Shown(false, Bytes.copyOf(Callers.hash(secret)));
    }
  }

  /**
   * Who showed it.
   *
   * @param mustChange may do nothing but choose a password.
   */
  record Known(Caller caller, boolean mustChange) {}

  /** Who that is, if it is remembered. Does not block. */
  Optional<Known> remembered(Shown shown) {
    return Optional.ofNullable(known.getIfPresent(shown));
  }

  /** Who that still is: for what goes on longer than a request. */
  Optional<Caller> again(Shown shown) {
    return remembered(shown)
        .or(() -> find(shown))
        .filter(known -> !known.mustChange)
        .map(Known::caller);
  }

  /** Who that is, as the database knows it; empty: nobody, or nobody any more. */
  Optional<Known> find(Shown shown) {
    long before = forgotten.get();
    Optional<Known> found =
        database.read(handle -> shown.token ? ofToken(handle, shown) : ofSession(handle, shown));
    found.ifPresent(
        someone -> {
          known.put(shown, someone);
          // Rights were taken away meanwhile, maybe these: the next request asks again.
          if (forgotten.get() != before) {
            known.invalidate(shown);
          }
        });
    return found;
  }

  /** What was known of an account counts no more; call it when the change is committed. */
  public void forget(long account) {
    forget(someone -> someone.caller.accountId() == account);
  }

  /** An API token counts no more. */
  void forgetToken(long token) {
    forget(someone -> someone.caller.tokenId().equals(OptionalLong.of(token)));
  }

  /** A session counts no more. */
  void forgetSession(String secret) {
    forget(Shown.session(secret));
  }

  private void forget(Shown shown) {
    forgotten.incrementAndGet();
    known.invalidate(shown);
  }

  private void forget(Predicate<Known> whom) {
    forgotten.incrementAndGet();
    known.asMap().values().removeIf(whom);
  }

  /** What the database keeps of a secret. */
  public static byte[] hash(String secret) {
    return Bytes.copyOf(secret.getBytes(StandardCharsets.UTF_8)).sha256().toArray();
  }

  private Optional<Known> ofSession(Handle handle, Shown shown) {
    Optional<Known> found =
        handle
            .createQuery(
                "SELECT "
                    + ACCOUNT
                    + """
                    , NULL::bigint AS token_id, NULL::text[] AS scopes
                    FROM session s JOIN account a ON a.id = s.account_id
                    WHERE s.token_hash = :hash AND s.expires_at > :now AND a.active
                    """)
            .bind("hash", shown.hash.toArray())
            .bind("now", clock.instant())
            .map(Callers::known)
            .findOne();
    found.ifPresent(_ -> sessions.used(handle, shown.hash.toArray()));
    return found;
  }

  private Optional<Known> ofToken(Handle handle, Shown shown) {
    Instant now = clock.instant();
    Optional<Known> found =
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
            .bind("hash", shown.hash.toArray())
            .bind("now", now)
            .map(Callers::known)
            .findOne();
    found.ifPresent(
        _ ->
            handle
                .createUpdate(
                    """
                    UPDATE api_token SET last_used_at = :now
                    WHERE token_hash = :hash AND (last_used_at IS NULL OR last_used_at < :before)
                    """)
                .bind("hash", shown.hash.toArray())
                .bind("now", now)
                .bind("before", now.minus(USE_STEP))
                .execute());
    return found;
  }

  private static Known known(ResultSet row, StatementContext context) throws SQLException {
    Set<Role> roles = Role.parse(texts(row, "roles"));
    Set<String> scopes = Role.scopesOf(roles);
    OptionalLong token = number(row, "token_id");
    if (token.isPresent()) {
      Set<String> carried = Set.copyOf(texts(row, "scopes"));
      scopes = scopes.stream().filter(carried::contains).collect(Collectors.toSet());
    }
    var caller =
        new Caller(
            row.getLong("account_id"),
            token,
            row.getString("display_name"),
            roles,
            scopes,
            number(row, "organizer_id"),
            number(row, "seller_id"));
    return new Known(caller, token.isEmpty() && row.getBoolean("must_change"));
  }

  static List<String> texts(ResultSet row, String column) throws SQLException {
    return Arrays.asList((String[]) row.getArray(column).getArray());
  }

  static OptionalLong number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }
}
