package org.stile.center.board;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stile.center.board.Matchday.Evening;
import org.stile.center.db.Database;
import org.stile.center.ingest.Turnstiles;
import org.stile.center.testing.Browser;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.TestClock;
import org.stile.core.Bytes;

/** What the board says of the venue's unit, and at the unit of its way to the center. */
@CenterTest
class UnitScreenTest {
  private static final HasTextOptions IN_TIME = new HasTextOptions().setTimeout(30_000);
  private static final Bytes BOOT = Bytes.hex("101112131415161718191a1b1c1d1e1f");
  private static final Bytes NEXT = Bytes.hex("202122232425262728292a2b2c2d2e2f");

  @Inject Matchday matchday;
  @Inject Turnstiles turnstiles;
  @Inject Database database;
  @Inject TestClock clock;

  @AfterEach
  void showMachineTime() {
    clock.showMachineTime();
  }

  private void unit(Evening evening, Bytes bootId, int gates, long waiting, Instant since) {
    turnstiles.unit(
        evening.ground().venue(),
        bootId,
        evening.ground().gates().subList(0, gates),
        waiting,
        since);
  }

  @Test
  void a_unit_that_dies_takes_what_is_known_through_it_with_it_and_brings_it_back() {
    Evening evening = matchday.evening(900);
    for (int gate = 0; gate < 3; gate++) {
      matchday.admitted(evening, gate, 100 * gate, 30);
    }
    unit(evening, BOOT, 2, 0, clock.instant());
    try (var browser = Browser.of(evening.manager())) {
      Page page = browser.open(evening.path());
      assertThat(page.locator("#stream-sign")).hasText("Live", IN_TIME);
      assertThat(page.locator("#unit")).hasText(says("Venue's unit: live Speaks for 2 gates\\."));
      clock.advance(Duration.ofSeconds(16));
      unit(evening, BOOT, 2, 1_204, clock.instant().minusSeconds(16));
      assertThat(page.locator("#unit"))
          .hasText(
              says("Venue's unit: delayed .*1.204 rows wait there since .*, it said\\."), IN_TIME);
      turnstiles.unitGone(evening.ground().venue(), BOOT);
      assertThat(page.locator("#unit"))
          .hasText(
              says("Venue's unit: offline .*What 2 gates did since is not known here.*"), IN_TIME);
      turnstiles.health(evening.gate(2), Duration.ZERO); // However long it took.
      for (int gate = 0; gate < 3; gate++) {
        assertThat(word(page, evening, gate)).hasText(gate < 2 ? "offline" : "live", IN_TIME);
      }
      assertThat(page.locator("#summary"))
          .hasText(Pattern.compile("90 confirmed \\+ up to \\d+ unknown \\(2 gates offline\\)"));
      assertThat(page.locator("#said")).containsText("The venue's unit offline", inTime());
      // What the scripts wrote is what the server writes.
      String written = page.locator("#unit").textContent();
      try (var plain = Browser.withoutScripts(evening.manager())) {
        assertThat(plain.open(evening.path()).locator("#unit")).hasText(written);
      }
      browser.assertAccessible();
      browser.screenshot("board-unit-dead");
      unit(evening, NEXT, 2, 0, clock.instant());
      turnstiles.health(evening.gate(0), Duration.ZERO);
      assertThat(page.locator("#unit")).hasText(says("Venue's unit: live .*"), IN_TIME);
      assertThat(word(page, evening, 0)).hasText("live", IN_TIME);
    }
  }

  @Test
  void at_the_unit_the_board_says_how_it_is_with_the_center_and_what_waits() {
    Evening evening = matchday.evening(900);
    matchday.admitted(evening, 0, 0, 40);
    beTheUnit(evening);
    atTheUnit(evening, true, Duration.ofSeconds(2), Duration.ofSeconds(2));
    forwarded(evening, 0);
    try (var browser = Browser.of(evening.manager())) {
      Page page = browser.page();
      page.setViewportSize(390, 844);
      page = browser.open(evening.path());
      assertThat(page.locator("#stream-sign")).hasText("Live", IN_TIME);
      assertThat(page.locator("#unit")).hasText(says("To the center: connected No row waits\\."));
      // It has no register, and does not say "not issued here" of what it cannot know.
      assertThat(page.locator("section[aria-labelledby=sellers-title]"))
          .containsText("Whose ticket came in is known at the center alone");
      assertThat(page.locator("#sellers tr")).hasText(new String[] {"Box office?900"});
      assertThat(page.locator("#types tr").first()).hasText("Standing8700");
      assertThat(page.locator("tr[data-zone='1'] [data-f=expected]"))
          .hasText(Pattern.compile("600 \\(\\d+ %\\)"));
      atTheUnit(evening, false, Duration.ofSeconds(40), Duration.ofSeconds(50));
      forwarded(evening, 30);
      assertThat(page.locator("#unit"))
          .hasText(
              says(
                  "To the center: cut Last heard at \\d\\d:\\d\\d:\\d\\d\\. 30 rows wait since"
                      + " \\d\\d:\\d\\d:\\d\\d\\. Masters and expected numbers are of"
                      + " \\d\\d:\\d\\d:\\d\\d\\."),
              IN_TIME);
      assertThat(page.locator("#summary")).hasText("40 confirmed"); // Here all is known.
      int wide = (int) page.evaluate("document.documentElement.scrollWidth");
      assertThat(wide).isLessThanOrEqualTo(390);
      browser.assertAccessible();
      browser.screenshot("board-unit-cut");
      atTheUnit(evening, true, Duration.ofSeconds(1), Duration.ofSeconds(1));
      clock.advance(Duration.ofSeconds(20));
      assertThat(page.locator("#unit"))
          .hasText(says("To the center: behind 30 rows wait since .*"), IN_TIME);
      forwarded(evening, 0);
      assertThat(page.locator("#unit"))
          .hasText(says("To the center: connected No row waits\\..*"), IN_TIME);
    }
  }

  @Test
  void a_venue_without_a_unit_says_nothing_of_one() {
    Evening evening = matchday.evening(900);
    try (var browser = Browser.of(evening.manager())) {
      Page page = browser.open(evening.path());
      assertThat(page.locator("#stream-sign")).hasText("Live", IN_TIME);
      assertThat(page.locator("#unit")).isHidden();
    }
  }

  /** A unit has no tickets, it is told how many there are. */
  private void beTheUnit(Evening evening) {
    database.change(
        handle ->
            handle.execute(
                "UPDATE event SET told_expected = 900, told_parts = CAST(? AS jsonb) WHERE id = ?",
                """
                {"issued": 950, "zones": [{"number": 1, "name": "", "expected": 600, "issued": 640}],
                 "seatTypes": [{"number": 0, "name": "Standing", "expected": 700}],
                 "sellers": [{"number": 5, "name": "Box office", "expected": 900}]}
                """,
                evening.event()));
  }

  /** As the unit's presence notes it. */
  private void atTheUnit(Evening evening, boolean online, Duration silence, Duration followed) {
    database.change(
        handle ->
            handle.execute(
                """
                INSERT INTO venue_unit (venue_id, online, last_contact, followed_at)
                VALUES (?, ?, ?, ?)
                ON CONFLICT (venue_id) DO UPDATE SET online = excluded.online,
                  last_contact = excluded.last_contact, followed_at = excluded.followed_at
                """,
                evening.ground().venue(),
                online,
                clock.instant().minus(silence),
                clock.instant().minus(followed)));
  }

  /** The center acknowledged all but the last rows. */
  private void forwarded(Evening evening, int but) {
    database.change(
        handle ->
            handle.execute(
                "UPDATE gate_log SET forwarded = high_water - ? WHERE venue_id = ? AND high_water > 0",
                but,
                evening.ground().venue()));
  }

  private static com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions
      inTime() {
    return new com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions()
        .setTimeout(30_000);
  }

  private static Pattern says(String text) {
    return Pattern.compile("^\\s*" + text.replace(" ", "\\s+") + "\\s*$");
  }

  private static Locator word(Page page, Evening evening, int gate) {
    return page.locator("tr[data-gate=" + evening.gate(gate).gate().value() + "] [data-f=word]");
  }
}
