package org.stile.center.events;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.stile.center.testing.Browser;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.center.testing.Samples;

@CenterTest
class OrganizerScreenTest {
  @Inject People people;
  @Inject Samples samples;

  private static void press(Page page, String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
        .click();
  }

  private static void follow(Page page, String link) {
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(link).setExact(true)).click();
  }

  private static void seen(Browser browser, String name) {
    browser.assertAccessible();
    browser.screenshot("organizer-" + name);
  }

  @Test
  void a_newcomer_gets_from_nothing_to_a_published_event_without_scripts() {
    try (Browser browser = Browser.withoutScripts(people.organizer())) {
      Page page = browser.open("/events");
      browser.screenshot("organizer-01-no-events");
      follow(page, "To the venues");
      follow(page, "Register a venue");
      page.getByLabel("Name").fill("Stadion am Fluss");
      page.getByLabel("Place").fill("Nordstadt");
      page.getByLabel("Time zone").fill("Europe/Berlin");
      press(page, "Register venue");
      press(page, "Create sample stadium");
      follow(page, "Create an event on this plan");
      page.getByLabel("Name").fill("Pokalfinale");
      press(page, "Create event");
      press(page, "Publish this event");
      assertThat(page.getByText("Published, version 1.")).isVisible();
    }
  }

  @Test
  void every_page_on_the_way_is_accessible() {
    try (Browser browser = Browser.of(people.organizer())) {
      Page page = browser.open("/venues");
      seen(browser, "02-no-venues");
      follow(page, "Register a venue");
      seen(browser, "03-new-venue");
      page.getByLabel("Name").fill("Stadion am Fluss");
      page.getByLabel("Place").fill("Nordstadt");
      page.getByLabel("Time zone").fill("Europe/Nowhere");
      press(page, "Register venue");
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("Europe/Berlin");
      assertThat(page.getByLabel("Name")).hasValue("Stadion am Fluss");
      seen(browser, "04-venue-refused");
      page.getByLabel("Time zone").fill("Europe/Berlin");
      press(page, "Register venue");
      seen(browser, "05-venue");
      press(page, "Create sample stadium");
      assertThat(page.getByText("80\u202f000 seats in")).isVisible();
      seen(browser, "06-plan");
      follow(page, "Back to the venue");
      seen(browser, "07-venue-with-plan");
      follow(page, "Edit venue, zones and gates");
      seen(browser, "08-edit-venue");
      browser.open("/venues");
      seen(browser, "09-venues");
      follow(page, "Stadion am Fluss");
      follow(page, "Create an event here");
      seen(browser, "10-new-event");
      page.getByLabel("Name").fill("Pokalfinale <b>fett</b>");
      press(page, "Create event");
      seen(browser, "11-draft");
      follow(page, "Edit event");
      press(page, "Add a window");
      page.getByLabel("Premium").check();
      seen(browser, "12-edit-event");
      press(page, "Save event");
      press(page, "Publish this event");
      assertThat(page.getByRole(AriaRole.HEADING).first()).containsText("<b>fett</b>");
      seen(browser, "13-published");
      browser.open("/events");
      seen(browser, "14-events");
    }
  }

  @Test
  void rows_of_zones_and_gates_come_and_go_by_buttons_and_errors_stand_beside_them() {
    People.Person organizer = people.organizer();
    Samples.Sample sample = samples.draft(organizer, 1_000);
    try (Browser browser = Browser.withoutScripts(organizer)) {
      Page page = browser.open("/venues/" + sample.venue() + "/edit");
      press(page, "Add a zone");
      assertThat(page.locator("#zones-14-number")).hasValue("14");
      page.locator("#zones-14-guidance").fill("de: Da lang.");
      press(page, "Add a gate");
      page.locator("#gates-29-zones").fill("99");
      press(page, "Save venue");
      assertThat(page.locator("#zones-14-name-error")).containsText("must not be empty");
      assertThat(page.locator("#zones-14-guidance-error")).containsText("English");
      assertThat(page.locator("#gates-29-zones-error")).containsText("99");
      press(page, "Remove gate row 30");
      press(page, "Remove zone row 15");
      press(page, "Save venue");
      assertThat(page.getByText("14 zones, 29 gates.")).isVisible();
    }
  }

  @Test
  void a_time_that_comes_twice_is_asked_about_and_one_that_never_comes_is_refused() {
    People.Person organizer = people.organizer();
    Samples.Sample sample = samples.draft(organizer, 1_000);
    try (Browser browser = Browser.of(organizer)) {
      Page page = browser.open("/events/new?plan=" + sample.plan());
      page.getByLabel("Name").fill("Night");
      page.getByLabel("Doors open").fill("2027-10-31T01:00");
      page.getByLabel("Start", new Page.GetByLabelOptions().setExact(true))
          .fill("2027-10-31T02:30");
      page.getByLabel("Last entry").fill("2027-10-31T06:00");
      press(page, "Create event");
      assertThat(page.locator("#startsAt-error")).containsText("comes twice");
      seen(browser, "15-twice");
      page.getByLabel("Start: which of the two").selectOption("+01:00");
      press(page, "Create event");
      assertThat(page.getByText("31 Oct 2027, 02:30 (CET)")).isVisible();
      browser.open("/events/new?plan=" + sample.plan());
      page.getByLabel("Name").fill("Night");
      page.getByLabel("Doors open").fill("2027-03-28T01:00");
      page.getByLabel("Start", new Page.GetByLabelOptions().setExact(true))
          .fill("2027-03-28T02:30");
      page.getByLabel("Last entry").fill("2027-03-28T06:00");
      press(page, "Create event");
      assertThat(page.locator("#startsAt-error")).containsText("does not exist");
    }
  }

  @Test
  void who_saves_second_sees_what_differs_and_may_save_again() {
    People.Person organizer = people.organizer();
    Samples.Sample sample = samples.draft(organizer, 1_000);
    try (Browser one = Browser.of(organizer);
        Browser two = Browser.withoutScripts(organizer)) {
      Page first = one.open("/venues/" + sample.venue() + "/edit");
      Page second = two.open("/venues/" + sample.venue() + "/edit");
      first.getByLabel("Place").fill("Südstadt");
      press(first, "Save venue");
      second.getByLabel("Place").fill("Weststadt");
      press(second, "Save venue");
      assertThat(second.getByRole(AriaRole.ALERT)).containsText("Südstadt");
      assertThat(second.getByLabel("Place")).hasValue("Weststadt");
      press(second, "Save venue");
      assertThat(second.getByText("Weststadt")).isVisible();
    }
  }

  @Test
  void a_plan_is_imported_from_a_file_and_a_wrong_one_says_row_and_column() {
    People.Person organizer = people.organizer();
    Samples.Sample sample = samples.draft(organizer, 1_000);
    try (Browser browser = Browser.of(organizer)) {
      Page page = browser.open("/venues/" + sample.venue());
      String csv =
          "block,zone,row,seat,type,x,y\nA,0,1,1,Good,0,0\nA,0,1,x,Good,50,0\nA,99,1,2,,50,0\n";
      page.getByLabel("Name of the plan").fill("From a file");
      page.getByLabel("File").setInputFiles(file(csv));
      press(page, "Import");
      assertThat(page.getByText("row 3, column seat")).isVisible();
      assertThat(page.getByText("row 4, column type")).isVisible();
      seen(browser, "16-plan-refused");
      follow(page, "Back to the venue");
      page.getByLabel("Name of the plan").fill("From a file");
      page.getByLabel("File")
          .setInputFiles(file(csv.replace("x,Good", "2,Good").replace("A,99,1,2,,50,0\n", "")));
      press(page, "Import");
      assertThat(page.getByText("2 seats in 1 block")).isVisible();
      seen(browser, "17-plan");
    }
  }

  private static FilePayload file(String text) {
    return new FilePayload("plan.csv", "text/csv", text.getBytes(StandardCharsets.UTF_8));
  }
}
