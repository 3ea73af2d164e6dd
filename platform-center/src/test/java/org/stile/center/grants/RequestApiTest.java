package org.stile.center.grants;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.db.Database;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.center.testing.Samples;

@CenterTest
class RequestApiTest {
  private static final AtomicInteger KEY = new AtomicInteger();

  @Inject People people;
  @Inject Samples samples;
  @Inject Database database;

  private People.Person seller;
  private long event;

  @BeforeEach
  void begin() {
    seller = people.seller();
    event = samples.publishedEvent(people.organizer(), 1_000);
    allot(event, seller.party());
  }

  private void allot(long of, long to) {
    database.change(
        handle -> {
          handle.execute("INSERT INTO event_seller (event_id, seller_id) VALUES (?, ?)", of, to);
          handle.execute("UPDATE seat SET seller_id = ? WHERE event_id = ?", to, of);
        });
  }

  private RequestSpecification as(People.Person who) {
    return given()
        .header("Authorization", "Bearer " + who.token())
        .header("Idempotency-Key", "api-" + KEY.incrementAndGet())
        .contentType("application/json");
  }

  private String requests() {
    return "/api/v1/events/" + event + "/requests";
  }

  private ValidatableResponse ask(String body) {
    return as(seller).body(body).post(requests()).then();
  }

  @Test
  void named_seats_are_granted_with_their_labels_and_the_end_of_the_window() {
    ask("{\"chip\":\"04A1B2C3D4E5F6\",\"seats\":[0,1]}")
        .statusCode(201)
        .header("Location", containsString(requests() + "/"))
        .body("state", equalTo("GRANTED"))
        .body("seats.index", contains(0, 1))
        .body("seats[0].block", notNullValue())
        .body("chip", equalTo("04a1b2c3d4e5f6"))
        .body("windowEndsAt", notNullValue());
  }

  @Test
  void a_seat_named_as_the_plan_names_it_is_the_seat_with_that_index() {
    var seat = ask("{\"chip\":\"04A1B2C3D4E5F6\",\"seats\":[17]}").extract().path("seats[0]");
    @SuppressWarnings("unchecked")
    var named = (java.util.Map<String, Object>) seat;
    ask(("{\"chip\":\"04A1B2C3D4E5F7\",\"places\":[{\"stand\":\"%s\",\"block\":\"%s\","
                + "\"row\":\"%s\",\"number\":\"%s\"}]}")
            .formatted(
                named.get("stand"), named.get("block"), named.get("row"), named.get("number")))
        .statusCode(201)
        .body("state", equalTo("REFUSED"))
        .body("reason", equalTo("SEAT_TAKEN"))
        .body("lost.index", contains(17));
  }

  @Test
  void a_refusal_is_a_registered_result_with_a_reason_in_words() {
    ask("{\"chip\":\"04A1B2C3D4E5F6\",\"seats\":[0]}");
    int id =
        ask("{\"chip\":\"04A1B2C3D4E5F7\",\"seats\":[0]}")
            .statusCode(201)
            .body("state", equalTo("REFUSED"))
            .body("reasonText", equalTo(Refusal.SEAT_TAKEN.words()))
            .body("windowEndsAt", nullValue())
            .extract()
            .path("id");
    as(seller).get(requests() + "/" + id).then().body("state", equalTo("REFUSED"));
    as(seller)
        .get(requests() + "?state=REFUSED")
        .then()
        .body("requests.id", contains(id))
        .body("nextBefore", nullValue());
  }

  @Test
  void a_holder_is_read_and_deleted_by_its_seller_alone() {
    int id =
        ask("{\"chip\":\"04A1B2C3D4E5F6\",\"count\":1,\"holder\":{\"name\":\"Ada\",\"contact\":\"a@b\"}}")
            .statusCode(201)
            .extract()
            .path("id");
    String holder = requests() + "/" + id + "/holder";
    as(seller)
        .get(holder)
        .then()
        .statusCode(200)
        .header("Cache-Control", "no-store")
        .body("name", equalTo("Ada"))
        .body("contact", equalTo("a@b"));
    as(people.seller()).get(holder).then().statusCode(404);
    as(people.seller()).delete(holder).then().statusCode(404);
    as(seller).get(holder).then().statusCode(200);

    as(seller).delete(holder).then().statusCode(200);
    as(seller).get(holder).then().statusCode(404);
    as(seller).delete(holder).then().statusCode(200);
    as(seller).get(requests() + "/" + id).then().body("state", equalTo("GRANTED"));
    int none = ask("{\"chip\":\"04A1B2C3D4E5F7\",\"count\":1}").extract().path("id");
    as(seller).get(requests() + "/" + none + "/holder").then().statusCode(404);
  }

  @Test
  void pages_of_a_list_follow_one_another() {
    for (int i = 0; i < 3; i++) {
      ask("{\"chip\":\"04A1B2C3D4E5F%d\",\"count\":1}".formatted(i));
    }
    var first = as(seller).get(requests() + "?limit=2").then().body("requests", hasSize(2));
    Object next = first.extract().path("nextBefore");
    as(seller).get(requests() + "?limit=2&before=" + next).then().body("requests", hasSize(1));
  }

  @Test
  void all_that_is_wrong_with_a_request_is_told_at_once() {
    ask("{\"chip\":\"xyz\",\"count\":101,\"payment\":\"a b\",\"type\":99,"
            + "\"block\":{\"name\":\"nowhere\"},\"holder\":{\"name\":\"\\u202Eevil\"}}")
        .statusCode(400)
        .body("errors.at", hasItem("chip"))
        .body("errors.at", hasItem("count"))
        .body("errors.at", hasItem("payment"))
        .body("errors.at", hasItem("type"))
        .body("errors.at", hasItem("block"))
        .body("errors.at", hasItem("holder.name"));
  }

  @Test
  void hostile_bodies_are_refused_and_change_nothing() {
    for (String body :
        new String[] {
          "",
          "null",
          "[]",
          "{",
          "{\"chip\":\"04A1B2C3\",\"count\":1,\"count\":2}",
          "{\"chip\":\"04A1B2C3\",\"count\":1}{}",
          "{\"chip\":\"04A1B2C3\",\"count\":1.5}",
          "{\"chip\":\"04A1B2C3\",\"count\":1,\"admin\":true}",
          "{\"chip\":\"04A1B2C3\",\"seats\":[0,0]}",
          "{\"chip\":\"04A1B2C3\",\"seats\":[-1]}",
          "{\"chip\":\"04A1B2C3\",\"seats\":[null]}",
          "{\"chip\":\"04A1B2C3\",\"seats\":[1048577]}",
          "{\"chip\":\"04A1B2C3\",\"seats\":[]}",
          "{\"chip\":\"04A1B2C3\",\"seats\":[0],\"count\":1}",
          "{\"chip\":\"04A1B2C3\",\"places\":[null]}",
          "{\"chip\":\"04A1B2C3\",\"places\":[{\"number\":\"99999999999999\"}]}",
          "{\"chip\":\"04A1B2C3\",\"count\":" + "9".repeat(2_000) + "}",
          "[".repeat(1_200),
        }) {
      ask(body).statusCode(400);
    }
    ask("{\"chip\":\"" + "A".repeat(70_000) + "\"}").statusCode(413);
    as(seller).get(requests()).then().body("requests", hasSize(0));
  }

  @Test
  void a_request_without_a_key_is_refused() {
    given()
        .header("Authorization", "Bearer " + seller.token())
        .contentType("application/json")
        .body("{\"chip\":\"04A1B2C3\",\"count\":1}")
        .post(requests())
        .then()
        .statusCode(400)
        .body("detail", containsString("Idempotency-Key"));
  }

  @Test
  void another_sellers_requests_and_events_are_not_there() {
    int id = ask("{\"chip\":\"04A1B2C3\",\"count\":1}").extract().path("id");
    var other = people.seller();
    as(other).get(requests() + "/" + id).then().statusCode(404);
    as(other).get(requests()).then().statusCode(404);
    as(other).post(requests() + "/" + id + "/cancel").then().statusCode(404);
    as(other).body("{\"chip\":\"04A1B2C3\",\"count\":1}").post(requests()).then().statusCode(404);
  }

  @Test
  void what_is_withdrawn_can_be_granted_again() {
    int id = ask("{\"chip\":\"04A1B2C3\",\"seats\":[0]}").extract().path("id");
    String path = requests() + "/" + id + "/withdraw";
    as(seller).post(path).then().statusCode(200).body("state", equalTo("WITHDRAWN"));
    as(seller).post(path).then().statusCode(200).body("state", equalTo("WITHDRAWN"));
    as(seller).post(requests() + "/" + id + "/refund").then().statusCode(409);
    ask("{\"chip\":\"04A1B2C4\",\"seats\":[0]}").body("state", equalTo("GRANTED"));
  }
}
