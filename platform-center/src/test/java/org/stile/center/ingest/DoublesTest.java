package org.stile.center.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.microsoft.playwright.Page;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.settlement.Settling;
import org.stile.center.testing.Browser;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.Samples;
import org.stile.core.admission.Direction;
import org.stile.core.journal.JournalEntry.Outcome;

/** One entry granted at several gates: what is said of it as rows tell what became of each. */
@CenterTest
class DoublesTest extends TwoGates {
  @Inject Settling settling;

  private GateJournal third;
  private long here;
  private long there;

  @BeforeEach
  void both_granted_it() {
    third = new GateJournal(ground.gates().get(2), random);
    here = grant(one, 0);
    there = grant(other, 9);
  }

  private long grant(GateJournal journal, long second) {
    return journal.grant(
        ground.event(), 7, Direction.ENTRY, 1, GateJournal.OPEN.plusSeconds(second));
  }

  /** Sends what was not sent yet. */
  private void send(GateJournal journal) {
    take(journal, journal.message(highWater(journal) + 1, journal.last()));
  }

  private void tell(GateJournal journal, long about, Outcome... outcomes) {
    for (Outcome outcome : outcomes) {
      journal.progress(about, outcome, GateJournal.OPEN.plusSeconds(20));
    }
    send(journal);
  }

  private ValidatableResponse told() {
    return RestAssured.given()
        .header("Authorization", "Bearer " + ground.organizer().token())
        .get("/api/v1/events/" + ground.event() + "/incidents")
        .then()
        .statusCode(200);
  }

  private void assertOpen(int times, String detail) {
    told()
        .body("", hasSize(1))
        .body("[0].kind", equalTo("DOUBLE_ADMISSION"))
        .body("[0].gate", equalTo(other.gate.gate().value()))
        .body("[0].detail", containsString(detail))
        .body("[0].times", equalTo(times))
        .body("[0].open", equalTo(true))
        .body("[0].settledAt", nullValue());
    assertThat(open()).isEqualTo(1);
  }

  private void assertSettled(String detail) {
    told()
        .body("", hasSize(1))
        .body("[0].detail", containsString("was granted here"))
        .body("[0].detail", containsString("Nobody went twice: it was " + detail))
        .body("[0].open", equalTo(false))
        .body("[0].settledAt", notNullValue());
    assertThat(open()).isZero();
  }

  /** As the boards count. */
  private long open() {
    return RestAssured.given()
        .header("Authorization", "Bearer " + ground.organizer().token())
        .get("/api/v1/events/" + ground.event() + "/board")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .getLong("head.incidents");
  }

  private void assertNone() {
    told().body("", hasSize(0));
  }

  @Test
  void it_is_named_at_once_and_settles_when_the_second_chip_refused_to_pay() {
    tell(one, here, Outcome.STAMPED, Outcome.OPENED, Outcome.PASSED);
    send(other);
    assertOpen(1, "not known yet: nothing says so far what became of it at " + other.gate.gate());
    tell(other, there, Outcome.NOT_STAMPED);
    assertOpen(1, "not known yet");
    tell(other, there, Outcome.WITHDRAWN);
    assertSettled("withdrawn here.");
    assertThat(
            database
                .readOneMoment(
                    handle ->
                        settling.of(handle, Samples.caller(ground.organizer()), ground.event()))
                .incidents())
        .singleElement()
        .satisfies(each -> assertThat(each.detail()).contains("Nobody went twice"));
  }

  @Test
  void the_same_but_that_both_walked_stays_open_and_says_so() {
    tell(one, here, Outcome.STAMPED, Outcome.OPENED, Outcome.PASSED);
    send(other);
    tell(other, there, Outcome.STAMPED, Outcome.OPENED);
    assertOpen(1, "not known yet");
    tell(other, there, Outcome.PASSED);
    assertOpen(1, "It was walked 2 times.");
    take(other, other.message(1, other.last()));
    assertOpen(1, "It was walked 2 times.");
  }

  @Test
  void there_is_none_if_the_second_comes_with_its_end() {
    tell(one, here, Outcome.STAMPED, Outcome.OPENED, Outcome.PASSED);
    tell(other, there, Outcome.NOT_STAMPED, Outcome.WITHDRAWN);
    assertNone();
  }

  @Test
  void there_is_none_if_nobody_walked_at_the_first_before_the_second_was_heard_of() {
    tell(one, here, Outcome.STAMPED, Outcome.OPENED, Outcome.NOT_PASSED);
    tell(other, there, Outcome.STAMPED, Outcome.OPENED, Outcome.PASSED);
    assertNone();
  }

  @Test
  void it_settles_when_the_first_was_withdrawn_too() {
    send(one);
    tell(other, there, Outcome.PASSED);
    assertOpen(1, "not known yet: nothing says so far what became of it at " + one.gate.gate());
    tell(one, here, Outcome.WITHDRAWN);
    assertSettled("withdrawn at " + one.gate.gate() + ".");
  }

  @Test
  void what_was_not_walked_and_then_was_is_open_again() {
    tell(one, here, Outcome.PASSED);
    tell(other, there, Outcome.STAMPED, Outcome.OPENED);
    tell(other, there, Outcome.NOT_PASSED);
    assertSettled("not walked here.");
    tell(other, there, Outcome.PASSED);
    assertOpen(2, "It was walked 2 times.");
  }

  @Test
  void what_staff_saw_to_while_nobody_knew_is_open_again_when_it_is_certain() {
    tell(one, here, Outcome.PASSED);
    send(other);
    acknowledge();
    assertThat(open()).isZero();
    tell(other, there, Outcome.STAMPED); // Nothing new about it.
    assertThat(open()).isZero();
    tell(other, there, Outcome.PASSED);
    assertOpen(2, "It was walked 2 times.");
    acknowledge();
    take(other, other.message(1, other.last()));
    assertThat(open()).isZero();
  }

  private void acknowledge() {
    int incident = told().extract().jsonPath().getInt("[0].id");
    RestAssured.given()
        .header("Authorization", "Bearer " + ground.organizer().token())
        .header("Idempotency-Key", "seen-" + random.nextLong())
        .contentType("application/json")
        .body("{}")
        .post("/api/v1/events/%d/incidents/%d/acknowledgement".formatted(ground.event(), incident))
        .then()
        .statusCode(200);
  }

  @Test
  void of_three_two_that_stand_are_one_too_many() {
    tell(one, here, Outcome.WITHDRAWN);
    tell(other, there, Outcome.PASSED);
    assertNone();
    long late = grant(third, 15);
    send(third);
    told()
        .body("gate", hasItems(other.gate.gate().value(), third.gate.gate().value()))
        .body("open", equalTo(List.of(true, true)));
    tell(third, late, Outcome.NOT_PASSED);
    told().body("open", equalTo(List.of(false, false)));
  }

  @Test
  void where_two_others_stand_the_third_alone_settles() {
    long late = grant(third, 15);
    send(one);
    send(other);
    send(third);
    tell(third, late, Outcome.WITHDRAWN);
    String where = "find { it.gate == '" + third.gate.gate() + "' }.";
    told()
        .body("findAll { it.open }.gate", equalTo(List.of(other.gate.gate().value())))
        .body(where + "detail", containsString("Not by the grant here: it was withdrawn here."));
  }

  @Test
  void granted_withdrawn_and_granted_anew_at_one_gate_is_no_double() {
    tell(one, here, Outcome.NOT_STAMPED, Outcome.WITHDRAWN);
    long again = grant(one, 4);
    tell(one, again, Outcome.STAMPED, Outcome.OPENED, Outcome.PASSED);
    assertNone();
    assertThat(states()).containsExactly("7 ENTRY 1 WITHDRAWN", "7 ENTRY 1 PASSED");
  }

  @Test
  void the_page_says_when_and_why_it_settled() throws IOException {
    send(one);
    send(other);
    tell(other, there, Outcome.WITHDRAWN);
    try (var browser = Browser.of(ground.organizer())) {
      Page page = browser.open("/events/" + ground.event() + "/board");
      assertThat(page.textContent("#open-incidents")).isEqualTo("0");
      assertThat(page.textContent(".incident.closed"))
          .contains("Nobody went twice: it was withdrawn here.")
          .contains("Settled by itself");
      assertThat(page.locator(".incident form").count()).isZero();
      browser.assertAccessible();
    }
  }

  @Test
  void it_settles_whichever_of_two_transactions_comes_first() throws Exception {
    int tickets = 60;
    var first = new GateJournal(one.gate, random);
    var second = new GateJournal(other.gate, random);
    for (int ticket = 0; ticket < tickets; ticket++) {
      for (GateJournal journal : List.of(first, second)) {
        journal.grant(ground.event(), 100 + ticket, Direction.ENTRY, 1, GateJournal.OPEN);
        journal.progress(
            2 * ticket + 1,
            journal == first ? Outcome.WITHDRAWN : Outcome.PASSED,
            GateJournal.OPEN.plusSeconds(1));
      }
    }
    var together = new CyclicBarrier(2);
    try (var threads = Executors.newFixedThreadPool(2)) {
      for (int ticket = 0; ticket < tickets; ticket++) {
        long row = 2 * ticket + 1;
        take(first, first.message(row, row));
        Callable<Boolean> fate = () -> at(together, first, row + 1, row + 1);
        Callable<Boolean> twin = () -> at(together, second, row, row + 1);
        for (var done : threads.invokeAll(List.of(fate, twin))) {
          assertThat(done.get()).isTrue();
        }
      }
    }
    told().body("findAll { it.open }", hasSize(0));
    assertThat(states()).hasSize(2 * tickets);
  }

  private boolean at(CyclicBarrier together, GateJournal journal, long from, long to)
      throws Exception {
    together.await();
    take(journal, journal.message(from, to));
    return true;
  }
}
