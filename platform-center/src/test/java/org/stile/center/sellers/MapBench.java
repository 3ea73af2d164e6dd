package org.stile.center.sellers;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stile.center.testing.Browser;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.center.testing.People.Person;

/**
 * Script time per frame of the map under real pointer drags, first paint, and allotting 80 000
 * seats at once. Not part of the build, for a busy machine would decide it: {@code
 * -Dtest=MapBench}. Budgets: 8 ms a frame, first paint 1 s.
 */
@CenterTest
class MapBench {
  private static final double FRAME_BUDGET_MS = 8;
  private static final int DRAGS = 120;

  @Inject People people;
  @Inject Stadium stadium;

  @Test
  void frames() {
    Person organizer = people.organizer();
    Person seller = people.seller();
    long event = stadium.event(organizer, 80_000);
    stadium.handles(organizer, event, seller);
    try (var browser = Browser.of(organizer)) {
      Page page = open(browser, event);
      double worst = 0;
      page.click("text=Move map");
      worst = Math.max(worst, drags(page, "pan, all 80 000 in sight"));
      zoom(page, 7);
      worst = Math.max(worst, drags(page, "pan, 7 pixels a seat"));
      zoom(page, 20);
      worst = Math.max(worst, drags(page, "pan, 20 pixels a seat, numbered"));
      page.click("#fit");
      page.click("#bar >> text=Rectangle");
      worst = Math.max(worst, drags(page, "rectangle over 80 000"));
      page.click("#bar >> text=Lasso");
      worst = Math.max(worst, drags(page, "lasso over 80 000"));
      assertThat(worst)
          .as("worst median, ms of script a frame")
          .isLessThanOrEqualTo(FRAME_BUDGET_MS);
    }
  }

  @Test
  void first_paint() {
    Person organizer = people.organizer();
    long event = stadium.event(organizer, 100_000);
    try (var browser = Browser.of(organizer)) {
      for (int i = 0; i < 5; i++) {
        Page page = open(browser, event);
        Object marks =
            page.evaluate(
                "() => ['map-painted', 'map-ready'].map((m) =>"
                    + " Math.round(performance.getEntriesByName(m)[0].startTime))");
        System.out.println(
            "100 000 seats, ms from navigation to map painted, states shown: " + marks);
      }
    }
  }

  @Test
  void allotting() {
    Person organizer = people.organizer();
    Person seller = people.seller();
    long event = stadium.event(organizer, 80_000);
    stadium.handles(organizer, event, seller);
    String body =
        "{\"by\":\"cells\",\"seller\":%d,\"cells\":[[0,80000]]}".formatted(seller.party());
    String back = "{\"what\":\"all\",\"seller\":%d}".formatted(seller.party());
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      stadium.allot(organizer, event, body).statusCode(200);
      long middle = System.nanoTime();
      stadium.withdraw(organizer, event, back).statusCode(200);
      long end = System.nanoTime();
      stadium.get(organizer, "/events/" + event + "/map/seats").statusCode(200);
      System.out.printf(
          "80 000 seats: allotted in %d ms, taken back in %d ms, states read in %d ms%n",
          (middle - start) / 1_000_000,
          (end - middle) / 1_000_000,
          (System.nanoTime() - end) / 1_000_000);
    }
  }

  private static Page open(Browser browser, long event) {
    browser.page().setViewportSize(1960, 1120);
    Page page = browser.open("/events/" + event + "/map");
    page.waitForSelector("#map-screen[data-ready]");
    page.evaluate(
        """
        () => {
          const { view, selection } = document.getElementById("map-screen").map;
          window.times = [];
          window.intervals = [];
          let other = 0, last = 0;
          const preview = selection.preview.bind(selection);
          selection.preview = (mark, mode) => {
            const from = performance.now();
            preview(mark, mode);
            other += performance.now() - from;
          };
          const frame = view.frame.bind(view);
          view.frame = () => {
            const from = performance.now();
            frame();
            window.times.push(performance.now() - from + other);
            if (last) window.intervals.push(from - last);
            last = from;
            other = 0;
          };
        }
        """);
    return page;
  }

  private static void zoom(Page page, int cell) {
    page.evaluate(
        "(cell) => { const { view, model } = document.getElementById('map-screen').map;"
            + " const seat = 20000; view.scale = cell / model.pitch; view.reveal(seat); }",
        cell);
    page.waitForTimeout(200);
  }

  /** The median of script milliseconds a frame. */
  private static double drags(Page page, String what) {
    BoundingBox box = page.locator("#map").boundingBox();
    double x = box.x + box.width / 2;
    double y = box.y + box.height / 2;
    page.evaluate("() => { window.times.length = 0; window.intervals.length = 0; }");
    page.mouse().move(x, y);
    page.mouse().down();
    for (int i = 1; i <= DRAGS; i++) {
      double angle = i * 2 * Math.PI / DRAGS;
      double far = Math.min(box.width, box.height) * 0.45;
      page.mouse().move(x + Math.sin(angle) * far, y + (1 - Math.cos(angle)) * far * 0.5);
    }
    page.mouse().up();
    @SuppressWarnings("unchecked")
    var figures =
        (List<Number>)
            page.evaluate(
                """
                () => {
                  const at = (list, share) => {
                    const sorted = list.slice().sort((a, b) => a - b);
                    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
                  };
                  return [times.length, at(times, 0.5), at(times, 0.95), at(intervals, 0.5)];
                }
                """);
    System.out.printf(
        "%-34s %3d frames, script median %.1f ms, p95 %.1f ms; frame every %.1f ms (median)%n",
        what,
        figures.get(0).intValue(),
        figures.get(1).doubleValue(),
        figures.get(2).doubleValue(),
        figures.get(3).doubleValue());
    return figures.get(1).doubleValue();
  }
}
