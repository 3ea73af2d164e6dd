package org.stile.system.gate;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.stile.system.gate.Newcomer.download;
import static org.stile.system.gate.Newcomer.drag;
import static org.stile.system.gate.Newcomer.field;
import static org.stile.system.gate.Newcomer.follow;
import static org.stile.system.gate.Newcomer.picture;
import static org.stile.system.gate.Newcomer.press;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.simulator.chip.ChipFile;
import org.stile.simulator.chip.ComputeTimes;
import org.stile.simulator.chip.DesfireChip;
import org.stile.simulator.pn532.Pace;
import org.stile.simulator.pn532.ReaderListener;
import org.stile.simulator.pn532.SimulatedReader;
import org.stile.system.center.CenterProcess;

/**
 * docs/how-to/first-event.md, walked: a center that has just been started for the first time, a
 * browser, and the commands the pages name. Nobody types an id or a URL.
 */
class NewcomersWalkTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final String CHIP = "04A1B2C3D4E5F6";
  private static final String GIVEN = "[0-9a-z]{5}(-[0-9a-z]{5}){3}";

  @TempDir Path folder;
  private final List<String> passwords = new ArrayList<>();

  @Test
  void from_an_empty_center_to_two_people_let_in_side_by_side() throws Exception {
    Path home = folder.resolve("home");
    Path chip = folder.resolve("anna.chip");
    Path tickets;
    Path gate = folder.resolve("gate");
    try (CenterProcess center =
            CenterProcess.Launch.at(home)
                .with("STILE_BROKER", "off")
                .with("QUARKUS_HTTP_HOST", "127.0.0.1")
                .ready();
        var newcomer = new Newcomer(center.uri())) {
      String first = Files.readString(home.resolve("first-password")).strip();
      Page organizer = newcomer.signsIn("admin@localhost", first);
      picture(organizer, "01-start");
      venue(organizer);
      event(organizer);
      sellers(organizer);
      allot(organizer);
      Page seller = newcomer.signsIn("ana@example.org", passwords.getFirst());
      stile("chip", "new", chip.toString(), "--uid", CHIP, "--tickets", "0");
      tickets = sell(seller);
      Page other = newcomer.signsIn("web@example.org", passwords.getLast());
      seesNothingOf(other);
      Path master = register(organizer);
      Path keySet = download(organizer, "Download the key set", folder);
      assertThat(newcomer.complaints).isEmpty();
      stile("chip", "write", chip.toString(), "--from", tickets.toString());
      stile(
          "sim",
          "venue",
          gate.toString(),
          "--gate",
          "n1",
          "--root",
          home.resolve("root.pub").toString(),
          "--key-set",
          keySet.toString(),
          "--master",
          master.toString());
    }
    admits(gate, chip); // The center has stopped: nobody is asked.
  }

  private static void venue(Page page) {
    follow(page, "Register a venue");
    follow(page, "Register a venue");
    field(page, "Name").fill("Riverside Stadium");
    field(page, "Place").fill("Nordstadt");
    field(page, "Time zone").fill("Europe/Berlin");
    picture(page, "02-venue-new");
    press(page, "Register venue");
    assertThat(page.getByText("Give it seats.")).isVisible();
    picture(page, "03-venue");
    press(page, "Create sample stadium");
    assertThat(page.locator("h1")).hasText("Sample stadium, 80000 seats");
    page.waitForLoadState(); // The drawing of the plan as well.
    picture(page, "04-plan");
    follow(page, "Create an event on this plan");
  }

  /** Doors are open already: the gate admits this very evening. */
  private static void event(Page page) {
    LocalDateTime now = LocalDateTime.now(BERLIN).truncatedTo(ChronoUnit.MINUTES);
    field(page, "Name").fill("Season opener");
    field(page, "Doors open").fill(now.minusHours(1).toString());
    field(page, "Start").fill(now.plusHours(1).toString());
    field(page, "Last entry").fill(now.plusHours(3).toString());
    picture(page, "05-event-new");
    press(page, "Create event");
    press(page, "Publish this event");
    assertThat(page.getByText("Published, version 1.")).isVisible();
    picture(page, "06-event");
  }

  private void sellers(Page page) {
    follow(page, "Choose sellers");
    follow(page, "Add one under Accounts");
    for (String name : List.of("Box office", "Web shop")) {
      field(page, "Another seller").fill(name);
      press(page, "Add seller");
      follow(page, "Make an account for " + name);
      field(page, "E-mail").fill(name.equals("Web shop") ? "web@example.org" : "ana@example.org");
      field(page, "Name").fill(name.equals("Web shop") ? "Web shop" : "Ana at the box office");
      press(page, "Create the account");
      passwords.add(page.locator("code.secret").innerText());
      assertThat(passwords.getLast()).matches(GIVEN);
      picture(page, "07-password");
      follow(page, "I have it");
    }
    picture(page, "08-accounts");
    follow(page, "Events");
    follow(page, "Season opener");
    follow(page, "Choose sellers");
    for (String name : List.of("Box office", "Web shop")) {
      field(page, "Another seller").selectOption(name);
      press(page, "Add seller");
    }
    picture(page, "09-sellers");
  }

  private static void allot(Page page) {
    follow(page, "Seat map");
    assertThat(page.locator("#selectable")).hasText(Pattern.compile("80.000 selectable"));
    drag(page, 0.15, 0.02, 0.85, 0.28);
    assertThat(page.locator("#selected")).not().hasText("0 seats selected");
    picture(page, "10-map-selected");
    page.getByLabel("Seller", new Page.GetByLabelOptions().setExact(true))
        .selectOption("A Box office");
    page.locator("#allot").click();
    assertThat(page.locator("#told")).containsText("allotted to Box office");
    drag(page, 0.05, 0.74, 0.70, 0.98);
    page.getByLabel("Seller", new Page.GetByLabelOptions().setExact(true))
        .selectOption("B Web shop");
    page.locator("#allot").click();
    assertThat(page.locator("#told")).containsText("allotted to Web shop");
    assertThat(page.locator("#selected")).hasText("0 seats selected");
    assertThat(page.locator("#sellers li").last()).hasText(Pattern.compile("[1-9].* allotted"));
    picture(page, "11-map-allotted");
  }

  private Path sell(Page page) {
    picture(page, "12-seller-start");
    page.getByRole(AriaRole.MAIN).getByRole(AriaRole.LINK).first().click();
    follow(page, "Season opener");
    field(page, "Chip").fill(CHIP);
    field(page, "How many").fill("2");
    field(page, "Only side by side").check();
    page.locator("#f-block")
        .selectOption(
            new com.microsoft.playwright.options.SelectOption().setLabel(blockOf(page, "N101")));
    picture(page, "13-ask");
    press(page, "Ask for seats");
    assertThat(page.locator("h1")).hasText("Request 1: Granted");
    List<String> seats = page.locator("h3:has-text('Seats') + ul li").allInnerTexts();
    assertThat(seats).hasSize(2);
    assertThat(number(seats.get(1))).isEqualTo(number(seats.get(0)) + 1);
    picture(page, "14-granted");
    press(page, "Issue the tickets");
    assertThat(page.locator("h1")).hasText("Request 1: Issued");
    picture(page, "15-issued");
    return download(page, "Download the tickets", folder);
  }

  private static String blockOf(Page page, String block) {
    return page.locator("#f-block option").allInnerTexts().stream()
        .filter(text -> text.contains(block + " "))
        .findFirst()
        .orElseThrow();
  }

  private static int number(String seat) {
    return Integer.parseInt(seat.replaceAll(".* ", ""));
  }

  private static void seesNothingOf(Page other) {
    follow(other, "Sell");
    follow(other, "Season opener");
    assertThat(other.getByText("There are none.")).isVisible();
  }

  private Path register(Page page) {
    follow(page, "Events");
    follow(page, "Season opener");
    follow(page, "Register and masters");
    page.getByLabel("State").selectOption("ISSUED");
    press(page, "Search");
    assertThat(page.locator("table tbody tr")).hasCount(2);
    assertThat(page.locator("table")).containsText("North / N101");
    picture(page, "16-register");
    return download(page, "Download the master", folder);
  }

  /** One chip with two tickets: tapped twice, two people come in; a third time, nobody. */
  private void admits(Path gate, Path file) throws Exception {
    DesfireChip chip =
        ChipFile.open(file, new SecureRandom(), ComputeTimes.OFF, ChipFile.Durability.PROCESS);
    try (var reader =
            SimulatedReader.onPty(gate.resolve("reader"), Pace.INSTANT, ReaderListener.NONE);
        var process = GateProcess.start("--config", gate.resolve("gate.properties").toString())) {
      process.ready();
      for (String answer : List.of("ADMIT", "ADMIT", "REFUSE")) {
        int idles = process.idles();
        reader.place(chip);
        assertThat(process.hears("\"event\":\"tap\"")).contains("\"decision\":\"" + answer);
        reader.removeAll();
        process.type(""); // The visitor walks through.
        process.awaitIdle(idles);
      }
      process.terminate();
      assertThat(process.exitCode()).isZero();
    }
  }

  /** Runs ./stile as a newcomer does; fails unless it ends well. */
  private static void stile(String... arguments) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "org.stile.simulator.cli.StileMain"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
