package org.stile.center.grants;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;

import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.db.Database;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.center.testing.Samples;
import org.stile.center.testing.TestClock;

@CenterTest
class AvailabilityApiTest {
  @Inject People people;
  @Inject Samples samples;
  @Inject Database database;
  @Inject TestClock clock;

  private People.Person seller;
  private long event;

  @BeforeEach
  void begin() {
    seller = people.seller();
    event = samples.publishedEvent(people.organizer(), 1_000);
    change(
        "INSERT INTO event_seller (event_id, seller_id) VALUES (%d, %d)"
            .formatted(event, seller.party()));
  }

  private void change(String sql) {
    database.change(handle -> handle.execute(sql));
  }

  private void allot(int from, int to) {
    change(
        "UPDATE seat SET seller_id = %d WHERE event_id = %d AND seat BETWEEN %d AND %d"
            .formatted(seller.party(), event, from, to));
  }

  private ValidatableResponse availability(People.Person who) {
    return given()
        .header("Authorization", "Bearer " + who.token())
        .get("/api/v1/events/" + event + "/availability")
        .then();
  }

  private void ask(int seat) {
    given()
        .header("Authorization", "Bearer " + seller.token())
        .header("Idempotency-Key", "availability-" + event + "-" + seat)
        .contentType("application/json")
        .body("{\"chip\":\"04A1B2C3D4E5F6\",\"seats\":[" + seat + "]}")
        .post("/api/v1/events/" + event + "/requests")
        .then()
        .statusCode(201)
        .body("state", equalTo("GRANTED"));
  }

  @Test
  void a_seller_without_seats_has_nothing_and_is_told_so() {
    availability(seller)
        .statusCode(200)
        .body("allotted", equalTo(0))
        .body("free", equalTo(0))
        .body("types", empty())
        .body("blocks", empty())
        .body("freeSeats", empty());
  }

  @Test
  void held_and_blocked_seats_are_not_free_and_a_grant_that_lapses_gives_its_seat_back() {
    allot(10, 19);
    allot(30, 31);
    ask(12);
    change("UPDATE seat SET blocked = true WHERE event_id = " + event + " AND seat = 15");
    availability(seller)
        .body("event", equalTo((int) event))
        .body("allotted", equalTo(12))
        .body("free", equalTo(10))
        .body("blocked", equalTo(1))
        .body("freeSeats", hasSize(4))
        .body("freeSeats[0]", contains(10, 11))
        .body("freeSeats[1]", contains(13, 14))
        .body("freeSeats[2]", contains(16, 19))
        .body("freeSeats[3]", contains(30, 31))
        .body("types.allotted.sum()", equalTo(12))
        .body("types.free.sum()", equalTo(10))
        .body("blocks.allotted.sum()", equalTo(12))
        .body("blocks.free.sum()", equalTo(10));
    clock.advance(Duration.ofMinutes(31));
    ask(12);
    availability(seller).body("free", equalTo(10));
  }

  @Test
  void what_others_have_is_not_told() {
    People.Person other = people.seller();
    allot(0, 9);
    change(
        "INSERT INTO event_seller (event_id, seller_id) VALUES (%d, %d)"
            .formatted(event, other.party()));
    availability(other).statusCode(200).body("allotted", equalTo(0)).body("freeSeats", empty());
    availability(people.seller()).statusCode(404);
    availability(people.organizer()).statusCode(403);
    availability(seller).body("freeSeats[0]", everyItem(lessThan(10)));
  }

  @Test
  void every_seat_of_a_stadium_is_one_range() {
    allot(0, 999);
    availability(seller).body("free", equalTo(1_000)).body("freeSeats", contains(contains(0, 999)));
  }
}
