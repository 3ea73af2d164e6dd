package org.stile.center.grants;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.db.Database;
import org.stile.center.testing.Browser;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.center.testing.Samples;
import org.stile.center.testing.TestClock;
import org.stile.center.web.Role;

@CenterTest
class SellScreenTest {
  @Inject People people;
  @Inject Samples samples;
  @Inject Database database;
  @Inject TestClock clock;
  @Inject Expiry expiry;

  private People.Person seller;
  private long event;

  @BeforeEach
  void begin() {
    seller = people.seller();
    event = samples.publishedEvent(people.organizer(), 1_000);
    database.change(
        handle -> {
          handle.execute(
              "INSERT INTO event_seller (event_id, seller_id) VALUES (?, ?)",
              event,
              seller.party());
          handle.execute(
              "UPDATE seat SET seller_id = ? WHERE event_id = ? AND seat < 500",
              seller.party(),
              event);
        });
  }

  private static void press(Page page, String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button)).click();
  }

  private static String heading(Page page) {
    return page.locator("h1").textContent();
  }

  @Test
  void a_clerk_without_scripts_sells_a_pair_side_by_side_and_takes_it_back() {
    var clerk = people.person(OptionalLong.empty(), OptionalLong.of(seller.party()), Role.CLERK);
    try (Browser browser = Browser.withoutScripts(clerk)) {
      Page page = browser.open("/sell");
      page.locator("a[href='/sell/" + event + "']").click();
      page.getByLabel("Chip").fill("04 A1 B2 C3 D4 E5 F6");
      press(page, "Ask for seats");
      assertThat(heading(page)).contains("Granted");
      assertThat(page.locator("#what ~ ul li").count()).isEqualTo(2);
      assertThat(page.content()).contains("(Europe/Berlin)");
      press(page, "Withdraw: the buyer does not want them");
      assertThat(heading(page)).contains("Withdrawn");
      assertThat(page.content()).contains("its seats are free again");
    }
  }

  @Test
  void every_page_is_accessible_whatever_became_of_the_request() {
    try (Browser browser = Browser.of(seller)) {
      browser.open("/sell");
      browser.assertAccessible();
      browser.screenshot("sell");
      Page page = browser.open("/sell/" + event);
      browser.assertAccessible();
      browser.screenshot("sell-event");
      page.getByLabel("Chip").fill("04A1B2C3D4E5F6");
      page.getByText("Buyer, payment and holder").click();
      page.getByLabel("Holder's name").fill("Ada <b>Lovelace</b>");
      press(page, "Ask for seats");
      assertThat(page.content()).contains("Ada &lt;b&gt;Lovelace");
      browser.assertAccessible();
      browser.screenshot("sell-granted");
      press(page, "Delete the holder's name and contact");
      assertThat(page.content()).doesNotContain("Lovelace");
      String granted = page.url();
      clock.advance(Duration.ofMinutes(31));
      expiry.sweep();
      page.navigate(granted);
      assertThat(heading(page)).contains("Expired");
      assertThat(page.content()).contains("It was not issued in time");
      browser.assertAccessible();
      browser.screenshot("sell-expired");
    }
  }

  @Test
  void what_is_wrong_is_told_beside_the_field_and_what_was_typed_stays() {
    try (Browser browser = Browser.of(seller)) {
      Page page = browser.open("/sell/" + event);
      page.getByLabel("Chip").fill("not a chip");
      page.getByText("Or seats by name").click();
      page.getByLabel("Seats", new Page.GetByLabelOptions().setExact(true))
          .fill("nowhere / 1 / 1 / 1\nrubbish");
      press(page, "Ask for seats");
      assertThat(page.locator("[role=alert]").textContent()).contains("seats, line 2", "chip");
      assertThat(page.getByLabel("Chip").inputValue()).isEqualTo("not a chip");
      browser.assertAccessible();
      browser.screenshot("sell-errors");
    }
  }

  @Test
  void sold_out_and_taken_seats_are_refused_in_plain_words() {
    database.change(
        handle ->
            handle.execute(
                "UPDATE seat SET seller_id = NULL WHERE event_id = ? AND seat > 1", event));
    try (Browser browser = Browser.of(seller)) {
      Page page = browser.open("/sell/" + event);
      page.getByLabel("Chip").fill("04A1B2C3D4E5F6");
      page.getByLabel("How many").fill("3");
      press(page, "Ask for seats");
      assertThat(heading(page)).contains("Refused");
      assertThat(page.content()).contains("has not so many seats left");
      browser.assertAccessible();
      browser.screenshot("sell-refused");
      database.change(
          handle -> handle.execute("UPDATE seat SET seller_id = NULL WHERE event_id = ?", event));
      page.navigate("/sell/" + event);
      assertThat(page.content()).contains("has not given you any seats");
    }
  }

  @Test
  void a_new_payment_secret_is_shown_once() {
    try (Browser browser = Browser.of(seller)) {
      Page page = browser.open("/sell/payments");
      press(page, "Make a new secret");
      assertThat(page.locator("code.secret").textContent()).matches("[0-9a-f]{64}");
      browser.assertAccessible();
      browser.screenshot("sell-payments");
      page.navigate("/sell/payments");
      assertThat(page.locator("code.secret").count()).isZero();
    }
  }

  @Test
  void another_sellers_event_is_not_there() {
    try (Browser browser = Browser.of(people.seller())) {
      Page page = browser.open("/sell/" + event);
      assertThat(page.content()).contains("There is no such event");
    }
  }
}
