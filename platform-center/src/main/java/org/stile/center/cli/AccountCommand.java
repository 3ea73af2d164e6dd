package org.stile.center.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.stile.center.accounts.AccountDraft;
import org.stile.center.accounts.Accounts;
import org.stile.center.accounts.Parties;
import org.stile.center.accounts.Passwords;
import org.stile.center.accounts.Sessions;
import org.stile.center.accounts.SignInLimits;
import org.stile.center.audit.Audit;
import org.stile.center.db.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Accounts, for an administrator who cannot sign in: docs/reference/accounts.md. */
@Command(
    name = "account",
    mixinStandardHelpOptions = true,
    description = "Accounts, for an administrator who cannot sign in.")
final class AccountCommand {
  private static final String ACTOR = "command";

  private final Map<String, String> environment;
  private final InstantSource clock;
  private final SecureRandom random;
  private final PrintStream out;

  AccountCommand(
      Map<String, String> environment, InstantSource clock, SecureRandom random, PrintStream out) {
    this.environment = environment;
    this.clock = clock;
    this.random = random;
    this.out = out;
  }

  /** What a command does with the accounts of the database. */
  private interface Work {
    void on(Database database, Accounts accounts);
  }

  @Command(name = "list", description = "All accounts, what they may do, and for whom.")
  void list() throws IOException {
    with(
        (_, accounts) -> {
          for (Accounts.Account account : accounts.all()) {
            out.printf(
                "%-6s %s  %s  %s%s%n",
                account.active() ? "open" : "closed",
                account.email(),
                account.roles(),
                account.organizer().map(name -> "organizer " + name + " ").orElse(""),
                account.seller().map(name -> "seller " + name).orElse(""));
          }
        });
  }

  @Command(name = "create", description = "Makes an account and prints its one-time password.")
  void create(
      @Parameters(paramLabel = "EMAIL") String email,
      @Option(names = "--name", required = true, description = "to be shown") String name,
      @Option(
              names = "--role",
              required = true,
              split = ",",
              description = "ADMINISTRATOR, ORGANIZER, ...")
          List<String> roles,
      @Option(names = "--organizer", description = "name of its organizer")
          @Nullable String organizer,
      @Option(names = "--seller", description = "name of its seller") @Nullable String seller)
      throws IOException {
    with(
        (database, accounts) -> {
          var passwords = new Passwords(random);
          String password = passwords.given();
          Optional<String> hash = Optional.of(passwords.hash(password));
          database.write(
              handle -> {
                var draft =
                    AccountDraft.of(
                        handle,
                        email,
                        name,
                        roles,
                        party(handle, Parties.Kind.ORGANIZER, organizer),
                        party(handle, Parties.Kind.SELLER, seller));
                return accounts.create(handle, ACTOR, draft, hash);
              });
          out.println("one-time password of " + email + ": " + password);
        });
  }

  @Command(
      name = "password",
      description = "Gives an account a one-time password and prints it; signs it out everywhere.")
  void password(@Parameters(paramLabel = "EMAIL") String email) throws IOException {
    with(
        (database, accounts) -> {
          Accounts.Account account = find(accounts, email);
          var passwords = new Passwords(random);
          String password = passwords.given();
          String hash = passwords.hash(password);
          database.write(handle -> accounts.givePassword(handle, ACTOR, account.id(), hash));
          out.println("one-time password of " + account.email() + ": " + password);
        });
  }

  @Command(name = "unlock", description = "Ends an account's wait after wrong passwords.")
  void unlock(@Parameters(paramLabel = "EMAIL") String email) throws IOException {
    with(
        (database, accounts) -> {
          Accounts.Account account = find(accounts, email);
          database.write(handle -> accounts.unlock(handle, ACTOR, account.id()));
          out.println(account.email() + " may try again at once");
        });
  }

  private static Accounts.Account find(Accounts accounts, String email) {
    return accounts
        .ofEmail(email)
        .orElseThrow(
            () ->
                new IllegalArgumentException("no account has the e-mail " + email + "; see list"));
  }

  private static @Nullable Long party(Handle handle, Parties.Kind kind, @Nullable String name) {
    if (name == null) {
      return null;
    }
    return Parties.named(handle, kind, name)
        .orElseThrow(() -> new IllegalArgumentException("there is no " + kind + " " + name));
  }

  private void with(Work work) throws IOException {
    try (CommandDatabase opened = CommandDatabase.open(environment)) {
      Database database = opened.database();
      var accounts =
          new Accounts(
              database,
              new SignInLimits(clock),
              new Sessions(random, clock),
              new Audit(clock, new ObjectMapper()),
              clock);
      work.on(database, accounts);
    }
  }
}
