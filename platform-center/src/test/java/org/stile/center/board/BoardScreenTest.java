package org.stile.center.board;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ReducedMotion;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stile.center.board.Matchday.Evening;
import org.stile.center.broker.GateName;
import org.stile.center.db.Database;
import org.stile.center.ingest.Turnstiles;
import org.stile.center.testing.Browser;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.TestClock;

@CenterTest
class BoardScreenTest {
  private static final HasTextOptions IN_TIME = new HasTextOptions().setTimeout(30_000);

  @Inject Matchday matchday;
  @Inject Turnstiles turnstiles;
  @Inject Database database;
  @Inject TestClock clock;

  @AfterEach
  void showMachineTime() {
    clock.showMachineTime();
  }

  @Test
  void an_admission_shows_on_an_open_page_and_without_scripts_after_loading_again() {
    Evening evening = matchday.evening(900);
    matchday.admitted(evening, 0, 0, 40);
    try (var plain = Browser.withoutScripts(evening.manager());
        var browser = Browser.of(evening.manager())) {
      plain.open("/boards").getByText("Match").first().click();
      assertThat(plain.page().locator("#summary")).hasText("40 confirmed");
      Page page = live(browser, evening);
      matchday.admitted(evening, 1, 40, 12);
      assertThat(page.locator("#summary")).hasText("52 confirmed", IN_TIME);
      assertThat(row(page, evening, 1).locator("[data-f=admitted]")).hasText("12");
      plain.open(evening.path());
      // What the scripts write is what the server writes.
      for (String part :
          List.of("#summary", "#hours", "#forecast", "#inside", "#percent", "#types")) {
        assertThat(plain.page().locator(part)).hasText(page.locator(part).textContent());
      }
      assertThat(words(row(plain.page(), evening, 1))).isEqualTo(words(row(page, evening, 1)));
      assertThat(plain.page().locator("tr[data-zone] td").allTextContents())
          .isEqualTo(page.locator("tr[data-zone] td").allTextContents());
      browser.assertAccessible();
      // Whoever has no other page of events goes from here to what it came to, and back.
      plain.page().getByText("Settlement").click();
      assertThat(plain.page().locator("h1")).containsText("Settlement of Match");
      plain.page().getByText("Live board", new Page.GetByTextOptions().setExact(true)).click();
      assertThat(plain.page().locator("#summary")).hasText("52 confirmed");
    }
  }

  @Test
  void gates_that_are_not_live_keep_their_numbers_marked_by_shape_and_word() {
    Evening evening = matchday.evening(900);
    for (int gate = 0; gate < 4; gate++) {
      matchday.admitted(evening, gate, 100 * gate, 30);
    }
    try (var browser = Browser.of(evening.manager())) {
      Page page = live(browser, evening);
      assertThat(page.locator("#summary")).hasText("120 confirmed");
      turnstiles.cut(evening.gate(0));
      state(page, evening, 0, "offline");
      clock.advance(Duration.ofSeconds(50));
      turnstiles.health(evening.gate(2), Duration.ofMinutes(210));
      turnstiles.health(evening.gate(3), Duration.ZERO);
      int last = evening.ground().gates().size() - 1;
      for (int gate = 5; gate < last; gate++) {
        matchday.crowd(evening, gate, 380 + 18 * gate, 18);
      }
      trouble(evening);
      state(page, evening, 1, "delayed");
      state(page, evening, 2, "clock suspect");
      state(page, evening, 3, "live");
      state(page, evening, 4, "never seen");
      assertThat(page.locator("#summary"))
          .hasText(
              Pattern.compile(
                  (120 + 18 * (last - 5))
                      + " confirmed \\+ up to \\d+ unknown"
                      + " \\(1 gate offline, 1 gate delayed\\)"));
      for (int gate : new int[] {0, 1}) {
        assertThat(row(page, evening, gate).locator("[data-f=admitted]"))
            .hasText(Pattern.compile("30 \\+ up to \\d+"));
        assertThat(row(page, evening, gate).locator("[data-f=age]"))
            .hasText(Pattern.compile("as of \\d\\d:\\d\\d:\\d\\d, \\d+ (s|min) ago"));
      }
      assertThat(row(page, evening, 2).locator("[data-f=remarks]")).hasText("clock 3 h fast.");
      assertThat(row(page, evening, 2).locator("[data-f=rate-1]")).hasText("?");
      // It reports, and does not admit: green would be a lie.
      assertThat(row(page, evening, 7).locator("[data-f=word]")).hasText("live");
      assertThat(row(page, evening, 7).locator("[data-f=remarks]"))
          .hasText(
              Pattern.compile(
                  "out of order since \\d\\d:\\d\\d: reader does not answer\\. hot: 81 °C\\."
                      + " reader failed 3 times so far\\."));
      assertThat(row(page, evening, 7)).hasAttribute("data-attention", "");
      assertThat(row(page, evening, 8)).not().hasAttribute("data-attention", "");
      // Zones that a silent gate leads to say so too, with the same bound at most.
      assertThat(page.locator("tr[data-zone][data-silent]").first().locator("[data-f=admitted]"))
          .hasText(Pattern.compile("\\d+ \\+ up to \\d+"));
      assertThat(page.locator("tr[data-zone]:not([data-silent])").first()).isVisible();
      assertThat(page.locator("#inside-less")).isVisible();
      assertThat(page.locator("#top-attention"))
          .hasText(page.locator("#attention").textContent() + " of " + (last + 1));
      assertThat(page.locator("#refused tr").filter(containing("Wrong gate"))).containsText("5");
      assertThat(page.locator("#exceptions tr")).hasText("Forced1");
      String hatched =
          (String) row(page, evening, 0).evaluate("row => getComputedStyle(row).backgroundImage");
      assertThat(hatched).contains("repeating-linear-gradient");
      assertThat(row(page, evening, 0).locator("use")).hasAttribute("href", "#sign-OFFLINE");
      // Told once, gathered, to who listens: not each number.
      assertThat(page.locator("#said")).containsText("offline");
      browser.assertAccessible();
      browser.screenshot("board-states");
      clock.advance(Duration.ofSeconds(80));
      turnstiles.greet(evening.gate(0));
      state(page, evening, 0, "live");
      state(page, evening, 1, "offline");
    }
  }

  @Test
  void the_page_says_when_its_own_stream_died_and_heals() throws IOException {
    Evening evening = matchday.evening(900);
    matchday.admitted(evening, 0, 0, 25);
    try (var wire = new Wire(RestAssured.port);
        var browser = Browser.of(evening.manager())) {
      Page page = browser.page();
      page.clock().install(); // So that its patience with a silent center can be cut short.
      page.navigate("http://localhost:" + wire.port() + evening.path());
      assertThat(page.locator("#stream-sign")).hasText("Live", IN_TIME);
      wire.cut();
      assertThat(page.locator("#dead")).containsText("The connection to the center broke.");
      assertThat(page.locator("#stream-sign")).hasText("Not live");
      assertThat(page.locator("body")).hasClass("dead");
      assertThat(page.locator("#summary")).hasText("25 confirmed"); // Never zero.
      browser.assertAccessible();
      browser.screenshot("board-dead");
      matchday.admitted(evening, 0, 25, 5);
      wire.heal();
      assertThat(page.locator("#summary")).hasText("30 confirmed", IN_TIME);
      assertThat(page.locator("#stream-sign")).hasText("Live");
      assertThat(page.locator("#dead")).isHidden();
      wire.silence();
      page.clock().fastForward(15_000);
      assertThat(page.locator("#dead"))
          .containsText(
              "has not said anything",
              new com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions()
                  .setTimeout(30_000));
    }
  }

  @Test
  void signing_out_ends_the_stream_and_the_page_says_so() {
    Evening evening = matchday.evening(900);
    try (var browser = Browser.of(evening.manager())) {
      Page page = live(browser, evening);
      database.change(
          handle ->
              handle.execute(
                  "DELETE FROM session WHERE account_id = ?", evening.manager().account()));
      clock.advance(Duration.ofSeconds(10)); // Who called is remembered for three seconds.
      assertThat(page.locator("#dead"))
          .containsText(
              "Your session has ended",
              new com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions()
                  .setTimeout(30_000));
      assertThat(page.locator("#dead a")).hasText("Go on");
    }
  }

  @Test
  void an_incident_is_acknowledged_by_keyboard_and_open_again_when_it_comes_again() {
    Evening evening = matchday.evening(900);
    matchday.admitted(evening, 0, 0, 3);
    try (var browser = Browser.of(evening.manager())) {
      Page page = live(browser, evening);
      matchday.admitted(evening, 1, 1, 1); // Ticket 1 walked in at the other gate too.
      assertThat(page.locator("#open-incidents")).hasText("1", IN_TIME);
      assertThat(page.locator("#incidents-new")).isVisible();
      assertThat(page.locator("#doubled")).hasText("1");
      page = live(browser, evening);
      assertThat(page.locator("#incidents")).containsText("Double admission");
      page.getByLabel("What was found").focus();
      page.keyboard().type("Twins, both with a ticket");
      page.keyboard().press("Enter");
      assertThat(page.locator("#open-incidents")).hasText("0");
      assertThat(page.locator("#incidents")).containsText("Twins, both with a ticket");
      assertThat(page.getByText("Acknowledge", new Page.GetByTextOptions().setExact(true)))
          .hasCount(0);
      browser.assertAccessible();
      assertThat(audited(evening)).isEqualTo(1);
      database.change(
          handle ->
              handle.execute(
                  "UPDATE gate_incident SET times = times + 1 WHERE event_id = ?",
                  evening.event()));
      assertThat(page.locator("#open-incidents")).hasText("1", IN_TIME);
    }
  }

  @Test
  void the_board_works_on_a_phone_without_motion_and_by_keyboard() {
    Evening evening = matchday.evening(900);
    matchday.admitted(evening, 0, 0, 40);
    matchday.admitted(evening, 1, 40, 30);
    turnstiles.cut(evening.gate(1));
    try (var browser = Browser.of(evening.manager())) {
      Page page = browser.page();
      page.setViewportSize(390, 844);
      page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
      live(browser, evening);
      int wide = (int) page.evaluate("document.documentElement.scrollWidth");
      assertThat(wide).isLessThanOrEqualTo(390);
      page.getByRole(AriaRole.CHECKBOX).focus();
      page.keyboard().press("Space");
      assertThat(row(page, evening, 0)).isHidden();
      assertThat(row(page, evening, 1)).isVisible();
      String motion =
          (String)
              page.locator("#summary")
                  .evaluate(
                      "e => { e.classList.add('bump'); return getComputedStyle(e).animationName }");
      assertThat(motion).isEqualTo("none");
      browser.assertAccessible();
      browser.screenshot("board-phone");
    }
  }

  private static Page live(Browser browser, Evening evening) {
    Page page = browser.open(evening.path());
    assertThat(page.locator("#stream-sign")).hasText("Live", IN_TIME);
    return page;
  }

  private static void state(Page page, Evening evening, int gate, String state) {
    assertThat(row(page, evening, gate).locator("[data-f=word]")).hasText(state, IN_TIME);
  }

  /** What happens at gates beside admissions. */
  private void trouble(Evening evening) {
    Instant now = clock.instant();
    GateName gate = evening.gate(7);
    for (int i = 0; i < 9; i++) {
      String code = List.of("WRONG_GATE", "ALREADY_INSIDE", "WRONG_GATE", "REVOKED").get(i % 4);
      turnstiles.refuse(gate, evening.event(), 5, code, now);
    }
    turnstiles.note(gate, "FORCED", now);
    turnstiles.note(gate, "STARTED", now); // No exception.
    turnstiles.note(gate, "READER-FAILED", now);
    turnstiles.send(gate);
    turnstiles.health(gate, Duration.ZERO, 3, 8L << 30, 81, false, true);
  }

  private long audited(Evening evening) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT count(*) FROM audit
                    WHERE action = 'incident.acknowledge' AND subject = :event
                    """)
                .bind("event", "event:" + evening.event())
                .mapTo(long.class)
                .one());
  }

  private static Locator.FilterOptions containing(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  private static List<String> words(Locator row) {
    return row.locator("td:not([data-f=state])").allTextContents();
  }

  private static Locator row(Page page, Evening evening, int gate) {
    return page.locator("tr[data-gate=" + evening.gate(gate).gate().value() + "]");
  }
}
