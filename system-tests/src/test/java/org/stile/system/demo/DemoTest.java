package org.stile.system.demo;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasClassOptions;
import com.microsoft.playwright.options.AriaRole;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.stile.simulator.ground.Evening;
import org.stile.simulator.ground.Ground;
import org.stile.simulator.ground.Household;
import org.stile.simulator.ground.Opening;
import org.stile.simulator.ground.Programs;
import org.stile.simulator.ground.Show;
import org.stile.simulator.ground.Steps;
import org.stile.simulator.page.Broadcast;
import org.stile.simulator.page.PageServer;

/**
 * The demo as it ships: center, venue unit and three gates as processes, the unattended evening,
 * and the page in a browser. One start for all, since that takes longest; the tests follow each
 * other.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemoTest {
  private static final List<String> WCAG_22_AA =
      List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

  /** For what takes as long as a network does, on a machine that is busy. */
  private static final double PATIENCE_MS = 90_000;

  @TempDir(cleanup = CleanupMode.ALWAYS)
  static Path folder;

  private static final Broadcast broadcast = new Broadcast();
  private static final Steps steps = new Steps(line -> {}, broadcast::changed);
  private static final List<String> complaints = new ArrayList<>();
  private static Household household;
  private static Show show;
  private static PageServer server;
  private static Ground ground;
  private static Playwright playwright;
  private static Browser chromium;
  private static Page page;

  @BeforeAll
  static void open() throws Exception {
    household = Household.in(folder);
    show = new Show(household, steps, () -> {});
    broadcast.of(show::state);
    server = new PageServer(show, broadcast, 0);
    var pace = new Opening.Pace(Duration.ofMillis(20), Duration.ZERO, Duration.ZERO, false);
    var setting =
        new Opening.Setting(
            household,
            Programs.ofThisBuild(),
            pace,
            InstantSource.system(),
            new SecureRandom(),
            broadcast::changed);
    browse();
    assertThat(page.getByText("The ground opens")).isVisible();
    ground = new Opening(setting, steps).open();
    show.open(ground);
    broadcast.changed();
  }

  private static void browse() {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    chromium =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of("/usr/bin/chromium"))
                    .setArgs(List.of("--no-sandbox", "--disable-gpu")));
    BrowserContext context =
        chromium.newContext(new Browser.NewContextOptions().setViewportSize(1440, 1000));
    page = context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.onPageError(complaints::add);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") && !message.text().startsWith("Failed to load")) {
            complaints.add(message.text());
          }
        });
    page.navigate(server.address().toString());
  }

  @AfterAll
  static void close() throws Exception {
    if (chromium != null) {
      chromium.close();
      playwright.close();
    }
    if (ground != null) {
      ground.close();
    }
    server.close();
    household.close();
    assertThat(complaints).as("errors on the browser's console").isEmpty();
  }

  @Test
  @Order(1)
  void the_unattended_evening_comes_out_as_it_must() throws Exception {
    var said = new StringWriter();
    boolean right = new Evening(ground, new PrintWriter(said, true)).play();
    assertThat(right).as(said.toString()).isTrue();
    assertThat(said.toString())
        .contains("R09-ALREADY-INSIDE", "R02-FORGED", "C04-PULLED-AWAY", "R04-REVOKED")
        .contains("unknown", " 0 wrong.")
        .doesNotContain("WRONG ");
  }

  @Test
  @Order(2)
  void a_chip_is_taken_and_held_to_a_gate_by_keyboard_alone() {
    assertThat(page.locator("#gate-n1 .panel")).isVisible();
    page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName("Anna").setExact(true))
        .focus();
    page.keyboard().press("ArrowRight");
    page.keyboard().press("ArrowLeft");
    Locator tap = button("Hold Anna’s chip to gate N1");
    tap.focus();
    page.keyboard().press("Enter");
    assertThat(page.getByRole(AriaRole.STATUS))
        .containsText("Anna at n1: Already inside (R09-ALREADY-INSIDE)", patient());
    assertThat(page.locator("#gate-n1 .taps li").first()).containsText("R09-ALREADY-INSIDE");
  }

  @Test
  @Order(3)
  void what_is_cut_off_goes_on_the_boards_say_what_they_do_not_know_and_all_heals() {
    cutSilently();
    Locator cable = toggle("Network cable of gate N2");
    Locator line = toggle("The venue’s internet line");
    cable.click();
    center().getByText("Cut the line silently").click();
    assertThat(line).hasText("Internet line: DOWN, silently");
    assertThat(center().getByText("Cut the line silently")).isDisabled();
    assertThat(page.locator("#gate-n2 .cable-text")).hasText("Network cable: PULLED");
    Map<String, Long> before = walked();
    before.keySet().forEach(gate -> button("Send 10 visitors, gate " + gate).click());
    assertThat(row("venue", "N2")).hasClass(Pattern.compile("OFFLINE"), classPatiently());
    assertThat(venue().locator(".summary")).containsText("unknown", patient());
    Map<String, Long> came = awaitQueues(before);
    long alone = came.get("N1");
    notHeardOf(center(), alone + came.get("N2") + came.get("S1"));
    notHeardOf(venue(), alone + came.get("N2"));
    assertThat(page.locator("#truth")).containsText("wait at gates that are cut off");
    accessible();
    cable.click();
    line.click();
    notHeardOf(venue(), alone);
    notHeardOf(center(), alone);
    assertThat(row("venue", "N2")).hasClass(Pattern.compile("LIVE"), classPatiently());
    assertThat(line).hasText("Internet line: up");
  }

  private static void notHeardOf(Locator board, long visitors) {
    assertThat(board.locator(".agrees"))
        .containsText(visitors + " let in that it has not heard of", patient());
  }

  /** Who walked in at each gate, as its card on the page says. */
  private static Map<String, Long> walked() {
    var walked = new TreeMap<String, Long>();
    for (String gate : List.of("N1", "N2", "S1")) {
      String rows = page.locator("#gate-" + gate.toLowerCase(Locale.ROOT) + " .rows").textContent();
      walked.put(gate, Long.parseLong(rows.replaceFirst(".*: (\\d+) let in.*", "$1")));
    }
    return walked;
  }

  /**
   * Waits until all who were sent have come; how many walked in at each gate: on a busy machine
   * somebody may have stood before an arm for too long.
   */
  private static Map<String, Long> awaitQueues(Map<String, Long> before) {
    for (String gate : before.keySet()) {
      page.waitForCondition(() -> walked().get(gate) > before.get(gate));
      assertThat(button("Send 10 visitors, gate " + gate)).isVisible(visiblePatiently());
    }
    Map<String, Long> came = walked();
    came.replaceAll((gate, count) -> count - before.get(gate));
    return came;
  }

  private static void cutSilently() {
    page.locator("#gate-n1 details summary").click();
    page.locator("#gate-n1").getByText("Cut the cable silently").click();
    assertThat(page.locator("#gate-n1 .cable-text")).hasText("Network cable: CUT silently");
  }

  /** Since the last test began: nobody was told, so the boards find out by silence. */
  @Test
  @Order(4)
  void a_cable_that_was_cut_silently_is_noticed_and_what_waited_comes_when_it_is_whole() {
    assertThat(row("venue", "N1")).hasClass(Pattern.compile("DELAYED|OFFLINE"), classPatiently());
    assertThat(row("venue", "N1").locator(".number")).hasClass(Pattern.compile("stale"));
    assertThat(venue().locator(".summary")).containsText("unknown", patient());
    accessible();
    toggle("Network cable of gate N1").click();
    for (Locator board : List.of(venue(), center())) {
      assertThat(board.locator(".agrees")).containsText("✓", patient());
    }
    assertThat(row("venue", "N1")).hasClass(Pattern.compile("LIVE"), classPatiently());
  }

  @Test
  @Order(5)
  void an_entry_that_was_walked_twice_is_named_on_both_boards() {
    for (String board : List.of("venue", "center")) {
      assertThat(page.locator(".board." + board + " .incidents"))
          .containsText("double admission", patient());
    }
  }

  @Test
  @Order(6)
  void one_click_leads_to_each_live_board_signed_in_and_neither_ends_the_other() {
    Page unit = opened("Open the live board of the venue’s unit");
    Page center = opened("Open the live board of the center");
    for (Page board : List.of(unit, center)) {
      board.reload();
      assertThat(board.locator("h1")).containsText("Cup Final");
      assertThat(board.locator("#summary")).containsText("confirmed", patient());
    }
    Page register = opened("The ticket register");
    assertThat(register.locator("h1")).containsText("Ticket register");
    List.of(unit, center, register).forEach(Page::close);
  }

  private static Page opened(String link) {
    Page opened =
        page.waitForPopup(
            () ->
                page.getByRole(
                        AriaRole.LINK, new Page.GetByRoleOptions().setName(link).setExact(true))
                    .click());
    opened.setDefaultTimeout(PATIENCE_MS);
    return opened;
  }

  @Test
  @Order(7)
  void a_board_that_does_not_answer_is_marked_keeps_its_numbers_and_heals() throws Exception {
    ProcessHandle unit =
        ProcessHandle.current()
            .descendants()
            .filter(DemoTest::isUnit)
            .findFirst()
            .orElseThrow(() -> new AssertionError("no process is the venue's unit"));
    String before = venue().locator(".summary").textContent();
    signal("-STOP", unit);
    try {
      assertThat(venue().locator(".silence")).containsText("does not answer", patient());
      assertThat(venue()).hasClass(Pattern.compile("silent"));
      assertThat(venue().locator(".summary")).hasText(before);
      assertThat(center()).not().hasClass(Pattern.compile("silent"));
      accessible();
    } finally {
      signal("-CONT", unit);
    }
    assertThat(venue()).not().hasClass(Pattern.compile("silent"), classPatiently());
  }

  private static boolean isUnit(ProcessHandle process) {
    return process
        .info()
        .arguments()
        .filter(all -> all.length > 0 && all[all.length - 1].equals("venue"))
        .isPresent();
  }

  private static void signal(String name, ProcessHandle process) throws Exception {
    assertThat(new ProcessBuilder("kill", name, "" + process.pid()).start().waitFor()).isZero();
  }

  @Test
  @Order(8)
  void a_gate_without_power_comes_back_and_another_language_is_shown() {
    page.locator("#gate-s1 details summary").click();
    page.locator("#gate-s1").getByText("Cut the power").click();
    assertThat(page.locator("#gate-s1 .panel.IDLE")).isVisible(visiblePatiently());
    page.getByLabel("Panel language of gate S1").selectOption("ja");
    assertThat(page.locator("#gate-s1 .panel .head")).hasText("チケットをかざしてください", textPatiently());
    accessible();
  }

  @Test
  @Order(9)
  void when_the_stream_dies_the_page_says_that_all_it_shows_is_old() throws Exception {
    var hangs = new CountDownLatch(1);
    var states = new CountDownLatch(1);
    broadcast.of(
        () -> {
          states.countDown();
          awaitQuietly(hangs);
          return show.state();
        });
    states.await();
    assertThat(page.locator("#stream")).containsText("all you see is old", patient());
    assertThat(page.locator("body.old")).hasCount(1);
    accessible();
    hangs.countDown();
    assertThat(page.locator("#stream")).containsText("live", patient());
    broadcast.of(show::state);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  @Order(10)
  void it_fits_a_phone_and_says_so_when_the_demo_ends() {
    page.setViewportSize(390, 844);
    assertThat((Boolean) page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
        .isTrue();
    accessible();
    server.close();
    assertThat(page.getByText("The demo has ended")).isVisible(visiblePatiently());
  }

  private static Locator venue() {
    return page.locator(".board.venue");
  }

  private static Locator center() {
    return page.locator(".board.center");
  }

  /** A gate's line on a board. */
  private static Locator row(String board, String gate) {
    return page.locator(".board." + board + " tbody tr")
        .filter(new Locator.FilterOptions().setHasText(gate));
  }

  private static Locator toggle(String name) {
    return page.getByRole(AriaRole.SWITCH, new Page.GetByRoleOptions().setName(name));
  }

  private static Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static ContainsTextOptions patient() {
    return new ContainsTextOptions().setTimeout(PATIENCE_MS);
  }

  private static HasClassOptions classPatiently() {
    return new HasClassOptions().setTimeout(PATIENCE_MS);
  }

  private static com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions
      visiblePatiently() {
    return new com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions()
        .setTimeout(PATIENCE_MS);
  }

  private static com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions
      textPatiently() {
    return new com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions()
        .setTimeout(PATIENCE_MS);
  }

  private static void accessible() {
    var violations = new AxeBuilder(page).withTags(WCAG_22_AA).analyze().getViolations();
    assertThat(violations.stream().map(each -> each.getId() + ": " + each.getHelp()).toList())
        .isEmpty();
  }
}
