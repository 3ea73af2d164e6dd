package org.stile.center.accounts;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.stile.center.audit.Audit;
import org.stile.center.db.Database;
import org.stile.center.web.Problem;
import org.stile.center.web.Role;

/**
 * Accounts and what becomes of them. Whoever changes one calls {@link Callers#forget} after the
 * commit.
 */
@ApplicationScoped
public class Accounts {
  private static final String ALL =
      """
      SELECT a.id, a.email, a.display_name, a.roles, a.organizer_id, a.seller_id,
        o.name AS organizer, s.name AS seller, a.active, a.must_change,
        a.password_hash IS NOT NULL AS has_password, a.created_at
      FROM account a LEFT JOIN organizer o ON o.id = a.organizer_id
        LEFT JOIN seller s ON s.id = a.seller_id
      """;

  private final Database database;
  private final SignInLimits limits;
  private final Sessions sessions;
  private final Audit audit;
  private final InstantSource clock;

  public Accounts(
      Database database, SignInLimits limits, Sessions sessions, Audit audit, InstantSource clock) {
    this.database = database;
    this.limits = limits;
    this.sessions = sessions;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * An account.
   *
   * @param organizer the name of the organizer it belongs to, if to any.
   * @param hasPassword otherwise it signs in elsewhere, or nowhere yet.
   * @param mustChange its password was given by somebody else.
   */
  public record Account(
      long id,
      String email,
      String name,
      Set<Role> roles,
      OptionalLong organizerId,
      OptionalLong sellerId,
      Optional<String> organizer,
      Optional<String> seller,
      boolean active,
      boolean mustChange,
      boolean hasPassword,
      Instant createdAt) {}

  /** All accounts, by e-mail. */
  public List<Account> all() {
    return database.read(
        handle -> handle.createQuery(ALL + " ORDER BY a.email").map(Accounts::account).list());
  }

  /**
   * Accounts, by e-mail.
   *
   * @param next what to ask for as "after" to go on; empty at the end.
   */
  public record Page(List<Account> accounts, Optional<String> next) {}

  /** A part of all accounts; they are found by e-mail, name, organizer and seller. */
  Page page(Portion portion) {
    List<Account> found =
        database.read(
            handle ->
                handle
                    .createQuery(
                        ALL
                            + """
                             WHERE a.email > :after AND strpos(
                               lower(concat_ws(' ', a.email, a.display_name, o.name, s.name)),
                               lower(:words)) > 0
                             ORDER BY a.email LIMIT :limit
                            """)
                    .bind("after", portion.after())
                    .bind("words", portion.words())
                    .bind("limit", portion.limit() + 1)
                    .map(Accounts::account)
                    .list());
    boolean more = found.size() > portion.limit();
    List<Account> shown = more ? found.subList(0, portion.limit()) : found;
    return new Page(shown, more ? Optional.of(shown.getLast().email()) : Optional.empty());
  }

  /** One account. */
  public Account find(long id) {
    return database.read(handle -> find(handle, id));
  }

  Account find(Handle handle, long id) {
    return handle
        .createQuery(ALL + " WHERE a.id = :id")
        .bind("id", id)
        .map(Accounts::account)
        .findOne()
        .orElseThrow(() -> Problem.notFound("account"));
  }

  /** The account of an e-mail. */
  public Optional<Account> ofEmail(String email) {
    return database.read(
        handle ->
            handle
                .createQuery(ALL + " WHERE a.email = :email")
                .bind("email", SignIns.normalized(email))
                .map(Accounts::account)
                .findOne());
  }

  /**
   * Makes an account.
   *
   * @param actor as the audit log names who does it.
   * @param hash of a password that must be changed; empty: it has none.
   */
  public Account create(Handle handle, String actor, AccountDraft draft, Optional<String> hash) {
    Optional<Long> id =
        handle
            .createQuery(
                """
                INSERT INTO account (email, display_name, password_hash, must_change, roles,
                  organizer_id, seller_id, created_at)
                VALUES (:email, :name, :hash, true, :roles, :organizer, :seller, :now)
                ON CONFLICT (email) DO NOTHING RETURNING id
                """)
            .bind("email", draft.email())
            .bind("name", draft.name())
            .bind("hash", hash)
            .bindArray("roles", String.class, draft.roleNames().toArray())
            .bind("organizer", draft.organizerId())
            .bind("seller", draft.sellerId())
            .bind("now", clock.instant())
            .mapTo(Long.class)
            .findOne();
    Account account = find(handle, id.orElseThrow(() -> emailTaken(draft.email())));
    recorded(handle, actor, account, "account.create", facts(account));
    return account;
  }

  /** Changes what an account is; closing it signs it out and stops its tokens. */
  public Account change(Handle handle, String actor, long id, AccountDraft draft, boolean active) {
    handle.execute("SELECT 1 FROM account WHERE 'ADMINISTRATOR' = ANY(roles) FOR UPDATE");
    Account before = find(handle, id);
    boolean taken =
        handle
            .createQuery("SELECT EXISTS (SELECT FROM account WHERE email = :email AND id <> :id)")
            .bind("email", draft.email())
            .bind("id", id)
            .mapTo(Boolean.class)
            .one();
    if (taken) {
      throw emailTaken(draft.email());
    }
    handle
        .createUpdate(
            """
            UPDATE account SET email = :email, display_name = :name, roles = :roles,
              organizer_id = :organizer, seller_id = :seller, active = :active
            WHERE id = :id
            """)
        .bind("id", id)
        .bind("email", draft.email())
        .bind("name", draft.name())
        .bindArray("roles", String.class, draft.roleNames().toArray())
        .bind("organizer", draft.organizerId())
        .bind("seller", draft.sellerId())
        .bind("active", active)
        .execute();
    keepAnAdministrator(handle);
    Callers.tellOfAccount(handle, id);
    if (!active) {
      sessions.endAll(handle, id);
    }
    Account after = find(handle, id);
    recorded(
        handle, actor, after, "account.change", Map.of("from", facts(before), "to", facts(after)));
    return after;
  }

  /** Gives an account a password that must be changed; signs it out everywhere. */
  public Account givePassword(Handle handle, String actor, long id, String hash) {
    Account account = find(handle, id);
    handle
        .createUpdate("UPDATE account SET password_hash = :hash, must_change = true WHERE id = :id")
        .bind("id", id)
        .bind("hash", hash)
        .execute();
    sessions.endAll(handle, id);
    limits.forget(handle, account.email());
    recorded(handle, actor, account, "account.give-password", Map.of());
    return account;
  }

  /** Ends a wait after wrong passwords. */
  public Account unlock(Handle handle, String actor, long id) {
    Account account = find(handle, id);
    limits.forget(handle, account.email());
    recorded(handle, actor, account, "account.unlock", Map.of());
    return account;
  }

  private static void keepAnAdministrator(Handle handle) {
    boolean left =
        handle
            .createQuery(
                """
                SELECT EXISTS (SELECT FROM account WHERE active AND 'ADMINISTRATOR' = ANY(roles))
                """)
            .mapTo(Boolean.class)
            .one();
    if (!left) {
      throw Problem.conflict(
          "last-administrator",
          "Nobody would be left to manage accounts. Make somebody else an administrator first.");
    }
  }

  private static Problem emailTaken(String email) {
    return Problem.conflict(
        "email-taken",
        "There is another account with this e-mail.",
        List.of(new Problem.FieldError("email", email + " has an account already")));
  }

  private void recorded(
      Handle handle, String actor, Account account, String action, Map<String, ?> detail) {
    audit.record(
        handle,
        actor,
        account.organizerId(),
        account.sellerId(),
        action,
        "account:" + account.id(),
        detail);
  }

  /** What the audit log keeps of an account: enough to tell whom it concerned. */
  private static Map<String, Object> facts(Account account) {
    return Map.of(
        "email",
        account.email(),
        "roles",
        account.roles(),
        "organizer",
        account.organizerId().orElse(0),
        "seller",
        account.sellerId().orElse(0),
        "active",
        account.active());
  }

  private static Account account(ResultSet row, StatementContext context) throws SQLException {
    return new Account(
        row.getLong("id"),
        row.getString("email"),
        row.getString("display_name"),
        new TreeSet<>(Role.parse(Callers.texts(row, "roles"))),
        Callers.number(row, "organizer_id"),
        Callers.number(row, "seller_id"),
        Optional.ofNullable(row.getString("organizer")),
        Optional.ofNullable(row.getString("seller")),
        row.getBoolean("active"),
        row.getBoolean("must_change"),
        row.getBoolean("has_password"),
        row.getTimestamp("created_at").toInstant());
  }
}
