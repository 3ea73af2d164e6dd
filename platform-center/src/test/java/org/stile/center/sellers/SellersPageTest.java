package org.stile.center.sellers;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.stile.center.testing.Browser;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.center.testing.People.Person;

@CenterTest
class SellersPageTest {
  @Inject People people;
  @Inject Stadium stadium;

  @Test
  void the_whole_of_allotting_is_done_without_a_script() {
    Person organizer = people.organizer();
    Person first = people.seller();
    Person second = people.seller();
    long event = stadium.event(organizer, 1_000);
    try (var browser = Browser.withoutScripts(organizer)) {
      Page page = browser.open("/events/" + event + "/sellers");
      add(page, first);
      add(page, second);
      assertThat(page.textContent(".notice")).contains("handles this event now");

      page.fill("#percent-" + first.party(), "60");
      page.fill("#percent-" + second.party(), "39.5");
      press(page, "ratio");
      assertThat(page.textContent("#problem")).contains("99.5, not 100; 0.5 missing");
      assertThat(page.inputValue("#percent-" + second.party())).isEqualTo("39.5");

      page.selectOption("#words-seller", String.valueOf(first.party()));
      page.fill("#words", "N101/1");
      press(page, "words");
      int given = stadium.seatsOf(event, first).size();
      assertThat(page.textContent(".notice")).contains("got " + given + " seats");

      page.fill("#percent-" + first.party(), "33.33");
      page.fill("#percent-" + second.party(), "66.67");
      press(page, "ratio");
      assertThat(page.textContent(".notice")).contains("one of them from the remainder");
      assertThat(stadium.count(event, "seller_id IS NULL")).isZero();

      page.selectOption("#back-seller", String.valueOf(first.party()));
      page.selectOption("#back-to", String.valueOf(second.party()));
      page.fill("#back-words", "N101/1");
      press(page, "withdraw");
      assertThat(page.textContent(".notice")).contains(given + " unsold seats");

      page.fill("#block-words", "N101/2/1-2");
      press(page, "block");
      assertThat(page.textContent("#problem, .notice")).contains("2 seats are blocked");
    }
  }

  @Test
  void rules_are_by_the_venues_clock_and_wrong_ones_are_kept_to_be_corrected() {
    Person organizer = people.organizer();
    Person seller = people.seller();
    long event = stadium.event(organizer, 1_000);
    stadium.handles(organizer, event, seller);
    try (var browser = Browser.of(organizer)) {
      Page page = browser.open("/events/" + event + "/sellers");
      String id = String.valueOf(seller.party());
      page.fill("#from-" + id, "2027-05-01T10:00");
      page.fill("#until-" + id, "2027-04-01T10:00");
      page.fill("#chip-" + id, "0");
      page.getByText("Change rules of").click();
      assertThat(page.textContent("#problem")).contains("perChipMax");
      assertThat(page.inputValue("#from-" + id)).isEqualTo("2027-05-01T10:00");
      page.fill("#chip-" + id, "4");
      page.fill("#until-" + id, "2027-06-01T10:00");
      page.getByText("Change rules of").click();
      assertThat(page.textContent(".notice")).contains("rules are changed");
      browser.assertAccessible();
      browser.screenshot("sellers");
    }
    stadium
        .get(organizer, "/events/" + event + "/sellers")
        .body("[0].rules.salesFrom", org.hamcrest.Matchers.equalTo("2027-05-01T01:00:00Z"))
        .body("[0].rules.perChipMax", org.hamcrest.Matchers.equalTo(4));
  }

  private static void press(Page page, String form) {
    page.locator("form[action$='/" + form + "'] button").first().click();
  }

  private static void add(Page page, Person seller) {
    page.selectOption("#add-seller", String.valueOf(seller.party()));
    page.click("text=Add seller");
  }
}
