package org.stile.center.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.center.audit.Audit;
import org.stile.center.db.Database;

/** On an empty database of its own, without the center around it. */
class FirstStartTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path homes;

  @Test
  void of_eight_nodes_starting_at_once_one_makes_the_first_account() throws Exception {
    try (var postgres = EmbeddedPostgres.builder().start();
        var threads = Executors.newFixedThreadPool(8)) {
      Flyway.configure().dataSource(postgres.getPostgresDatabase()).load().migrate();
      var database = new Database(postgres.getPostgresDatabase());
      var passwords = new Passwords(RANDOM);
      var nodes =
          IntStream.range(0, 8)
              .<Callable<Optional<String>>>mapToObj(
                  i -> () -> node(database, passwords, home(i)).prepare())
              .toList();
      int told = 0;
      String password = "";
      for (var node : threads.invokeAll(nodes)) {
        told += node.get().isPresent() ? 1 : 0;
        password = node.get().orElse(password);
      }
      assertThat(told).isEqualTo(1);
      assertThat(count(database, "account")).isEqualTo(1);
      assertThat(count(database, "organizer")).isEqualTo(1);

      Path file = files().getFirst();
      assertThat(files()).hasSize(1);
      assertThat(Files.readString(file).strip()).isEqualTo(password);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      String hash =
          database.read(
              handle ->
                  handle
                      .createQuery("SELECT password_hash FROM account WHERE must_change")
                      .mapTo(String.class)
                      .one());
      assertThat(passwords.check(Optional.of(hash), password).right()).isTrue();

      var again = node(database, passwords, file.getParent());
      assertThat(again.prepare()).isEmpty();
      again.passwordChanged("somebody@else.example");
      assertThat(file).exists();
      again.passwordChanged(FirstStart.EMAIL);
      assertThat(file).doesNotExist();
    }
  }

  private java.util.List<Path> files() throws IOException {
    try (var all = Files.walk(homes)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private Path home(int node) {
    return homes.resolve("node" + node);
  }

  private static FirstStart node(Database database, Passwords passwords, Path home) {
    var clock = InstantSource.system();
    var audit = new Audit(clock, new ObjectMapper());
    var accounts =
        new Accounts(database, new SignInLimits(clock), new Sessions(RANDOM, clock), audit, clock);
    var parties = new Parties(database, audit, clock);
    return new FirstStart(database, accounts, parties, passwords, home.toString(), 8080, "enabled");
  }

  private static long count(Database database, String table) {
    return database.read(
        handle -> handle.createQuery("SELECT count(*) FROM " + table).mapTo(Long.class).one());
  }
}
