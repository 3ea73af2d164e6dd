package org.stile.center.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.stile.center.testing.Browser;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;

@CenterTest
class StartPageScreenTest {
  @Inject People people;

  @Test
  void the_start_page_offers_what_an_organizer_may_do() {
    try (var browser = Browser.of(people.organizer())) {
      browser.open("/");
      assertThat(browser.page().getByRole(AriaRole.NAVIGATION)).containsText("Events");
      assertThat(browser.page().getByRole(AriaRole.NAVIGATION)).not().containsText("Accounts");
      browser.assertAccessible();
      browser.screenshot("start");
    }
  }
}
