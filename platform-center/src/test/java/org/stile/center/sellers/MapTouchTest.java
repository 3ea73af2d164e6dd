package org.stile.center.sellers;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import jakarta.inject.Inject;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.seating.SeatPlan;
import org.stile.center.seating.SeatPlan.Block;
import org.stile.center.seating.SeatPlan.Place;
import org.stile.center.seating.SeatPlan.Row;
import org.stile.center.seating.SeatPlan.Run;
import org.stile.center.seating.SeatPlan.SeatType;
import org.stile.center.seating.SeatPlan.Shape;
import org.stile.center.testing.Browser;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;

/**
 * The map on a telephone: fingers, fine pixels; and the list of a block too large to show whole.
 */
@CenterTest
class MapTouchTest {
  private static final int ROWS = 60;
  private static final int SEATS_OF_ROW = 60;

  @Inject People people;
  @Inject Stadium stadium;

  private People.Person organizer;
  private long event;

  @BeforeEach
  void one_large_block() {
    organizer = people.organizer();
    event = stadium.event(organizer, plan(), "PUBLISHED");
    stadium.handles(organizer, event, people.seller());
  }

  private static SeatPlan plan() {
    List<Row> rows =
        IntStream.rangeClosed(1, ROWS)
            .mapToObj(
                row ->
                    new Row(
                        "" + row,
                        List.of(
                            new Run(
                                1,
                                1,
                                SEATS_OF_ROW,
                                0,
                                true,
                                false,
                                new Place.Line(0, 80 * row, 50, 0)))))
            .toList();
    return new SeatPlan(
        List.of(new SeatType(0, "Standard", "#0072b2", Shape.SQUARE)),
        List.of(new Block("", "Hall", 0, rows)));
  }

  private Page map(Browser browser) {
    Page page = browser.open("/events/" + event + "/map");
    page.waitForSelector("#map-screen[data-ready]");
    return page;
  }

  private static CDPSession telephone(Browser browser) {
    CDPSession session = browser.context().newCDPSession(browser.page());
    var metrics = new JsonObject();
    metrics.addProperty("width", 412);
    metrics.addProperty("height", 800);
    metrics.addProperty("deviceScaleFactor", 2);
    metrics.addProperty("mobile", true);
    session.send("Emulation.setDeviceMetricsOverride", metrics);
    var touch = new JsonObject();
    touch.addProperty("enabled", true);
    touch.addProperty("maxTouchPoints", 2);
    session.send("Emulation.setTouchEmulationEnabled", touch);
    return session;
  }

  /** Fingers at these places; none: all are lifted. */
  private static void touch(CDPSession session, String type, double... places) {
    var points = new JsonArray();
    for (int i = 0; i < places.length; i += 2) {
      var point = new JsonObject();
      point.addProperty("x", places[i]);
      point.addProperty("y", places[i + 1]);
      point.addProperty("id", i / 2);
      points.add(point);
    }
    var event = new JsonObject();
    event.addProperty("type", type);
    event.add("touchPoints", points);
    session.send("Input.dispatchTouchEvent", event);
  }

  /** Pixels of the picture's own for each of the page's. */
  private static double ratio(Page page) {
    return ((Number)
            page.evaluate(
                "() => { const c = document.querySelector('#map');"
                    + " return c.width / c.clientWidth; }"))
        .doubleValue();
  }

  @Test
  void two_fingers_zoom_and_move_and_select_nothing_and_one_finger_selects() {
    try (Browser browser = Browser.of(organizer)) {
      CDPSession session = telephone(browser);
      Page page = map(browser);
      byte[] before = page.locator("#map").screenshot(); // It scrolls to where it is.
      BoundingBox box = page.locator("#map").boundingBox();
      double x = box.x + box.width / 2;
      double y = box.y + box.height / 2;
      touch(session, "touchStart", x - 20, y, x + 20, y);
      for (int step = 1; step <= 6; step++) {
        touch(session, "touchMove", x - 20 - 15 * step, y, x + 20 + 15 * step, y);
      }
      touch(session, "touchEnd");
      page.waitForTimeout(400); // Until the picture rests.
      assertThat(page.locator("#selected")).hasText("0 seats selected");
      assertThat(page.locator("#map").screenshot()).isNotEqualTo(before);
      // Nearer by five and a half: a thumb's breadth is a few seats now, not half the hall.
      box = page.locator("#map").boundingBox();
      x = box.x + box.width / 2;
      y = box.y + box.height / 2;
      touch(session, "touchStart", x - 40, y - 40);
      touch(session, "touchMove", x, y);
      touch(session, "touchMove", x + 40, y + 40);
      touch(session, "touchEnd");
      assertThat(page.locator("#selected"))
          .hasText(Pattern.compile("[1-9][0-9]{0,2} seats? selected.*"));
    }
  }

  @Test
  void fine_pixels_are_used_once_the_picture_rests() {
    try (Browser browser = Browser.of(organizer)) {
      var _ = telephone(browser);
      Page page = map(browser);
      page.waitForTimeout(400);
      assertThat(ratio(page)).isBetween(1.98, 2.02);
      browser.screenshot("map-telephone");
      assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
          .as("the page is no wider than the telephone")
          .isEqualTo(true);
      browser.assertAccessible();
    }
  }

  @Test
  void a_block_of_more_seats_than_the_list_shows_is_walked_and_selected_by_keyboard() {
    try (Browser browser = Browser.of(organizer)) {
      Page page = map(browser);
      int shown = page.locator("#grid [role=gridcell]").count();
      assertThat(shown).isLessThan(ROWS * SEATS_OF_ROW);
      assertThat(page.locator("#grid").getAttribute("aria-rowcount")).isEqualTo("" + ROWS);
      page.locator("#grid [tabindex='0']").focus();
      page.keyboard().press("Control+End");
      assertThat(focused(page)).contains("row 60 seat 60");
      page.keyboard().press(" ");
      assertThat(page.locator("#selected")).hasText(Pattern.compile("1 seat selected.*"));
      page.keyboard().press("Control+Home");
      assertThat(focused(page)).contains("row 1 seat 1,");
      for (int step = 0; step < 4; step++) {
        page.keyboard().press("PageDown");
      }
      page.keyboard().press("Shift+ArrowRight");
      page.keyboard().press("Shift+ArrowDown");
      page.keyboard().press("ArrowUp");
      assertThat(page.locator("#selected")).hasText(Pattern.compile("5 seats selected.*"));
      page.keyboard().press("Control+a");
      assertThat(page.locator("#selected")).hasText(Pattern.compile("3.600 seats selected.*"));
      browser.assertAccessible();
    }
  }

  private static String focused(Page page) {
    return String.valueOf(page.evaluate("document.activeElement.getAttribute('aria-label')"));
  }
}
