package org.stile.center.events;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.db.Database;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.center.testing.Samples;

@CenterTest
class EventApiTest {
  @Inject People people;
  @Inject Samples samples;
  @Inject Database database;

  private People.Person organizer;

  @BeforeEach
  void somebody() {
    organizer = people.organizer();
  }

  private static RequestSpecification as(People.Person person) {
    return given()
        .header("Authorization", "Bearer " + person.token())
        .header("Idempotency-Key", UUID.randomUUID().toString())
        .contentType(ContentType.JSON);
  }

  private static Map<String, Object> venue(String name) {
    return new TreeMap<>(
        Map.of(
            "name",
            name,
            "place",
            "Nordstadt",
            "timeZone",
            "Europe/Berlin",
            "zones",
            List.of(Map.of("number", 0, "name", "All", "guidance", Map.of("en", "Go."))),
            "gates",
            List.of(Map.of("name", "main", "zones", List.of(0)))));
  }

  private static Map<String, Object> event(long venue, long plan) {
    return new TreeMap<>(
        Map.of(
            "name", "Derby",
            "venue", venue,
            "seatPlan", plan,
            "startsAt", "2099-06-13T20:00",
            "doorsOpen", "2099-06-13T18:00",
            "lastEntry", "2099-06-13T21:00"));
  }

  private long venue() {
    return as(organizer)
        .body(venue("Arena"))
        .post("/api/v1/venues")
        .then()
        .statusCode(201)
        .extract()
        .jsonPath()
        .getLong("id");
  }

  private long plan(long venue) {
    return as(organizer)
        .contentType("text/csv")
        .body("block,zone,row,seat,type,x,y\nA,0,1,1,Seat,0,0\nA,0,1,2,Seat,50,0\n")
        .post("/api/v1/venues/" + venue + "/plans?name=Plan")
        .then()
        .statusCode(201)
        .body("seats", equalTo(2))
        .extract()
        .jsonPath()
        .getLong("id");
  }

  @Test
  void an_event_goes_from_nothing_to_published_over_the_api() {
    long venue = venue();
    long plan = plan(venue);
    long event =
        as(organizer)
            .body(event(venue, plan))
            .post("/api/v1/events")
            .then()
            .statusCode(201)
            .body("state", equalTo("DRAFT"))
            .body("startsAt", equalTo("2099-06-13T20:00:00+02:00"))
            .extract()
            .jsonPath()
            .getLong("id");
    as(organizer)
        .post("/api/v1/events/" + event + "/publish")
        .then()
        .statusCode(200)
        .body("version", equalTo(1));
    as(organizer)
        .get("/api/v1/events/" + event)
        .then()
        .statusCode(200)
        .body("state", equalTo("PUBLISHED"))
        .body("seats", equalTo(2))
        .body("published", equalTo(1));
    as(organizer)
        .post("/api/v1/events/" + event + "/publish")
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:stile:problem:nothing-changed"));
  }

  @Test
  void a_published_event_changes_only_by_a_new_version_and_keeps_its_seats() {
    Samples.Sample sample = samples.published(organizer, 1_000);
    var form = samples.form("Renamed", sample.venue(), sample.plan());
    as(organizer).body(form).put("/api/v1/events/" + sample.event()).then().statusCode(200);
    database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT document ->> 'name' FROM event_version WHERE event_id = :event")
                .bind("event", sample.event())
                .mapTo(String.class)
                .list()
                .stream()
                .peek(
                    name ->
                        org.assertj.core.api.Assertions.assertThat(name).isNotEqualTo("Renamed"))
                .toList());
    as(organizer)
        .post("/api/v1/events/" + sample.event() + "/publish")
        .then()
        .body("version", equalTo(2));
    long other = plan(venue());
    var elsewhere = new TreeMap<>(event(sample.venue(), other));
    elsewhere.put("version", 2);
    as(organizer)
        .body(elsewhere)
        .put("/api/v1/events/" + sample.event())
        .then()
        .statusCode(400)
        .body("errors.at", hasItem("seatPlan"));
    var entries = new TreeMap<>(event(sample.venue(), sample.plan()));
    entries.put("version", 2);
    entries.put("entries", 2);
    as(organizer)
        .body(entries)
        .put("/api/v1/events/" + sample.event())
        .then()
        .statusCode(409)
        .body("errors.at", equalTo(List.of("entries")));
  }

  @Test
  void a_change_of_the_venue_alone_can_be_published_as_a_new_version() {
    Samples.Sample sample = samples.published(organizer, 1_000);
    Map<String, Object> venue =
        as(organizer).get("/api/v1/venues/" + sample.venue()).jsonPath().getMap("venue");
    venue.put("address", "Somewhere else 1");
    as(organizer).body(venue).put("/api/v1/venues/" + sample.venue()).then().statusCode(200);
    as(organizer)
        .post("/api/v1/events/" + sample.event() + "/publish")
        .then()
        .body("version", equalTo(2));
  }

  @Test
  void who_edited_an_old_version_is_told_what_differs() {
    long venue = venue();
    Map<String, Object> form = venue("Arena");
    form.put("version", 1);
    form.put("place", "Südstadt");
    as(organizer).body(form).put("/api/v1/venues/" + venue).then().statusCode(200);
    form.put("place", "Weststadt");
    as(organizer)
        .body(form)
        .put("/api/v1/venues/" + venue)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:stile:problem:edited-meanwhile"))
        .body("errors.at", equalTo(List.of("place")))
        .body("errors[0].message", containsString("Südstadt"));
    form.put("version", 2);
    as(organizer)
        .body(form)
        .put("/api/v1/venues/" + venue)
        .then()
        .statusCode(200)
        .body("venue.version", equalTo(3))
        .body("venue.place", equalTo("Weststadt"));
  }

  @Test
  void everything_wrong_with_a_venue_is_told_at_once() {
    Map<String, Object> form =
        Map.of(
            "name",
            "a\u202Eb",
            "timeZone",
            "+02:00",
            "zones",
            List.of(
                Map.of("number", 1, "name", "One", "guidance", Map.of("de", "Los.")),
                Map.of("number", 1, "name", ""),
                Map.of("number", 256, "name", "Much")),
            "gates",
            List.of(Map.of("name", "North 1", "zones", List.of(7))));
    as(organizer)
        .body(form)
        .post("/api/v1/venues")
        .then()
        .statusCode(400)
        .body(
            "errors.at",
            equalTo(
                List.of(
                    "name",
                    "timeZone",
                    "zones[0].guidance.en",
                    "zones[1].number",
                    "zones[1].name",
                    "zones[2].number",
                    "gates[0].name",
                    "gates[0].zones")));
  }

  @Test
  void an_event_that_lacks_something_is_not_published_and_says_what() {
    long venue = venue();
    long plan = plan(venue);
    long event =
        as(organizer).body(event(venue, plan)).post("/api/v1/events").jsonPath().getLong("id");
    Map<String, Object> form = venue("Arena");
    form.put("version", 1);
    form.put("gates", List.of());
    as(organizer).body(form).put("/api/v1/venues/" + venue).then().statusCode(200);
    as(organizer)
        .post("/api/v1/events/" + event + "/publish")
        .then()
        .statusCode(409)
        .body("errors.at", equalTo(List.of("gates")));
    as(organizer)
        .get("/api/v1/events/" + event)
        .then()
        .body("state", equalTo("DRAFT"))
        .body("published", nullValue());
  }

  @Test
  void a_cancelled_event_stays_cancelled() {
    long event = samples.publishedEvent(organizer, 1_000);
    as(organizer).post("/api/v1/events/" + event + "/cancel").then().statusCode(200);
    as(organizer)
        .post("/api/v1/events/" + event + "/publish")
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:stile:problem:cancelled"));
  }

  @Test
  void lists_come_in_parts_and_sellers_see_what_they_sell_as_published() {
    long first = samples.publishedEvent(organizer, 1_000);
    Samples.Sample second = samples.draft(organizer, 1_000);
    as(organizer)
        .get("/api/v1/events?limit=1")
        .then()
        .body("events", hasSize(1))
        .body("next", equalTo((int) first));
    as(organizer)
        .get("/api/v1/events?limit=1&after=" + first)
        .then()
        .body("events.id", equalTo(List.of((int) second.event())))
        .body("next", nullValue());
    People.Person seller = people.seller();
    as(seller).get("/api/v1/events").then().body("events", hasSize(0));
    as(seller).get("/api/v1/events/" + first).then().statusCode(404);
    database.change(
        handle ->
            handle.execute(
                "INSERT INTO event_seller (event_id, seller_id) VALUES (?, ?), (?, ?)",
                first,
                seller.party(),
                second.event(),
                seller.party()));
    as(seller)
        .get("/api/v1/events")
        .then()
        .body("events.id", equalTo(List.of((int) first)))
        .body("events[0].venue.timeZone", equalTo("Europe/Berlin"));
    as(seller).get("/api/v1/events/" + second.event()).then().statusCode(404);
  }

  @Test
  void the_same_write_twice_makes_one_venue() {
    String key = UUID.randomUUID().toString();
    for (int i = 0; i < 2; i++) {
      given()
          .header("Authorization", "Bearer " + organizer.token())
          .header("Idempotency-Key", key)
          .contentType(ContentType.JSON)
          .body(venue("Once"))
          .post("/api/v1/venues")
          .then()
          .statusCode(201);
    }
    as(organizer).get("/api/v1/venues").then().body("", hasSize(1));
  }
}
