package org.stile.center.grants;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.db.Database;
import org.stile.center.testing.Browser;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.center.testing.Samples;

/** Single seats: out of a grant into the seller's stock, out of that back to the organizer. */
@CenterTest
class SingleSeatsTest {
  private static final Duration MASTER_MAX = Duration.ofSeconds(30);

  @Inject People people;
  @Inject Samples samples;
  @Inject Database database;

  private People.Person organizer;
  private People.Person seller;
  private long event;

  @BeforeEach
  void a_seller_has_all_seats() {
    organizer = people.organizer();
    seller = people.seller();
    event = samples.publishedEvent(organizer, 1_000);
    database.change(
        handle -> {
          handle.execute(
              "INSERT INTO event_seller (event_id, seller_id) VALUES (?, ?)",
              event,
              seller.party());
          handle.execute("UPDATE seat SET seller_id = ? WHERE event_id = ?", seller.party(), event);
        });
  }

  private ValidatableResponse post(People.Person who, String path, String body) {
    return given()
        .header("Authorization", "Bearer " + who.token())
        .header("Idempotency-Key", UUID.randomUUID().toString())
        .contentType("application/json")
        .body(body)
        .post("/api/v1/events/" + event + path)
        .then();
  }

  private int granted(Integer... seats) {
    return post(
            seller,
            "/requests",
            "{\"chip\":\"04A1B2C3D4E5F6\",\"seats\":%s}".formatted(List.of(seats)))
        .statusCode(201)
        .body("state", equalTo("GRANTED"))
        .extract()
        .path("id");
  }

  private ValidatableResponse withdraw(int request, Integer... seats) {
    return post(
        seller,
        "/requests/" + request + "/withdraw-seats",
        "{\"seats\":%s}".formatted(List.of(seats)));
  }

  private ValidatableResponse giveBack(Integer... seats) {
    return post(seller, "/returns", "{\"seats\":%s}".formatted(List.of(seats)));
  }

  /** What the register says of a seat. */
  private String state(int seat) {
    return given()
        .header("Authorization", "Bearer " + organizer.token())
        .get("/api/v1/events/" + event + "/register?from=" + seat + "&limit=1")
        .then()
        .statusCode(200)
        .extract()
        .path("seats[0].state");
  }

  private void issue(int request) {
    long end = System.nanoTime() + MASTER_MAX.toNanos();
    while (given()
            .header("Authorization", "Bearer " + organizer.token())
            .get("/api/v1/events/" + event + "/master")
            .statusCode()
        != 200) {
      assertThat(System.nanoTime()).as("no master").isLessThan(end);
      Thread.onSpinWait();
    }
    post(seller, "/requests/" + request + "/tickets", "").statusCode(200);
  }

  @Test
  void a_seat_leaves_a_grant_and_can_be_granted_again_while_the_others_stay() {
    int request = granted(3, 4, 5);
    withdraw(request, 4)
        .statusCode(200)
        .body("state", equalTo("GRANTED"))
        .body("seats.index", contains(3, 5));
    assertThat(state(4)).isEqualTo("ALLOTTED");
    assertThat(state(3)).isEqualTo("GRANTED");
    granted(4);
    withdraw(request, 4).statusCode(400).body("errors.at", contains("seats[0]"));
    assertThat(state(4)).isEqualTo("GRANTED");
  }

  @Test
  void its_ticket_is_revoked_and_the_others_are_not() {
    int request = granted(3, 4);
    issue(request);
    withdraw(request, 4).statusCode(200).body("state", equalTo("ISSUED"));
    assertThat(state(4)).isEqualTo("ALLOTTED");
    assertThat(state(3)).isEqualTo("ISSUED");
    assertThat(tickets("REVOKED")).containsExactly(4);
    assertThat(tickets("VALID")).containsExactly(3);
  }

  private List<Integer> tickets(String status) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT seat FROM ticket WHERE event_id = :event AND status = :status")
                .bind("event", event)
                .bind("status", status)
                .mapTo(Integer.class)
                .list());
  }

  @Test
  void without_its_last_seat_a_grant_is_withdrawn() {
    int request = granted(3, 4);
    withdraw(request, 3).statusCode(200).body("state", equalTo("GRANTED"));
    withdraw(request, 4)
        .statusCode(200)
        .body("state", equalTo("WITHDRAWN"))
        .body("reason", equalTo("WITHDRAWN_BY_SELLER"));
    assertThat(state(4)).isEqualTo("ALLOTTED");
    withdraw(request, 4).statusCode(409);
  }

  @Test
  void seats_that_are_not_all_of_the_grant_change_nothing() {
    int request = granted(3, 4);
    int other = granted(7);
    withdraw(request, 3, 7).statusCode(400).body("errors.at", contains("seats[1]"));
    withdraw(request).statusCode(400);
    assertThat(state(3)).isEqualTo("GRANTED");
    post(people.seller(), "/requests/" + other + "/withdraw-seats", "{\"seats\":[7]}")
        .statusCode(404);
    assertThat(state(7)).isEqualTo("GRANTED");
  }

  @Test
  void an_unsold_seat_goes_back_to_the_organizer() {
    giveBack(9, 11).statusCode(200).body("seats", contains(9, 11));
    assertThat(state(9)).isEqualTo("FREE");
    assertThat(state(10)).isEqualTo("ALLOTTED");
    giveBack(9)
        .statusCode(409)
        .body("type", containsString("seats-lost"))
        .body("errors[0].message", containsString("not of your allotment"));
    List<String> audited =
        database.read(
            handle ->
                handle
                    .createQuery(
                        "SELECT detail FROM audit WHERE action = 'allotment.return'"
                            + " AND organizer_id = :organizer AND seller_id = :seller")
                    .bind("organizer", organizer.party())
                    .bind("seller", seller.party())
                    .mapTo(String.class)
                    .list());
    assertThat(audited).singleElement().asString().contains("[9,11]");
  }

  @Test
  void what_is_held_or_sold_or_anothers_does_not_go_back_and_nothing_with_it_does() {
    int request = granted(9);
    People.Person other = people.seller();
    database.change(
        handle ->
            handle.execute(
                "UPDATE seat SET seller_id = ? WHERE event_id = ? AND seat = 12",
                other.party(),
                event));
    giveBack(9, 10, 12)
        .statusCode(409)
        .body("errors.at", contains("9", "12"))
        .body("errors[0].message", containsString("request " + request))
        .body("errors[1].message", not(containsString("Seller")));
    assertThat(state(10)).isEqualTo("ALLOTTED");
    giveBack().statusCode(400);
    giveBack(99_999).statusCode(400).body("errors", hasSize(1));
    post(organizer, "/returns", "{\"seats\":[10]}").statusCode(403);
    post(other, "/returns", "{\"seats\":[12]}").statusCode(404); // It does not handle the event.
  }

  @Test
  void on_the_pages_both_are_done_without_scripts() {
    int request = granted(3, 4);
    try (Browser browser = Browser.withoutScripts(seller)) {
      Page page = browser.open("/sell/" + event + "/requests/" + request);
      press(page, "Withdraw the chosen seats");
      assertThat(page.locator("[role=alert]").textContent()).contains("Choose seats");
      page.locator("input[name=seat]").last().check();
      press(page, "Withdraw the chosen seats");
      assertThat(page.locator("#what ~ ul li").count()).isEqualTo(1);
      assertThat(page.locator("input[name=seat]").count()).isZero(); // One is withdrawn as a whole.
      assertThat(state(4)).isEqualTo("ALLOTTED");

      page = browser.open("/sell/" + event);
      page.getByText("Give unsold seats back").click();
      page.getByLabel("Seats to give back").fill("nowhere");
      press(page, "Give them back");
      assertThat(page.locator("[role=alert]").textContent()).contains("line 1");
      page.getByLabel("Seats to give back").fill(name(3));
      press(page, "Give them back");
      assertThat(page.locator("[role=alert]").textContent())
          .contains("held or sold by request " + request);
      page.getByLabel("Seats to give back").fill(name(4));
      press(page, "Give them back");
      assertThat(page.locator("[role=status]").textContent()).contains("One seat is");
      assertThat(state(4)).isEqualTo("FREE");
    }
    int pair = granted(5, 6);
    try (Browser browser = Browser.of(seller)) {
      browser.open("/sell/" + event + "/requests/" + pair);
      browser.assertAccessible();
      browser.screenshot("sell-single-seats");
      Page page = browser.open("/sell/" + event);
      page.getByText("Give unsold seats back").click();
      browser.assertAccessible();
      browser.screenshot("sell-give-back");
    }
  }

  private static void press(Page page, String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button)).click();
  }

  /** A seat as the form wants it. */
  private String name(int seat) {
    var places =
        given()
            .header("Authorization", "Bearer " + organizer.token())
            .get("/api/v1/events/" + event + "/register?from=" + seat + "&limit=1")
            .then()
            .extract()
            .<String>path("seats[0].place");
    return places;
  }
}
