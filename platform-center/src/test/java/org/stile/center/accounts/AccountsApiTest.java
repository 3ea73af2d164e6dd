package org.stile.center.accounts;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.db.Database;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;

@CenterTest
class AccountsApiTest {
  @Inject People people;
  @Inject Database database;
  private People.Person admin;

  @BeforeEach
  void an_administrator() {
    admin = people.administrator();
  }

  @Test
  void an_account_is_made_signs_in_and_is_told_of() {
    long organizer = organizer();
    var made = create(auditor(organizer));
    String password = made.statusCode(201).extract().path("password");
    long id = ((Number) made.extract().path("account.id")).longValue();
    String email = made.extract().path("account.email");
    given()
        .redirects()
        .follow(false)
        .header("Sec-Fetch-Site", "same-origin")
        .formParam("email", email)
        .formParam("password", password)
        .post("/sign-in")
        .then()
        .statusCode(303);
    as(admin)
        .get("/api/v1/accounts/" + id)
        .then()
        .statusCode(200)
        .body("email", equalTo(email))
        .body("mustChange", equalTo(true))
        .body("organizerId", equalTo((int) organizer))
        .body("sellerId", nullValue());
    assertThat(audited("account:" + id)).contains("account.create", "account.sign-in");
  }

  @Test
  void a_repeated_request_makes_one_account_and_shows_no_password_again() {
    var body = auditor(organizer());
    String key = UUID.randomUUID().toString();
    String first =
        write(key).body(body).post("/api/v1/accounts").then().statusCode(201).extract().asString();
    String second =
        write(key).body(body).post("/api/v1/accounts").then().statusCode(201).extract().asString();
    assertThat(first).contains("\"password\":\"");
    assertThat(second).doesNotContain("\"password\":\"").contains("\"account\"");
    assertThat(stored(key)).doesNotContain("\"password\":\"");
    write(key).body(body).put("/api/v1/accounts/1").then().statusCode(422);
  }

  @Test
  void everything_that_is_wrong_is_told_at_once() {
    create(
            Map.of(
                "email",
                "no",
                "name",
                "a\u202Eb",
                "roles",
                List.of("ORGANIZER", "KING"),
                "seller",
                999_999))
        .statusCode(400)
        .body("errors.at", equalTo(List.of("email", "name", "roles", "organizer", "seller")));
    create(Map.of("email", "a@b", "name", "A", "roles", List.of("CLERK")))
        .statusCode(400)
        .body("errors.at", equalTo(List.of("seller")));
    write().post("/api/v1/accounts").then().statusCode(400);
    write().body("{\"email\":").post("/api/v1/accounts").then().statusCode(400);
    write().body("{\"emial\":\"a@b\"}").post("/api/v1/accounts").then().statusCode(400);
  }

  @Test
  void two_accounts_never_share_an_email() {
    var body = auditor(organizer());
    create(body).statusCode(201);
    create(body).statusCode(409).body("type", equalTo("urn:stile:problem:email-taken"));
  }

  @Test
  void closing_an_account_stops_its_sessions_and_tokens_at_once() {
    var someone = people.organizer();
    as(someone).get("/api/v1/me").then().statusCode(200);
    given().cookie("stile_session", someone.session()).get("/password").then().statusCode(200);
    change(someone, false);
    as(someone).get("/api/v1/me").then().statusCode(401);
    given()
        .redirects()
        .follow(false)
        .cookie("stile_session", someone.session())
        .get("/password")
        .then()
        .statusCode(303);
  }

  @Test
  void a_changed_role_counts_at_once() {
    var someone = people.organizer();
    as(someone).get("/api/v1/sellers").then().statusCode(200);
    Map<String, Object> less = sent(someone);
    less.put("roles", List.of("VENUE_MANAGER"));
    write().body(less).put("/api/v1/accounts/" + someone.account()).then().statusCode(200);
    as(someone).get("/api/v1/sellers").then().statusCode(403);
  }

  @Test
  void the_last_administrator_cannot_be_closed_or_made_something_else() {
    database.change(
        handle ->
            handle.execute(
                "UPDATE account SET active = false WHERE 'ADMINISTRATOR' = ANY(roles) AND id <> ?",
                admin.account()));
    try {
      Map<String, Object> closed = sent(admin);
      closed.put("active", false);
      write()
          .body(closed)
          .put("/api/v1/accounts/" + admin.account())
          .then()
          .statusCode(409)
          .body("type", equalTo("urn:stile:problem:last-administrator"));
      as(admin).get("/api/v1/me").then().statusCode(200);
      var other = people.administrator();
      write().body(closed).put("/api/v1/accounts/" + admin.account()).then().statusCode(200);
      assertThat(other.account()).isPositive();
    } finally {
      database.change(
          handle ->
              handle.execute(
                  "UPDATE account SET active = true WHERE 'ADMINISTRATOR' = ANY(roles)"));
    }
  }

  @Test
  void a_given_password_signs_out_everywhere_and_ends_a_wait() {
    var someone = people.organizer();
    given().cookie("stile_session", someone.session()).get("/password").then().statusCode(200);
    write()
        .post("/api/v1/accounts/" + someone.account() + "/password")
        .then()
        .statusCode(200)
        .body("password.length()", equalTo(23));
    given()
        .redirects()
        .follow(false)
        .cookie("stile_session", someone.session())
        .get("/password")
        .then()
        .statusCode(303);
  }

  @Test
  void a_token_does_what_its_scopes_say_until_it_is_revoked() {
    var someone = people.organizer();
    var made =
        write()
            .body(Map.of("name", "shop", "scopes", List.of("sellers:read")))
            .post("/api/v1/accounts/" + someone.account() + "/tokens")
            .then()
            .statusCode(201);
    String secret = made.extract().path("secret");
    int id = made.extract().path("token.id");
    assertThat(secret).startsWith("stile_");
    bearer(secret).get("/api/v1/sellers").then().statusCode(200);
    bearer(secret).get("/api/v1/accounts").then().statusCode(403);
    bearer(secret).get("/api/v1/me").then().body("scopes", equalTo(List.of("sellers:read")));
    write().delete("/api/v1/tokens/" + id).then().statusCode(200);
    bearer(secret).get("/api/v1/sellers").then().statusCode(401);
    assertThat(audited("token:" + id)).contains("token.create", "token.revoke");
  }

  @Test
  void a_token_never_may_more_than_its_account_or_last_longer_than_a_year() {
    var someone = people.seller();
    String path = "/api/v1/accounts/" + someone.account() + "/tokens";
    write()
        .body(Map.of("name", "x", "scopes", List.of("events:write")))
        .post(path)
        .then()
        .statusCode(400)
        .body("errors.at", hasItem("scopes"));
    write().body(Map.of("name", "x", "scopes", List.of())).post(path).then().statusCode(400);
    write()
        .body(
            Map.of(
                "name", "x", "scopes", List.of("seats:read"), "expiresAt", "2099-01-01T00:00:00Z"))
        .post(path)
        .then()
        .statusCode(400)
        .body("errors.at", hasItem("expiresAt"));
  }

  @Test
  void an_organizer_and_a_seller_are_made_and_renamed_and_names_are_taken_once() {
    String name = "Club " + UUID.randomUUID();
    int id =
        write()
            .body(Map.of("name", name))
            .post("/api/v1/sellers")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    write().body(Map.of("name", name)).post("/api/v1/sellers").then().statusCode(409);
    write().body(Map.of("name", name + "!")).put("/api/v1/sellers/" + id).then().statusCode(200);
    write().body(Map.of("name", name + "?")).put("/api/v1/sellers/999999").then().statusCode(404);
    as(people.organizer())
        .queryParam("q", name.toUpperCase(java.util.Locale.ROOT))
        .get("/api/v1/sellers")
        .then()
        .statusCode(200)
        .body("parties.name", contains(name + "!"))
        .body("next", nullValue());
    write().body(Map.of("name", "a\tb")).post("/api/v1/organizers").then().statusCode(400);
  }

  @Test
  void forged_and_torn_tokens_are_refused() {
    for (String secret :
        List.of("x", "stile_", admin.token() + "0", "a".repeat(5000), "..", "\u00e9")) {
      bearer(secret)
          .get("/api/v1/me")
          .then()
          .statusCode(401)
          .header("WWW-Authenticate", containsString("Bearer"));
    }
    given()
        .header("Authorization", "Basic YWRtaW46YWRtaW4=")
        .get("/api/v1/me")
        .then()
        .statusCode(401);
  }

  private long organizer() {
    return people.organizer().party();
  }

  private static Map<String, Object> auditor(long organizer) {
    return Map.of(
        "email",
        UUID.randomUUID() + "@example.org",
        "name",
        "Ada",
        "roles",
        List.of("AUDITOR"),
        "organizer",
        organizer);
  }

  private Map<String, Object> sent(People.Person person) {
    var body =
        as(admin).get("/api/v1/accounts/" + person.account()).then().statusCode(200).extract();
    var sent = new java.util.HashMap<String, Object>();
    sent.put("email", body.path("email"));
    sent.put("name", body.path("name"));
    sent.put("roles", body.path("roles"));
    sent.put("organizer", body.path("organizerId"));
    sent.put("seller", body.path("sellerId"));
    return sent;
  }

  private void change(People.Person person, boolean active) {
    Map<String, Object> sent = sent(person);
    sent.put("active", active);
    write().body(sent).put("/api/v1/accounts/" + person.account()).then().statusCode(200);
  }

  private ValidatableResponse create(Map<String, Object> body) {
    return write().body(body).post("/api/v1/accounts").then();
  }

  private List<String> audited(String subject) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT action FROM audit WHERE subject = :subject")
                .bind("subject", subject)
                .mapTo(String.class)
                .list());
  }

  private String stored(String key) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT convert_from(body, 'UTF8') FROM idempotency WHERE key = :key")
                .bind("key", key)
                .mapTo(String.class)
                .one());
  }

  private RequestSpecification write() {
    return write(UUID.randomUUID().toString());
  }

  private RequestSpecification write(String key) {
    return as(admin).contentType("application/json").header("Idempotency-Key", key);
  }

  private static RequestSpecification as(People.Person person) {
    return bearer(person.token());
  }

  private static RequestSpecification bearer(String secret) {
    return given().header("Authorization", "Bearer " + secret);
  }
}
