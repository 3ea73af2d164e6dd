package org.stile.center.web;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;

import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.stile.center.accounts.CallerMechanism;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;

@CenterTest
class StartPageTest {
  @Inject People people;

  @Test
  void nobody_is_sent_to_sign_in() {
    given()
        .redirects()
        .follow(false)
        .get("/")
        .then()
        .statusCode(303)
        .header("Location", containsString("/sign-in"));
  }

  @Test
  void somebody_signed_in_sees_what_they_may_do() {
    given()
        .cookie(CallerMechanism.SESSION_COOKIE, people.organizer().session())
        .get("/")
        .then()
        .statusCode(200)
        .body(containsString("Events"));
  }

  @Test
  void an_unknown_token_is_told_so() {
    given()
        .header("Authorization", "Bearer nonsense")
        .get("/api/v1/nothing")
        .then()
        .statusCode(401);
  }
}
