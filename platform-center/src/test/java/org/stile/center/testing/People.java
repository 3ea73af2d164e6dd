package org.stile.center.testing;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.stile.center.accounts.Callers;
import org.stile.center.db.Database;
import org.stile.center.web.Role;

/** Makes organizers, sellers and people with API tokens and sessions, straight in the database. */
@ApplicationScoped
public class People {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Database database;
  private final InstantSource clock;

  public People(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Somebody with an account.
   *
   * @param token an API token that carries all the account may do.
   * @param session the value of a session cookie.
   */
  public record Person(long account, long party, String token, String session) {}

  /** Somebody of a new organizer. */
  public Person organizer() {
    long organizer = party("organizer", "Organizer " + NUMBER.incrementAndGet());
    return person(OptionalLong.of(organizer), OptionalLong.empty(), Role.ORGANIZER);
  }

  /** Somebody of a new seller. */
  public Person seller() {
    long seller = party("seller", "Seller " + NUMBER.incrementAndGet());
    return person(OptionalLong.empty(), OptionalLong.of(seller), Role.SELLER);
  }

  /** Somebody who manages accounts and belongs to no organizer. */
  public Person administrator() {
    return person(OptionalLong.empty(), OptionalLong.empty(), Role.ADMINISTRATOR);
  }

  /** Somebody with these roles, of that organizer or seller. */
  public Person person(OptionalLong organizer, OptionalLong seller, Role... roles) {
    return database.write(
        handle -> {
          int number = NUMBER.incrementAndGet();
          long account =
              handle
                  .createUpdate(
                      """
                      INSERT INTO account
                        (email, display_name, roles, organizer_id, seller_id, created_at)
                      VALUES (:email, :name, :roles, :organizer, :seller, :now)
                      """)
                  .bind("email", "person" + number + "@example.org")
                  .bind("name", "Person " + number)
                  .bindArray("roles", String.class, Arrays.stream(roles).map(Role::name).toArray())
                  .bind("organizer", organizer)
                  .bind("seller", seller)
                  .bind("now", clock.instant())
                  .executeAndReturnGeneratedKeys("id")
                  .mapTo(long.class)
                  .one();
          return new Person(
              account,
              organizer.orElse(seller.orElse(0)),
              token(handle, account, roles),
              session(handle, account));
        });
  }

  private long party(String table, String name) {
    return database.write(
        handle ->
            handle
                .createUpdate("INSERT INTO " + table + " (name, created_at) VALUES (:name, :now)")
                .bind("name", name)
                .bind("now", clock.instant())
                .executeAndReturnGeneratedKeys("id")
                .mapTo(long.class)
                .one());
  }

  private String token(Handle handle, long account, Role... roles) {
    String secret = secret();
    handle
        .createUpdate(
            """
            INSERT INTO api_token (token_hash, account_id, name, scopes, created_at)
            VALUES (:hash, :account, 'test', :scopes, :now)
            """)
        .bind("hash", Callers.hash(secret))
        .bind("account", account)
        .bindArray("scopes", String.class, Role.scopesOf(Arrays.asList(roles)).toArray())
        .bind("now", clock.instant())
        .execute();
    return secret;
  }

  private String session(Handle handle, long account) {
    String secret = secret();
    handle
        .createUpdate(
            """
            INSERT INTO session (token_hash, account_id, created_at, last_seen_at, expires_at)
            VALUES (:hash, :account, :now, :now, CAST(:now AS timestamptz) + interval '1 year')
            """)
        .bind("hash", Callers.hash(secret))
        .bind("account", account)
        .bind("now", clock.instant())
        .execute();
    return secret;
  }

  private static String secret() {
    byte[] secret = new byte[24];
    new SecureRandom().nextBytes(secret);
    return HexFormat.of().formatHex(secret);
  }
}
