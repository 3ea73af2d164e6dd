package org.stile.center.board;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stile.center.board.Matchday.Evening;
import org.stile.center.ingest.Turnstiles;
import org.stile.center.testing.Browser;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.TestClock;

@CenterTest
class BoardScreenTest {
  @Inject Matchday matchday;
  @Inject Turnstiles turnstiles;
  @Inject TestClock clock;

  @AfterEach
  void showMachineTime() {
    clock.showMachineTime();
  }

  @Test
  void an_admission_shows_on_an_open_page_and_the_page_is_complete_without_scripts() {
    Evening evening = matchday.evening(900);
    matchday.admitted(evening, 0, 0, 40);
    try (var plain = Browser.withoutScripts(evening.manager());
        var browser = Browser.of(evening.manager())) {
      plain.open(evening.path());
      assertThat(plain.page().locator("#summary")).hasText("40 confirmed");
      Page page = browser.open(evening.path());
      assertThat(page.locator("#stream-sign")).hasText("Live");
      matchday.admitted(evening, 1, 40, 12);
      assertThat(page.locator("#summary")).hasText("52 confirmed");
      assertThat(row(page, evening, 1).locator("[data-f=admitted]")).hasText("12");
      browser.assertAccessible();
      browser.screenshot("board");
    }
  }

  private static Locator row(Page page, Evening evening, int gate) {
    return page.locator("tr[data-gate=" + evening.gate(gate).gate().value() + "]");
  }
}
