package org.stile.center.cli;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.center.db.Database;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;

@CenterTest
class AccountAndAuditCommandTest {
  private static final Pattern CHECKPOINT = Pattern.compile("checkpoint (\\d+):([0-9a-f]{64})");

  @Inject Database center;
  @Inject People people;

  @ConfigProperty(name = "quarkus.datasource.jdbc.url")
  String database;

  @TempDir Path home;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Test
  void somebody_locked_out_is_let_in_again_by_a_command() {
    String email = UUID.randomUUID() + "@example.org";
    run(0, "account", "create", email, "--name", "Ada", "--role", "ADMINISTRATOR,AUDITOR");
    for (int i = 0; i < 7; i++) {
      signIn(email, "wrong");
    }
    assertThat(signIn(email, "wrong")).isEqualTo(429);
    run(0, "account", "unlock", email);
    assertThat(signIn(email, "wrong")).isEqualTo(403);
    String told = run(0, "account", "password", email.toUpperCase(java.util.Locale.ROOT));
    String password = told.substring(told.lastIndexOf(' ') + 1).strip();
    assertThat(signIn(email, password)).isEqualTo(303);
    assertThat(run(0, "account", "list")).contains(email).contains("[ADMINISTRATOR, AUDITOR]");
    assertThat(actions(email))
        .contains("account.create", "account.unlock", "account.give-password", "account.sign-in");
  }

  @Test
  void what_cannot_be_done_is_said_and_does_nothing() {
    assertThat(run(1, "account", "password", "nobody@example.org")).contains("no account has");
    assertThat(run(1, "account", "create", "x@y.example", "--name", "X", "--role", "KING"))
        .contains("there is no such role");
    assertThat(
            run(
                1,
                "account",
                "create",
                "x@y.example",
                "--name",
                "X",
                "--role",
                "CLERK",
                "--seller",
                "No such seller"))
        .contains("No such seller");
    run(2, "account", "create", "x@y.example");
    assertThat(run(0, "account", "list")).doesNotContain("x@y.example");
  }

  @Test
  void a_whole_log_is_told_whole_and_a_later_cut_is_noticed_by_what_was_printed() {
    people.organizer();
    chained();
    String whole = run(0, "audit", "verify");
    assertThat(whole).contains("whole: ").contains("no checkpoint to compare with");
    Matcher head = CHECKPOINT.matcher(whole);
    assertThat(head.find()).isTrue();
    String checkpoint = head.group(1) + ":" + head.group(2);
    assertThat(run(0, "audit", "verify", "--checkpoint", checkpoint))
        .doesNotContain("no checkpoint");
    String later = (Long.parseLong(head.group(1)) + 1_000_000) + ":" + head.group(2);
    assertThat(run(1, "audit", "verify", "--checkpoint", later))
        .contains("BROKEN")
        .contains("its end was cut off");
    String other = head.group(1) + ":" + "0".repeat(64);
    assertThat(run(1, "audit", "verify", "--checkpoint", other)).contains("written anew");
    assertThat(run(1, "audit", "verify", "--checkpoint", "nonsense")).contains("looks like");
  }

  @Test
  void the_checkpoint_kept_at_home_is_compared_too() throws IOException {
    people.organizer();
    chained();
    Matcher head = CHECKPOINT.matcher(run(0, "audit", "verify"));
    assertThat(head.find()).isTrue();
    Path file = home.resolve("audit.checkpoint");
    Files.writeString(file, head.group(1) + ":" + head.group(2) + "\n");
    assertThat(run(0, "audit", "verify")).contains("compared with the checkpoint in");
    Files.writeString(file, head.group(1) + ":" + "f".repeat(64) + "\n");
    assertThat(run(1, "audit", "verify")).contains("written anew");
  }

  /** Makes at least one row, and waits until the center chained all. */
  private void chained() {
    String email = UUID.randomUUID() + "@example.org";
    run(0, "account", "create", email, "--name", "Row", "--role", "AUDITOR");
    long until = System.nanoTime() + 30_000_000_000L;
    while (waiting() > 0 && System.nanoTime() < until) {
      Thread.onSpinWait();
    }
  }

  private long waiting() {
    return center.read(
        handle ->
            handle
                .createQuery("SELECT count(*) FROM audit WHERE position IS NULL")
                .mapTo(Long.class)
                .one());
  }

  private java.util.List<String> actions(String email) {
    return center.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT action FROM audit
                    WHERE subject = (SELECT 'account:' || id FROM account WHERE email = :email)
                    """)
                .bind("email", email)
                .mapTo(String.class)
                .list());
  }

  private static int signIn(String email, String password) {
    return given()
        .redirects()
        .follow(false)
        .header("Sec-Fetch-Site", "same-origin")
        .formParam("email", email)
        .formParam("password", password)
        .post("/sign-in")
        .statusCode();
  }

  private String run(int code, String... arguments) {
    printed.reset();
    var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    var environment =
        Map.of(
            "STILE_HOME",
            home.toString(),
            "STILE_DB_URL",
            database + (database.contains("?") ? "&" : "?") + "user=postgres");
    int exit = CenterCommands.run(arguments, environment, out, out);
    String text = printed.toString(StandardCharsets.UTF_8);
    assertThat(exit).as(text).isEqualTo(code);
    return text;
  }
}
