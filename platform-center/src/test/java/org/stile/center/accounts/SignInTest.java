package org.stile.center.accounts;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.db.Database;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.center.testing.TestClock;

@CenterTest
class SignInTest {
  @Inject Someone someone;
  @Inject People people;
  @Inject Database database;
  @Inject TestClock clock;

  @BeforeEach
  void nobody_tried_anything_yet() {
    database.change(handle -> handle.execute("DELETE FROM sign_in_attempt"));
  }

  @Test
  void the_right_password_signs_in_and_sets_a_cookie_no_script_can_read() {
    var account = someone.withPassword();
    Response answer = signIn(account.email(), Someone.PASSWORD);
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.header("Location")).endsWith("/");
    assertThat(answer.header("Set-Cookie"))
        .contains("stile_session=", "HttpOnly", "SameSite=Lax", "Path=/")
        .doesNotContain("Secure");
    given().cookie("stile_session", session(answer)).get("/").then().statusCode(200);
  }

  @Test
  void an_email_is_the_same_in_capitals() {
    var account = someone.withPassword();
    assertThat(signIn("  " + account.email().toUpperCase(), Someone.PASSWORD).statusCode())
        .isEqualTo(303);
  }

  @Test
  void a_wrong_password_and_an_unknown_email_are_told_the_same() {
    var account = someone.withPassword();
    Response wrong = signIn(account.email(), Someone.PASSWORD + "x");
    Response unknown = signIn("nobody@example.org", Someone.PASSWORD);
    assertThat(wrong.statusCode()).isEqualTo(403);
    assertThat(unknown.statusCode()).isEqualTo(403);
    assertThat(wrong.body().asString().replace(account.email(), ""))
        .isEqualTo(unknown.body().asString().replace("nobody@example.org", ""));
    assertThat(wrong.header("Set-Cookie")).isNull();
  }

  @Test
  void an_account_without_a_password_has_none_that_fits() {
    var account = someone.withPassword();
    database.change(
        handle ->
            handle.execute("UPDATE account SET password_hash = NULL WHERE id = ?", account.id()));
    assertThat(signIn(account.email(), Someone.PASSWORD).statusCode()).isEqualTo(403);
    assertThat(signIn(account.email(), "").statusCode()).isEqualTo(403);
  }

  @Test
  void a_closed_account_does_not_sign_in() {
    var account = someone.withPassword();
    database.change(
        handle -> handle.execute("UPDATE account SET active = false WHERE id = ?", account.id()));
    assertThat(signIn(account.email(), Someone.PASSWORD).statusCode()).isEqualTo(403);
  }

  @Test
  void after_six_wrong_passwords_even_the_right_one_waits_and_longer_each_time() {
    var account = someone.withPassword();
    for (int i = 0; i < 6; i++) {
      assertThat(signIn(account.email(), "wrong" + i).statusCode()).isEqualTo(403);
    }
    Response blocked = signIn(account.email(), Someone.PASSWORD);
    assertThat(blocked.statusCode()).isEqualTo(429);
    assertThat(Integer.parseInt(blocked.header("Retry-After"))).isBetween(20, 30);
    assertThat(blocked.body().asString()).contains("Too many wrong passwords");
    clock.advance(Duration.ofSeconds(31));
    assertThat(signIn(account.email(), "wrong again").statusCode()).isEqualTo(403);
    Response longer = signIn(account.email(), Someone.PASSWORD);
    assertThat(Integer.parseInt(longer.header("Retry-After"))).isBetween(50, 60);
    clock.advance(Duration.ofSeconds(61));
    assertThat(signIn(account.email(), Someone.PASSWORD).statusCode()).isEqualTo(303);
    assertThat(signIn(account.email(), "wrong").statusCode()).isEqualTo(403); // Counts anew.
    assertThat(signIn(account.email(), Someone.PASSWORD).statusCode()).isEqualTo(303);
  }

  @Test
  void an_unknown_email_is_locked_out_the_same_way() {
    for (int i = 0; i < 6; i++) {
      assertThat(signIn("ghost@example.org", "wrong" + i).statusCode()).isEqualTo(403);
    }
    assertThat(signIn("ghost@example.org", "wrong").statusCode()).isEqualTo(429);
  }

  @Test
  void many_attempts_at_once_are_as_many_attempts() throws Exception {
    var account = someone.withPassword();
    try (var threads = Executors.newFixedThreadPool(12)) {
      var tries =
          IntStream.range(0, 24)
              .<Callable<Integer>>mapToObj(i -> () -> signIn(account.email(), "w" + i).statusCode())
              .toList();
      long lookedAt = 0;
      for (var attempt : threads.invokeAll(tries)) {
        lookedAt += attempt.get() == 403 ? 1 : 0;
      }
      assertThat(lookedAt).isEqualTo(6);
    }
  }

  @Test
  void one_address_cannot_try_one_password_on_everybody() {
    int lookedAt = 0;
    while (signIn("person" + lookedAt + "@example.net", "Summer2026!").statusCode() == 403) {
      lookedAt++;
      assertThat(lookedAt).isLessThan(60);
    }
    assertThat(lookedAt).isEqualTo(51);
  }

  @Test
  void signing_in_begins_another_session_and_ends_the_one_before() {
    var account = someone.withPassword();
    String first = session(signIn(account.email(), Someone.PASSWORD));
    String second =
        session(
            form()
                .cookie("stile_session", first)
                .formParam("email", account.email())
                .formParam("password", Someone.PASSWORD)
                .post("/sign-in"));
    assertThat(second).isNotEqualTo(first);
    given()
        .redirects()
        .follow(false)
        .cookie("stile_session", first)
        .get("/")
        .then()
        .statusCode(303);
    given().cookie("stile_session", second).get("/").then().statusCode(200);
  }

  @Test
  void signing_out_ends_the_session_at_once() {
    String session = session(signIn(someone.withPassword().email(), Someone.PASSWORD));
    given().cookie("stile_session", session).get("/password").then().statusCode(200);
    form()
        .cookie("stile_session", session)
        .post("/sign-out")
        .then()
        .statusCode(303)
        .cookie("stile_session", equalTo(""));
    given()
        .redirects()
        .follow(false)
        .cookie("stile_session", session)
        .get("/password")
        .then()
        .statusCode(303)
        .header("Location", containsString("/sign-in"));
  }

  @Test
  void a_session_in_use_goes_on_a_session_left_alone_ends_and_none_lasts_longer_than_a_week() {
    String session = session(signIn(someone.withPassword().email(), Someone.PASSWORD));
    for (int hours = 0; hours < 7 * 24 - 10; hours += 10) {
      given().cookie("stile_session", session).get("/password").then().statusCode(200);
      clock.advance(Duration.ofHours(10));
    }
    given()
        .redirects()
        .follow(false)
        .cookie("stile_session", session)
        .get("/password")
        .then()
        .statusCode(200);
    clock.advance(Duration.ofHours(10));
    given()
        .redirects()
        .follow(false)
        .cookie("stile_session", session)
        .get("/password")
        .then()
        .statusCode(303);
    String idle = session(signIn(someone.withPassword().email(), Someone.PASSWORD));
    clock.advance(Duration.ofHours(12).plusSeconds(1));
    given()
        .redirects()
        .follow(false)
        .cookie("stile_session", idle)
        .get("/password")
        .then()
        .statusCode(303);
  }

  @Test
  void whoever_was_given_a_password_chooses_another_before_anything_else() {
    var account = someone.withGivenPassword();
    Response in = signIn(account.email(), Someone.PASSWORD);
    assertThat(in.header("Location")).endsWith("/password");
    String session = session(in);
    given()
        .redirects()
        .follow(false)
        .cookie("stile_session", session)
        .get("/")
        .then()
        .statusCode(303)
        .header("Location", endsWith("/password"));
    given().cookie("stile_session", session).get("/api/v1/audit").then().statusCode(403);
    Response changed = change(session, Someone.PASSWORD, "four good words here");
    assertThat(changed.statusCode()).isEqualTo(303);
    String next = session(changed);
    given().cookie("stile_session", next).get("/").then().statusCode(200);
    given()
        .redirects()
        .follow(false)
        .cookie("stile_session", session)
        .get("/password")
        .then()
        .statusCode(303);
    assertThat(signIn(account.email(), Someone.PASSWORD).statusCode()).isEqualTo(403);
    assertThat(signIn(account.email(), "four good words here").statusCode()).isEqualTo(303);
  }

  @Test
  void a_password_is_not_changed_without_the_present_one_or_to_a_weak_one() {
    var account = someone.withPassword();
    String session = session(signIn(account.email(), Someone.PASSWORD));
    assertThat(change(session, "wrong", "four good words here").statusCode()).isEqualTo(400);
    assertThat(change(session, Someone.PASSWORD, "short").body().asString())
        .contains("at least 12 characters");
    assertThat(change(session, Someone.PASSWORD, "aaaaaaaaaaaaaaa").statusCode()).isEqualTo(400);
    assertThat(change(session, Someone.PASSWORD, account.email()).statusCode()).isEqualTo(400);
    assertThat(signIn(account.email(), Someone.PASSWORD).statusCode()).isEqualTo(303);
  }

  @Test
  void nobody_is_led_to_another_site_after_signing_in() {
    for (String next :
        new String[] {"//evil.example", "https://evil.example", "/\\evil", "/a//b"}) {
      Response in =
          form()
              .formParam("email", someone.withPassword().email())
              .formParam("password", Someone.PASSWORD)
              .formParam("next", next)
              .post("/sign-in");
      assertThat(in.header("Location")).as(next).matches("http://localhost:\\d+/");
    }
    Response in =
        form()
            .formParam("email", someone.withPassword().email())
            .formParam("password", Someone.PASSWORD)
            .formParam("next", "/venues/7")
            .post("/sign-in");
    assertThat(in.header("Location")).endsWith("/venues/7");
  }

  @Test
  void markup_in_the_email_comes_back_as_text() {
    assertThat(signIn("\"><script>alert(1)</script>", "x").body().asString())
        .doesNotContain("<script>");
  }

  @Test
  void only_hashes_are_kept_of_sessions_and_passwords() {
    var account = someone.withPassword();
    String session = session(signIn(account.email(), Someone.PASSWORD));
    String kept =
        database.read(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT (SELECT string_agg(s::text, ' ') FROM session s)
                          || (SELECT string_agg(a::text, ' ') FROM account a)
                        """)
                    .mapTo(String.class)
                    .one());
    assertThat(kept)
        .doesNotContain(session)
        .doesNotContain(Someone.PASSWORD)
        .contains("$argon2id$");
  }

  private static Response change(String session, String present, String next) {
    return form()
        .cookie("stile_session", session)
        .formParam("present", present)
        .formParam("next", next)
        .formParam("again", next)
        .post("/password");
  }

  private static Response signIn(String email, String password) {
    return form().formParam("email", email).formParam("password", password).post("/sign-in");
  }

  private static String session(Response answer) {
    return answer.cookie("stile_session");
  }

  /** As a browser posts a form of the center's own page. */
  private static RequestSpecification form() {
    return given()
        .redirects()
        .follow(false)
        .header("Sec-Fetch-Site", "same-origin")
        .contentType("application/x-www-form-urlencoded; charset=UTF-8");
  }
}
