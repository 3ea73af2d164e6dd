package org.stile.center.audit;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.stile.center.db.Database;
import org.stile.center.testing.Browser;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;

@CenterTest
class AuditScreenTest {
  @Inject People people;
  @Inject Audit audit;
  @Inject Database database;

  @Test
  void an_organizer_finds_what_was_done_to_an_event() {
    var organizer = people.organizer();
    for (int i = 0; i < 130; i++) {
      record(organizer, "event.update", "event:" + (i % 2 + 1001));
    }
    record(organizer, "venue.create", "venue:1");
    try (var browser = Browser.of(organizer)) {
      Page page = browser.open("/audit");
      assertThat(page.getByText("venue.create")).isVisible();
      browser.assertAccessible();
      browser.screenshot("audit");
      page.getByText("Older").click();
      assertThat(page.getByText("venue.create")).hasCount(0);
      assertThat(page.locator("tbody tr")).hasCount(31);
      page.getByLabel("To what").fill("event:1002");
      page.getByLabel("What was done").fill("event.");
      page.getByText("Show", new Page.GetByTextOptions().setExact(true)).click();
      assertThat(page.locator("tbody tr")).hasCount(65);
      page.getByLabel("What was done").fill("<b>%");
      page.keyboard().press("Enter");
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("small letters");
      assertThat(page.getByLabel("What was done")).hasValue("<b>%");
      browser.assertAccessible();
    }
  }

  private void record(People.Person organizer, String action, String subject) {
    database.change(
        handle ->
            audit.record(
                handle,
                "account:" + organizer.account(),
                OptionalLong.of(organizer.party()),
                OptionalLong.empty(),
                action,
                subject,
                Map.of("name", "<i>Cup</i>")));
  }
}
