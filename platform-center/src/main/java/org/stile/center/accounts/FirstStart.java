package org.stile.center.accounts;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.stile.center.db.Database;

/**
 * Makes the first organizer and its administrator, when there is no account yet. Of several nodes
 * starting at once, one does.
 */
@ApplicationScoped
public class FirstStart {
  static final String EMAIL = "admin@localhost";
  private static final String ORGANIZER = "My organization";
  private static final String ACTOR = "center";

  /** Any number that no other lock of the center has: "first" in ASCII. */
  private static final long LOCK = 0x6669727374L;

  private static final Logger LOG = Logger.getLogger(FirstStart.class);

  private final Database database;
  private final Accounts accounts;
  private final Parties parties;
  private final Passwords passwords;
  private final Path file;
  private final String address;

  public FirstStart(
      Database database,
      Accounts accounts,
      Parties parties,
      Passwords passwords,
      @ConfigProperty(name = "stile.home") String home,
      @ConfigProperty(name = "quarkus.http.port") int port,
      @ConfigProperty(name = "quarkus.http.insecure-requests", defaultValue = "enabled")
          String open) {
    this.database = database;
    this.accounts = accounts;
    this.parties = parties;
    this.passwords = passwords;
    this.file = Path.of(home, "first-password");
    this.address =
        (open.equals("disabled") ? "https" : "http") + "://localhost:" + port + "/sign-in";
  }

  void onStart(@Observes StartupEvent event) {
    Optional<String> password = prepare();
    if (password.isPresent()) {
      LOG.infof(
          "first start: sign in at %s as %s with the password %s (also in %s) and choose your own",
          address, EMAIL, password.get(), file);
    } else {
      LOG.infof("sign in at %s%s", address, fileIfAny());
    }
  }

  /** The first password, if this made the first account. */
  Optional<String> prepare() {
    if (database.read(FirstStart::inhabited)) {
      return Optional.empty();
    }
    String password = passwords.given();
    String hash = passwords.hash(password);
    boolean made =
        database.write(
            handle -> {
              handle.execute("SELECT pg_advisory_xact_lock(?)", LOCK);
              return !inhabited(handle) && make(handle, password, hash);
            });
    return made ? Optional.of(password) : Optional.empty();
  }

  /** Throws the file with the first password away once it is of no use. */
  void passwordChanged(String email) {
    if (email.equals(EMAIL)) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        LOG.warnf("%s is of no use any more, but cannot be deleted: %s", file, e.getMessage());
      }
    }
  }

  private boolean make(Handle handle, String password, String hash) {
    var organizer = parties.create(handle, ACTOR, Parties.Kind.ORGANIZER, ORGANIZER);
    var draft =
        AccountDraft.of(
            handle,
            EMAIL,
            "Administrator",
            List.of("ADMINISTRATOR", "ORGANIZER"),
            organizer.id(),
            null);
    accounts.create(handle, ACTOR, draft, Optional.of(hash));
    // Before the commit: an account whose password nobody was told would be worse than a stray
    // file.
    write(file, password);
    return true;
  }

  private static void write(Path file, String password) {
    try {
      Files.deleteIfExists(file);
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, password + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the first password to " + file, e);
    }
  }

  private static boolean inhabited(Handle handle) {
    return handle.createQuery("SELECT EXISTS (SELECT FROM account)").mapTo(Boolean.class).one();
  }

  private String fileIfAny() {
    return Files.exists(file) ? " as " + EMAIL + "; the first password is in " + file : "";
  }
}
