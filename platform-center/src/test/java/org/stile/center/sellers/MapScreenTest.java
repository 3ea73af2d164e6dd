package org.stile.center.sellers;

import com.microsoft.playwright.Page;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.stile.center.testing.Browser;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.center.testing.People.Person;

@CenterTest
class MapScreenTest {
  @Inject People people;
  @Inject Stadium stadium;

  @Test
  void the_map_is_seen_at_three_zooms() {
    Person organizer = people.organizer();
    Person north = people.seller();
    Person south = people.seller();
    long event = stadium.event(organizer, 20_000);
    stadium.handles(organizer, event, north);
    stadium.handles(organizer, event, south);
    String count = "{\"by\":\"count\",\"seller\":%d,\"count\":%d}";
    stadium.allot(organizer, event, count.formatted(north.party(), 3000)).statusCode(200);
    stadium.allot(organizer, event, count.formatted(south.party(), 2000)).statusCode(200);
    stadium.sell(event, north, 1, 0, 1, 2, 3, 60, 61, 62);
    stadium.block(organizer, event, "{\"blocked\":true,\"cells\":[[6000,40]]}").statusCode(200);
    try (var browser = Browser.of(organizer)) {
      Page page = browser.open("/events/" + event + "/map");
      page.waitForSelector("#map-screen[data-ready]");
      page.fill("#seat-words", "S301/3-6; W205; S101/1/1-4");
      page.click("#words button");
      page.waitForTimeout(400);
      browser.screenshot("map-whole");
      page.selectOption("#grid-block", "10");
      page.waitForTimeout(300);
      browser.screenshot("map-block");
      page.click("#zoom-in");
      page.click("#zoom-in");
      page.waitForTimeout(400);
      browser.screenshot("map-seats");
      browser.assertAccessible();
    }
  }
}
