package org.stile.center.sellers;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import jakarta.inject.Inject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.testing.Browser;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.center.testing.People.Person;

@CenterTest
class MapScreenTest {
  private static final int BLUE = 0x0072b2; // Standard seats of the sample stadium.
  private static final int DARK = 0x11141c; // Around a selected seat.

  @Inject People people;
  @Inject Stadium stadium;

  private Person organizer;
  private Person north;
  private Person south;

  @BeforeEach
  void people() {
    organizer = people.organizer();
    north = people.seller();
    south = people.seller();
  }

  private long event(int seats) {
    long event = stadium.event(organizer, seats);
    stadium.handles(organizer, event, north);
    stadium.handles(organizer, event, south);
    return event;
  }

  private static Page map(Browser browser, long event) {
    Page page = browser.open("/events/" + event + "/map");
    page.waitForSelector("#map-screen[data-ready]");
    return page;
  }

  private static BufferedImage picture(Page page) throws IOException {
    page.waitForTimeout(400); // Until the picture rests.
    return ImageIO.read(new ByteArrayInputStream(page.locator("#map").screenshot()));
  }

  private static long pixels(BufferedImage image, int colour) {
    return IntStream.range(0, image.getWidth() * image.getHeight())
        .filter(
            i -> (image.getRGB(i % image.getWidth(), i / image.getWidth()) & 0xffffff) == colour)
        .count();
  }

  private static void type(Page page, String words) {
    page.fill("#seat-words", words);
    page.click("#words button");
    page.waitForTimeout(300);
  }

  @Test
  void seats_and_selection_are_seen_at_three_zooms() throws IOException {
    long event = event(80_000);
    String count = "{\"by\":\"count\",\"seller\":%d,\"count\":%d}";
    stadium.allot(organizer, event, count.formatted(north.party(), 12_000)).statusCode(200);
    stadium.allot(organizer, event, count.formatted(south.party(), 9_000)).statusCode(200);
    stadium.sell(event, north, 1, 0, 1, 2, 3, 60, 61, 62);
    stadium.block(organizer, event, "{\"blocked\":true,\"cells\":[[40000,40]]}").statusCode(200);
    try (var browser = Browser.of(organizer)) {
      Page page = map(browser, event);
      page.setViewportSize(1600, 1000);
      long before = pixels(picture(page), DARK);
      type(page, "S101; S103/3-6");
      BufferedImage whole = picture(page);
      assertThat(pixels(whole, BLUE)).as("free standard seats").isGreaterThan(5_000);
      assertThat(pixels(whole, DARK)).as("selected seats").isGreaterThan(before + 300);
      browser.screenshot("map-whole");
      browser.assertAccessible();
      int s101 = block(page, "South S101");
      page.selectOption("#grid-block", String.valueOf(s101));
      BufferedImage block = picture(page);
      assertThat(pixels(block, DARK)).as("selected seats, near").isGreaterThan(20_000);
      browser.screenshot("map-block");
      page.evaluate(
          "() => { const { view } = document.getElementById('map-screen').map; view.zoom(2); }");
      BufferedImage seats = picture(page);
      assertThat(pixels(seats, DARK)).isGreaterThan(20_000);
      assertThat(pixels(seats, BLUE)).isGreaterThan(10_000);
      browser.screenshot("map-seats");
    }
  }

  private static int block(Page page, String label) {
    return (int)
        page.evaluate(
            "(label) => document.getElementById('map-screen').map.model.blocks.findIndex((b) =>"
                + " b.label === label)",
            label);
  }

  @Test
  void a_rectangle_is_dragged_or_clicked_corner_by_corner_to_the_same_selection() {
    long event = event(5_000);
    try (var browser = Browser.of(organizer)) {
      Page page = map(browser, event);
      BoundingBox box = page.locator("#map").boundingBox();
      double x = box.x + box.width * 0.4;
      double y = box.y + box.height * 0.02;
      page.mouse().move(x, y);
      page.mouse().down();
      page.mouse().move(x + 60, y + 80);
      page.mouse().move(x + 200, y + 160);
      page.mouse().up();
      page.waitForTimeout(300);
      String dragged = page.textContent("#selected");
      assertThat(dragged).doesNotStartWith("0 ");
      page.click("#undo");
      selects(page, "0 seats");
      page.mouse().click(x, y);
      assertThat(page.textContent("#told")).contains("opposite corner");
      page.mouse().click(x + 200, y + 160);
      selects(page, dragged);
      page.keyboard().press("Control+z");
      page.keyboard().press("Control+Shift+z");
      selects(page, dragged);
    }
  }

  @Test
  void a_conflict_shows_the_seats_lost_and_keeps_the_others_selected() {
    long event = event(1_000);
    try (var browser = Browser.of(organizer)) {
      Page page = map(browser, event);
      type(page, "N101/1/1-20");
      int seats = Integer.parseInt(page.textContent("#selected").replaceAll(" .*", ""));
      // Meanwhile somebody else gives two of them away.
      String others = "{\"by\":\"cells\",\"seller\":%d,\"cells\":[[0,1],[5,1]]}";
      stadium.allot(organizer, event, others.formatted(south.party())).statusCode(200);
      page.selectOption("#seller", String.valueOf(north.party()));
      page.click("#allot");
      page.waitForSelector("#problem:not([hidden])");
      assertThat(page.textContent("#problem"))
          .contains("2 seats are no longer as you saw")
          .contains("North N101, row 1, seat 1: allotted to")
          .contains("North N101, row 1, seat 6: allotted to");
      assertThat(page.locator("#problem li").count()).isEqualTo(2);
      selects(page, seats - 2 + " seats selected");
      assertThat(stadium.seatsOf(event, north)).isEmpty();
      browser.screenshot("map-conflict");
      browser.assertAccessible();
      page.click("#allot");
      page.waitForFunction(
          "() => document.getElementById('told').textContent.includes('allotted to')");
      assertThat(stadium.seatsOf(event, north)).hasSize(seats - 2);
    }
  }

  @Test
  void the_whole_task_is_done_with_the_keyboard_alone() {
    long event = event(5_000);
    try (var browser = Browser.of(organizer)) {
      Page page = map(browser, event);
      tabTo(page, "seller");
      page.keyboard().press("End"); // The last seller of the list.
      tabTo(page, "grid-block");
      page.keyboard().press("ArrowDown"); // The second block.
      tabTo(page, "gridcell");
      press(page, "ArrowDown", "ArrowRight", "Space");
      press(page, "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowDown");
      press(
          page, "End", "Space", "ArrowUp", "Home", "Home", "Space"); // On the row's name: the row.
      press(page, "Control+z");
      page.waitForTimeout(400);
      int first =
          (int)
              page.evaluate(
                  "() => document.getElementById('map-screen').map.model.blocks[1].first");
      int row =
          (int)
              page.evaluate(
                  "() => { const { model } = document.getElementById('map-screen').map; return model.rowFirst[model.blocks[1].firstRow + 1]; }");
      int next =
          (int)
              page.evaluate(
                  "() => { const { model } = document.getElementById('map-screen').map; return model.rowFirst[model.blocks[1].firstRow + 2]; }");
      selects(page, "7 seats selected");
      assertThat(page.locator("[role=gridcell][aria-selected=true]").count()).isEqualTo(7);
      tabBackTo(page, "allot");
      page.keyboard().press("Enter");
      page.waitForFunction(
          "() => document.getElementById('told').textContent.includes('allotted to')");
      String chosen =
          String.valueOf(page.evaluate("() => document.getElementById('seller').value"));
      Person seller = chosen.equals(String.valueOf(north.party())) ? north : south;
      assertThat(first).isLessThan(row);
      int length =
          (int)
                  page.evaluate(
                      "() => { const { model } = document.getElementById('map-screen').map; return model.rowFirst[model.blocks[1].firstRow + 3]; }")
              - next;
      assertThat(stadium.seatsOf(event, seller))
          .containsExactlyElementsOf(
              List.of(row + 1, row + 2, row + 3, next + 1, next + 2, next + 3, next + length - 1));
      browser.screenshot("map-keyboard");
      browser.assertAccessible();
    }
  }

  /** Waits until the count of selected seats begins so: it is told a few times a second only. */
  private static void selects(Page page, String count) {
    page.waitForFunction(
        "(count) => document.getElementById('selected').textContent.startsWith(count)", count);
  }

  private static void press(Page page, String... keys) {
    for (String key : keys) {
      page.keyboard().press(key);
    }
  }

  /** Presses Tab until the focus is on an id or a role. */
  private static void tabTo(Page page, String where) {
    tab(page, "Tab", where);
  }

  private static void tabBackTo(Page page, String where) {
    tab(page, "Shift+Tab", where);
  }

  private static void tab(Page page, String key, String where) {
    for (int i = 0; i < 60; i++) {
      page.keyboard().press(key);
      Object at =
          page.evaluate(
              "() => [document.activeElement.id, document.activeElement.getAttribute('role')]");
      if (((List<?>) at).contains(where)) {
        return;
      }
    }
    throw new AssertionError("no way to " + where + " with " + key);
  }

  @Test
  void a_seller_sees_its_own_seats_and_the_others_only_as_not_available() {
    long event = event(1_000);
    String cells = "{\"by\":\"cells\",\"seller\":%d,\"cells\":[[%d,10]]}";
    stadium.allot(organizer, event, cells.formatted(north.party(), 0)).statusCode(200);
    stadium.allot(organizer, event, cells.formatted(south.party(), 10)).statusCode(200);
    try (var browser = Browser.of(north)) {
      Page page = map(browser, event);
      assertThat(page.locator("#allot").count()).isZero();
      page.waitForTimeout(300);
      assertThat(page.textContent("#allotted")).isEqualTo("10 allotted");
      assertThat(page.locator("#sellers li").count()).isEqualTo(1);
      assertThat(
              page.evaluate(
                  "() => { const { model } = document.getElementById('map-screen').map; return [model.stateName(0).startsWith('allotted'), model.stateName(12), model.allottee[12]]; }"))
          .isEqualTo(List.of(true, "not available", 0));
      browser.assertAccessible();
    }
    stadium.get(people.seller(), "/events/" + event + "/map/seats").statusCode(404);
  }
}
