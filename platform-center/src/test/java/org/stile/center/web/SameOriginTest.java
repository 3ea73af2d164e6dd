package org.stile.center.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;

@CenterTest
class SameOriginTest {
  @Inject People people;

  @Test
  void a_form_of_this_center_may_change_things() {
    assertThat(tokens(signedIn().header("Sec-Fetch-Site", "same-origin"))).isNotEqualTo(403);
    assertThat(tokens(signedIn().header("Origin", here()))).isNotEqualTo(403);
  }

  @Test
  void a_form_of_another_site_a_neighbour_or_nowhere_may_not() {
    for (String site : new String[] {"cross-site", "same-site", "none", "", "SAME-ORIGIN"}) {
      assertThat(tokens(signedIn().header("Sec-Fetch-Site", site))).as(site).isEqualTo(403);
    }
    // A browser that sends both is believed in what cannot be an older one's guess.
    assertThat(tokens(signedIn().header("Sec-Fetch-Site", "cross-site").header("Origin", here())))
        .isEqualTo(403);
  }

  @Test
  void without_fetch_metadata_the_origin_must_be_exactly_this_one() {
    int port = RestAssured.port;
    for (String origin :
        new String[] {
          "null",
          "https://localhost:" + port,
          "http://localhost",
          "http://localhost:" + (port + 1),
          "http://sub.localhost:" + port,
          "http://localhost:" + port + ".evil.example",
          "http://localhost:" + port + "@evil.example",
          "http://evil.example",
          ""
        }) {
      assertThat(tokens(signedIn().header("Origin", origin))).as(origin).isEqualTo(403);
    }
    assertThat(tokens(signedIn())).as("neither header").isEqualTo(403);
  }

  @Test
  void nobody_is_signed_in_by_another_site() {
    for (String site : new String[] {"cross-site", "same-site"}) {
      int status =
          given()
              .redirects()
              .follow(false)
              .header("Sec-Fetch-Site", site)
              .formParam("email", "a@b.example")
              .formParam("password", "x")
              .post("/sign-in")
              .statusCode();
      assertThat(status).isEqualTo(403);
    }
    given()
        .redirects()
        .follow(false)
        .header("Sec-Fetch-Site", "cross-site")
        .post("/sign-out")
        .then()
        .statusCode(403);
  }

  @Test
  void a_cookie_alone_changes_nothing_through_the_api_either() {
    String session = people.administrator().session();
    var body = "{\"name\":\"" + UUID.randomUUID() + "\"}";
    assertThat(sellers(given().cookie("stile_session", session), body)).isEqualTo(403);
    assertThat(
            sellers(
                given().cookie("stile_session", session).header("Authorization", "Basic eDp5"),
                body))
        .isEqualTo(403);
    assertThat(
            sellers(
                given().cookie("stile_session", session).header("Sec-Fetch-Site", "same-origin"),
                body))
        .isEqualTo(201);
  }

  @Test
  void a_client_with_a_token_is_not_asked_where_it_comes_from() {
    var body = "{\"name\":\"" + UUID.randomUUID() + "\"}";
    String token = people.administrator().token();
    assertThat(sellers(given().header("Authorization", "Bearer " + token), body)).isEqualTo(201);
  }

  @Test
  void no_other_site_is_told_what_the_api_answers() {
    var answer =
        given()
            .header("Origin", "https://evil.example")
            .cookie("stile_session", people.administrator().session())
            .get("/api/v1/accounts");
    assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
  }

  private static int sellers(RequestSpecification request, String body) {
    return request
        .contentType("application/json")
        .header("Idempotency-Key", UUID.randomUUID().toString())
        .body(body)
        .post("/api/v1/sellers")
        .statusCode();
  }

  /** A form that names nothing: refused with 400 once it is let through. */
  private static int tokens(RequestSpecification request) {
    return request.formParam("days", "1").post("/tokens").statusCode();
  }

  private RequestSpecification signedIn() {
    return given().redirects().follow(false).cookie("stile_session", people.seller().session());
  }

  private static String here() {
    return "http://localhost:" + RestAssured.port;
  }
}
