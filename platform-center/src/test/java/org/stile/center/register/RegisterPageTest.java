package org.stile.center.register;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.db.Database;
import org.stile.center.masters.Masters;
import org.stile.center.testing.Browser;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.Grants;
import org.stile.center.testing.People;
import org.stile.center.testing.Samples;
import org.stile.core.Bytes;

@CenterTest
class RegisterPageTest {
  private static final Bytes CHIP = Bytes.hex("04112233445566");

  @Inject People people;
  @Inject Samples samples;
  @Inject Grants grants;
  @Inject Database database;
  @Inject Masters masters;
  @Inject Tickets tickets;

  private People.Person organizer;
  private long event;

  @BeforeEach
  void twoSeatsAreSold() {
    organizer = people.organizer();
    People.Person seller = people.seller();
    event = samples.publishedEvent(organizer, 1_000);
    masters.publish(event);
    long request = grants.granted(event, seller, CHIP, 4, 5);
    io.restassured.RestAssured.given()
        .header("Authorization", "Bearer " + seller.token())
        .header("Idempotency-Key", "page-" + request)
        .post("/api/v1/events/" + event + "/requests/" + request + "/tickets")
        .then()
        .statusCode(200);
  }

  @Test
  void an_organizer_finds_a_seat_by_its_chip_and_suspends_its_ticket_by_keyboard_alone() {
    try (Browser browser = Browser.of(organizer)) {
      Page page = browser.open("/events/" + event + "/register");
      browser.assertAccessible();
      browser.screenshot("register");
      assertThat(page.getByText("Download the master").count()).isEqualTo(1);
      page.getByLabel("Block, row and seat, or a chip").focus();
      page.keyboard().type(CHIP.hex());
      page.keyboard().press("Enter");
      page.waitForURL("**q=" + CHIP.hex() + "**");
      assertThat(page.locator("tbody tr").count()).isEqualTo(2);
      page.locator("tbody tr a").first().focus();
      page.keyboard().press("Enter");
      page.waitForURL("**/seats/4");
      browser.assertAccessible();
      browser.screenshot("register-seat");
      page.getByLabel("Reason, for the audit log").focus();
      page.keyboard().type("reported lost");
      page.keyboard().press("Tab");
      page.keyboard().press("Enter");
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Reinstate")).waitFor();
      assertThat(page.content()).contains("Ticket 4: ticket suspended");
    }
  }

  @Test
  void without_a_reason_nothing_is_done_and_the_page_says_what_is_missing() {
    try (Browser browser = Browser.withoutScripts(organizer)) {
      Page page = browser.open("/events/" + event + "/register/seats/5");
      page.getByLabel("Reason, for the audit log").fill("   ");
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Revoke for good"))
          .click();
      assertThat(page.getByRole(AriaRole.ALERT).textContent()).contains("reason");
      assertThat(page.content()).contains("Ticket 5: valid");
    }
  }
}
