package org.stile.center.accounts;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.stile.center.db.Database;

/** Makes accounts with passwords, by the center's own services. */
@ApplicationScoped
class Someone {
  static final String PASSWORD = "correct horse battery";

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Database database;
  private final Accounts accounts;
  private final Passwords passwords;

  Someone(Database database, Accounts accounts, Passwords passwords) {
    this.database = database;
    this.accounts = accounts;
    this.passwords = passwords;
  }

  /** An auditor whose password is {@link #PASSWORD}, chosen by themselves. */
  Accounts.Account withPassword() {
    Accounts.Account account = withGivenPassword();
    database.change(
        handle ->
            handle.execute("UPDATE account SET must_change = false WHERE id = ?", account.id()));
    return account;
  }

  /** An auditor whose password is {@link #PASSWORD}, given by an administrator. */
  Accounts.Account withGivenPassword() {
    Optional<String> hash = Optional.of(passwords.hash(PASSWORD));
    String email = "someone" + NUMBER.incrementAndGet() + "@example.org";
    return database.write(
        handle ->
            accounts.create(
                handle,
                "test",
                AccountDraft.of(handle, email, "Someone", List.of("AUDITOR"), null, null),
                hash));
  }
}
