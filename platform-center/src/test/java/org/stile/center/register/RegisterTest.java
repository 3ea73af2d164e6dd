package org.stile.center.register;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.db.Database;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.Grants;
import org.stile.center.testing.People;
import org.stile.center.testing.Samples;
import org.stile.center.testing.TestClock;
import org.stile.core.Bytes;
import org.stile.core.ticket.Ticket;
import org.stile.core.ticket.TicketCodec;

@CenterTest
class RegisterTest {
  private static final Bytes CHIP = Bytes.hex("04112233445566");

  @Inject People people;
  @Inject Samples samples;
  @Inject Grants grants;
  @Inject Database database;
  @Inject Tickets tickets;
  @Inject TestClock clock;

  private People.Person organizer;
  private People.Person seller;
  private long event;

  @BeforeEach
  void anEventIsPublished() {
    organizer = people.organizer();
    seller = people.seller();
    event = samples.publishedEvent(organizer, 1_000);
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (as(organizer).get(path("/master")).statusCode() != 200) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void a_grant_is_issued_once_and_answered_the_same_ever_after() throws Exception {
    long request = grants.granted(event, seller, CHIP, 4, 5);
    Response first = issue(seller, request);
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(issue(seller, request).asString()).isEqualTo(first.asString());
    assertThat(as(seller).get(path("/requests/" + request + "/tickets")).asString())
        .isEqualTo(first.asString());

    Ticket ticket = ticket(first, 1);
    assertThat(ticket.chip().uid()).isEqualTo(CHIP);
    assertThat(ticket.seat()).isEqualTo(5);
    assertThat(ticket.index()).isEqualTo(5);
    assertThat(ticket.event().value().hex()).isEqualTo(first.jsonPath().getString("eventHash"));
    assertThat(Bytes.hex(first.jsonPath().getString("eventInformation")).sha256().slice(0, 8).hex())
        .isEqualTo(first.jsonPath().getString("eventHash"));
  }

  @Test
  void ten_terminals_that_issue_one_grant_at_once_all_get_the_same_tickets() throws Exception {
    long request = grants.granted(event, seller, CHIP, 6);
    try (var threads = Executors.newFixedThreadPool(10)) {
      List<String> answers =
          threads
              .invokeAll(
                  IntStream.range(0, 10)
                      .<Callable<String>>mapToObj(_ -> () -> issue(seller, request).asString())
                      .toList())
              .stream()
              .map(java.util.concurrent.Future::resultNow)
              .distinct()
              .toList();
      assertThat(answers).hasSize(1);
      assertThat(answers.getFirst()).contains("\"index\":6");
    }
  }

  @Test
  void another_seller_has_no_such_request() {
    long request = grants.granted(event, seller, CHIP, 7);
    issue(people.seller(), request).then().statusCode(404);
    issue(organizer, request).then().statusCode(403);
    issue(seller, request + 1_000_000).then().statusCode(404);
    issue(seller, request).then().statusCode(200);
  }

  @Test
  void after_its_window_a_grant_is_not_issued() {
    long late = grants.granted(event, seller, CHIP, 8);
    long inTime = grants.granted(event, seller, CHIP, 9);
    issue(seller, inTime).then().statusCode(200);
    clock.advance(Duration.ofMinutes(31));
    int answered = issue(seller, late).statusCode();
    assertThat(answered).isEqualTo(409);
    issue(seller, inTime).then().statusCode(200); // Issued in time: its tickets can be had again.
  }

  @Test
  void a_blocked_chip_gets_no_ticket() {
    long request = grants.granted(event, seller, Bytes.hex("04999999999999"), 10);
    database.change(
        handle ->
            handle.execute(
                "INSERT INTO blocked_chip VALUES (?, ?, 'stolen')",
                organizer.party(),
                Bytes.hex("04999999999999").toArray()));
    issue(seller, request)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:stile:problem:chip-blocked"));
  }

  @Test
  void a_seat_sold_again_gets_a_fresh_number_and_the_old_ticket_stays_revoked() throws Exception {
    long first = grants.granted(event, seller, CHIP, 11);
    issue(seller, first);
    database.change(
        handle -> {
          tickets.revoke(handle, "test", event, first, "refund");
          handle.execute(
              "UPDATE seat SET request_id = NULL WHERE event_id = ? AND seat = 11", event);
        });
    long second = grants.granted(event, seller, CHIP, 11);
    Ticket again = ticket(issue(seller, second), 0);
    assertThat(again.seat()).isEqualTo(11);
    assertThat(again.index()).isEqualTo(1_000);
    Response seat = as(organizer).get("/events/" + event + "/register/seats/11");
    assertThat(seat.asString())
        .contains("Ticket 11: ticket revoked")
        .contains("Ticket 1000: valid");
  }

  @Test
  void a_single_seat_is_put_back_and_sold_again_while_its_mates_stay() {
    long pair = grants.granted(event, seller, CHIP, 31, 32);
    issue(seller, pair).then().statusCode(200);
    change(organizer, 31, "PUT_BACK", "double sale")
        .then()
        .statusCode(200)
        .body("status", equalTo("REVOKED"));
    assertThat(state(31)).isEqualTo("ALLOTTED");
    assertThat(state(32)).isEqualTo("ISSUED");
    change(organizer, 31, "PUT_BACK", "twice").then().statusCode(409);

    long again = grants.granted(event, seller, Bytes.hex("04aabbccddeeff"), 31);
    Response tickets = issue(seller, again);
    assertThat(tickets.jsonPath().getInt("tickets[0].index")).isEqualTo(1_000);
    change(organizer, 31, "PUT_BACK", "not the new one's").then().statusCode(409);
    assertThat(state(31)).isEqualTo("ISSUED");

    change(organizer, 32, "REVOKE", "fraud").then().statusCode(200);
    assertThat(state(32)).isEqualTo("REVOKED");
    change(people.organizer(), 32, "PUT_BACK", "not mine").then().statusCode(404);
    change(organizer, 32, "PUT_BACK", "sell it").then().statusCode(200);
    assertThat(state(32)).isEqualTo("ALLOTTED");
    as(seller)
        .get(path("/requests/" + pair))
        .then()
        .body("state", equalTo("CANCELLED"))
        .body("reason", equalTo("TICKETS_TAKEN_BACK"));
  }

  @Test
  void an_organizer_suspends_reinstates_and_revokes_with_a_reason() {
    issue(seller, grants.granted(event, seller, CHIP, 12));
    change(organizer, 12, "REINSTATE", "x").then().statusCode(409);
    change(organizer, 12, "SUSPEND", "reported lost").then().statusCode(200);
    assertThat(state(12)).isEqualTo("SUSPENDED");
    change(organizer, 12, "REINSTATE", "found").then().statusCode(200);
    assertThat(state(12)).isEqualTo("ISSUED");
    change(organizer, 12, "REVOKE", "fraud")
        .then()
        .statusCode(200)
        .body("status", equalTo("REVOKED"));
    assertThat(state(12)).isEqualTo("REVOKED");
    change(organizer, 12, "REINSTATE", "sorry").then().statusCode(409);
    change(organizer, 13, "REVOKE", "none there").then().statusCode(404);
    change(people.organizer(), 12, "REVOKE", "not mine").then().statusCode(404);
    change(seller, 12, "REVOKE", "not a seller's").then().statusCode(403);
    change(organizer, 12, "BURN", "").then().statusCode(400).body("errors.size()", equalTo(2));
    List<String> audited =
        database.read(
            handle ->
                handle
                    .createQuery("SELECT detail FROM audit WHERE subject = ? ORDER BY id")
                    .bind(0, "ticket:" + event + "/12")
                    .mapTo(String.class)
                    .list());
    assertThat(audited).hasSize(3).last().asString().contains("fraud");
  }

  @Test
  void the_register_shows_every_seat_and_is_searched() {
    long request = grants.granted(event, seller, CHIP, 20, 21);
    issue(seller, request);
    var all = as(organizer).get(path("/register?limit=1000")).jsonPath();
    assertThat(all.getList("seats")).hasSize(1_000);
    assertThat(all.getInt("counts.ISSUED")).isEqualTo(2);
    assertThat(all.getInt("counts.FREE")).isEqualTo(998);
    assertThat(all.getInt("next")).isEqualTo(1_000);
    assertThat(numbers("/register?q=" + CHIP.hex())).containsExactly(20, 21);
    assertThat(numbers("/register?state=ISSUED")).containsExactly(20, 21);
    assertThat(numbers("/register?state=ISSUED&from=21")).containsExactly(21);
    String[] place = all.getString("seats[20].place").split(" / ");
    String block = place[place.length > 3 ? 1 : 0];
    assertThat(numbers("/register?limit=1000&q=" + block)).contains(20, 21);
    assertThat(numbers("/register?q=Nowhere")).isEmpty();
    for (String bad : List.of("from=-1", "limit=0", "limit=1001", "state=SOLD")) {
      as(organizer).get(path("/register?" + bad)).then().statusCode(400);
    }
  }

  @Test
  void a_seller_sees_its_own_seats_and_nobody_a_strangers_event() {
    issue(seller, grants.granted(event, seller, CHIP, 30));
    People.Person other = people.seller();
    issue(other, grants.granted(event, other, CHIP, 31));
    for (String path : List.of("/register", "/register/table.csv")) {
      as(people.organizer()).get(path(path)).then().statusCode(404);
      as(people.seller()).get(path(path)).then().statusCode(404);
    }
    var seen = as(seller).get(path("/register")).jsonPath();
    assertThat(seen.getList("seats.seat")).containsExactly(30);
    assertThat(as(seller).get(path("/register/table.csv")).asString().lines()).hasSize(2);
    as(seller).get("/events/" + event + "/register/seats/31").then().statusCode(404);
    assertThat(as(seller).get("/events/" + event + "/register").asString())
        .contains("Your seats")
        .doesNotContain("Download the master");
  }

  @Test
  void the_table_runs_no_formula_and_the_page_no_markup() {
    database.change(
        handle ->
            handle.execute(
                "UPDATE seller SET name = ? WHERE id = ?",
                "=HYPERLINK(\"http://evil\")<script>" + seller.party(),
                seller.party()));
    issue(seller, grants.granted(event, seller, CHIP, 40));
    String table = as(organizer).get(path("/register/table.csv")).asString();
    assertThat(table.lines()).hasSize(1_001);
    assertThat(table).contains("\"'=HYPERLINK(").doesNotContain(",=HYPERLINK");
    assertThat(as(organizer).get("/events/" + event + "/register?state=ISSUED").asString())
        .contains("&lt;script&gt;")
        .doesNotContain("<script>");
  }

  private List<Integer> numbers(String path) {
    return as(organizer).get(path(path)).jsonPath().getList("seats.seat");
  }

  private String state(int seat) {
    return as(organizer)
        .get(path("/register?limit=1&from=" + seat))
        .jsonPath()
        .getString("seats[0].state");
  }

  private static Ticket ticket(Response issued, int at) throws Exception {
    String signed = issued.jsonPath().getString("tickets[" + at + "].signed");
    return TicketCodec.parse(Bytes.hex(signed)).ticket();
  }

  private Response issue(People.Person who, long request) {
    return as(who)
        .header("Idempotency-Key", UUID.randomUUID().toString())
        .post(path("/requests/" + request + "/tickets"));
  }

  private Response change(People.Person who, int ticket, String change, String reason) {
    return as(who)
        .header("Idempotency-Key", UUID.randomUUID().toString())
        .contentType("application/json")
        .body("{\"change\":\"" + change + "\",\"reason\":\"" + reason + "\"}")
        .post(path("/tickets/" + ticket + "/status"));
  }

  private String path(String path) {
    return "/api/v1/events/" + event + path;
  }

  private static RequestSpecification as(People.Person who) {
    return given().header("Authorization", "Bearer " + who.token());
  }
}
