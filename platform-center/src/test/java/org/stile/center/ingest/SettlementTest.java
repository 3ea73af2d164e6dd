package org.stile.center.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.center.cli.Commands;
import org.stile.center.keys.KeyFiles;
import org.stile.center.settlement.Settlement;
import org.stile.center.settlement.Settlement.Missing;
import org.stile.center.settlement.Settlement.Standing;
import org.stile.center.settlement.Settlement.Why;
import org.stile.center.testing.Browser;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.core.admission.Direction;
import org.stile.core.cose.Algorithm;
import org.stile.core.cose.MemorySigner;
import org.stile.core.cose.VerifyingKey;
import org.stile.core.id.EventId;
import org.stile.core.id.TicketId;
import org.stile.core.trust.KeySet;
import org.stile.core.trust.KeySetCodec;
import org.stile.core.trust.MasterKey;
import org.stile.core.trust.RootKey;

@CenterTest
class SettlementTest extends AfterAnEvent {
  private static final AtomicInteger KEY = new AtomicInteger();

  /** Whoever asks it, fails. */
  private static final String NO_DATABASE = "jdbc:postgresql://localhost:1/none";

  @ConfigProperty(name = "quarkus.datasource.jdbc.url")
  String databaseUrl;

  @TempDir Path folder;

  @Test
  void it_is_final_when_the_event_is_over_and_nothing_is_missing() {
    Settlement settlement = settle();
    assertThat(settlement.missing()).isEmpty();
    assertThat(settlement.standing()).isEqualTo(Standing.FINAL);
    assertThat(settlement.total().attendance()).isEqualTo(8);
    assertThat(settlement.total().attended() + settlement.total().noShows())
        .isEqualTo(12 - settlement.total().revoked());
  }

  @Test
  void it_is_provisional_while_last_entry_is_to_come() {
    sold.over(clock.instant().plusSeconds(60));
    assertThat(whys()).containsExactly(Why.NOT_OVER, Why.NOT_HEARD_SINCE);
  }

  @Test
  void it_names_the_gate_that_has_rows_which_are_not_here() {
    change(
        "UPDATE gate_log SET told = high_water + 3 WHERE gate = ? AND venue_id = ?",
        gate(2).gate().value(),
        ground.venue());
    assertThat(settle().missing())
        .singleElement()
        .satisfies(
            missing -> {
              assertThat(missing.why()).isEqualTo(Why.ROWS_MISSING);
              assertThat(missing.gate()).isEqualTo(gate(2).gate().value());
              assertThat(missing.rows()).isEqualTo(3);
            });
  }

  @Test
  void it_names_the_gate_that_was_never_heard_of() {
    change("INSERT INTO gate (venue_id, name, zones) VALUES (?, 'Z-NEVER', '{0}')", ground.venue());
    Settlement settlement = settle();
    assertThat(settlement.missing())
        .extracting(Missing::why, Missing::gate)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(Why.NEVER_SEEN, "Z-NEVER"));
    assertThat(settlement.gates()).anyMatch(gate -> gate.gate().equals("Z-NEVER"));
  }

  @Test
  void a_grant_of_which_no_row_says_whether_it_was_walked_is_neither_came_nor_final() {
    var journal = new GateJournal(gate(0), random);
    journal.grant(ground.event(), 11, Direction.ENTRY, 1, over);
    take(journal);
    Settlement settlement = settle();
    assertThat(whys()).containsExactly(Why.FATE_UNKNOWN);
    assertThat(settlement.total().pending()).isEqualTo(1);
    assertThat(settlement.total().attendance()).isEqualTo(8);
  }

  @Test
  void one_ticket_at_two_gates_is_one_visitor_two_bodies_and_a_named_double() {
    var journal = new GateJournal(gate(1), random);
    journal.admit(ground.event(), 0, over.minusSeconds(60));
    take(journal);
    Settlement settlement = settle();
    assertThat(settlement.total().attendance()).isEqualTo(8);
    assertThat(settlement.total().entries()).isEqualTo(9);
    assertThat(settlement.doubles())
        .containsExactly(
            new Settlement.Doubled(0, 1, List.of(gate(0).gate().value(), gate(1).gate().value())));
    assertThat(settlement.incidents()).isNotEmpty();
  }

  private Response get(String path) {
    return as(ground.organizer()).get("/api/v1/events/" + ground.event() + "/settlements" + path);
  }

  private static io.restassured.specification.RequestSpecification as(People.Person person) {
    return RestAssured.given()
        .header("Authorization", "Bearer " + person.token())
        .header("Idempotency-Key", "settle-" + KEY.incrementAndGet());
  }

  private void sign(int number) {
    as(ground.organizer())
        .post("/api/v1/events/" + ground.event() + "/settlements")
        .then()
        .statusCode(201)
        .body("number", equalTo(number))
        .body("standing", equalTo("FINAL"));
  }

  @Test
  void what_was_signed_stays_as_it_was_and_the_command_proves_it() throws IOException {
    sign(1);
    byte[] before = get("/1/document.json").asByteArray();
    var journal = new GateJournal(gate(1), random);
    journal.admit(ground.event(), 11, over);
    take(journal);
    sign(2);
    get("").then().body("number", equalTo(List.of(2, 1)));
    assertThat(get("/1/document.json").asByteArray()).isEqualTo(before);
    get("/1/document.json").then().body("total.entries", equalTo(8));
    get("/2/document.json").then().body("total.entries", equalTo(9));
    get("/3/document.json").then().statusCode(404);

    Path document = save("settlement.json", before);
    save("settlement.json.sig", get("/1/document.json.sig").asByteArray());
    assertThat(verify(0, document)).contains("as it was signed, by master key");
    Path table = save("settlement.csv", get("/1/table.csv").asByteArray());
    save("settlement.csv.sig", get("/1/table.csv.sig").asByteArray());
    assertThat(verify(0, table)).contains("as it was signed");

    byte[] changed = before.clone();
    changed[before.length / 2] ^= 1;
    save("settlement.json", changed);
    assertThat(verify(1, document)).contains("NOT PROVEN").contains("was changed");
    save("settlement.json", before);
    save("settlement.json.sig", get("/2/document.json.sig").asByteArray());
    assertThat(verify(1, document)).contains("NOT PROVEN");
    save("settlement.json.sig", new byte[] {1, 2, 3});
    assertThat(verify(1, document)).contains("no signature of a settlement");
    Files.delete(folder.resolve("settlement.json.sig"));
    assertThat(verify(1, document)).contains("there is no file");
  }

  private Path save(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private String verify(int code, Path file) {
    return Commands.run(code, databaseUrl, folder, "settlement", "verify", file.toString());
  }

  @Test
  void whoever_has_the_roots_public_half_and_the_key_set_can_tell_without_a_center()
      throws IOException {
    sign(1);
    byte[] sheet = get("/1/table.csv").asByteArray();
    Path file = save("table.csv", sheet);
    save("table.csv.sig", get("/1/table.csv.sig").asByteArray());
    byte[] keySet = RestAssured.get("/api/v1/key-set").asByteArray();
    Path keys = save("stile.keys", keySet);
    int root = keyId(keySet);
    String half =
        RestAssured.get("/api/v1/key-set/roots")
            .jsonPath()
            .getString("find { it.id == " + root + " }.publicKey");
    Path trusted = save("root.pub", (root + ":eddsa:" + half).getBytes(StandardCharsets.US_ASCII));
    assertThat(elsewhere(0, file, trusted, keys))
        .contains("as it was signed, by master key")
        .contains("for all events");

    sheet[0] ^= 1;
    save("table.csv", sheet);
    assertThat(elsewhere(1, file, trusted, keys)).contains("NOT PROVEN").contains("was changed");
    sheet[0] ^= 1;
    save("table.csv", sheet);
    try (var another = new MemorySigner(Algorithm.EDDSA, root, new byte[32])) {
      var stranger = new VerifyingKey(another.algorithm(), another.publicKey());
      Path foreign =
          save(
              "foreign.pub",
              KeyFiles.text(new RootKey(root, stranger)).getBytes(StandardCharsets.US_ASCII));
      assertThat(elsewhere(1, file, foreign, keys)).contains("another root signed it");
      Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
      var own = new MasterKey(1, stranger, now, now.plusSeconds(60), Set.of());
      Path forged =
          save(
              "forged.keys", KeySetCodec.sign(new KeySet(1, now, List.of(own)), another).toArray());
      assertThat(elsewhere(1, file, foreign, forged)).contains("none of these keys");
      assertThat(elsewhere(1, file, trusted, forged)).contains("another root signed it");
    }
    Commands.run(2, NO_DATABASE, folder, "settlement", "verify", "" + file, "--root", "" + trusted);
  }

  private static int keyId(byte[] signed) {
    return signed[7] & 0xFF; // docs/wire-format.md, "Signature".
  }

  private String elsewhere(int code, Path file, Path root, Path keySet) {
    return Commands.run(
        code,
        NO_DATABASE,
        folder,
        "settlement",
        "verify",
        file.toString(),
        "--root",
        root.toString(),
        "--key-set",
        keySet.toString());
  }

  @Test
  void the_table_has_one_width_and_no_cell_that_a_spreadsheet_would_run() throws IOException {
    database.change(
        handle -> {
          handle.execute(
              "UPDATE seller SET name = '=HYPERLINK(\"http://x\")' || id WHERE id = ?",
              sold.sold.getFirst().seller());
          handle.execute("UPDATE event SET name = '+1-2' WHERE id = ?", ground.event());
        });
    var journal = new GateJournal(gate(1), random);
    journal.admit(ground.event(), 0, over.minusSeconds(60));
    journal.refuse(Optional.of(new TicketId(new EventId(ground.event()), 3)), "WRONG_GATE", over);
    take(journal);
    sign(1);
    String table = get("/1/table.csv").asString();
    List<CSVRecord> rows = CSVFormat.RFC4180.parse(new StringReader(table)).getRecords();
    assertThat(rows).allMatch(row -> row.size() == rows.getFirst().size());
    assertThat(rows.stream().flatMap(CSVRecord::stream))
        .noneMatch(cell -> !cell.isEmpty() && "=+-@\t\r".indexOf(cell.charAt(0)) >= 0);
    assertThat(table)
        .contains("'=HYPERLINK")
        .contains("'+1-2")
        .contains("refused,WRONG_GATE")
        .contains("doubled_entry,0/1");
    CSVRecord total =
        rows.stream().filter(row -> row.get(0).equals("total")).findFirst().orElseThrow();
    assertThat(total.get(3)).isEqualTo("12");
    assertThat(total.get(9)).isEqualTo("9");
    assertThat(total.get(12)).isEqualTo("8");
  }

  @Test
  void the_same_key_signs_once_and_only_an_organizer_signs() {
    String path = "/api/v1/events/" + ground.event() + "/settlements";
    var key = as(ground.organizer());
    key.post(path).then().statusCode(201).body("number", equalTo(1));
    key.post(path).then().statusCode(201).body("number", equalTo(1));
    get("").then().body("", hasSize(1));
    as(people.organizer()).post(path).then().statusCode(404);
    as(people.organizer()).get(path + "/now").then().statusCode(404);
    as(people.seller()).get(path + "/now").then().statusCode(403);
  }

  @Test
  void the_page_says_what_is_known_and_what_is_not_and_signs_once() throws IOException {
    var journal = new GateJournal(gate(1), random);
    for (int ticket = 0; ticket < 400; ticket++) {
      double spread = random.nextGaussian() * 1_500;
      journal.admit(
          ground.event(), 100 + ticket, over.minusSeconds(4_000).plusSeconds((long) spread));
    }
    journal.admit(ground.event(), 0, over.minusSeconds(60));
    journal.refuse(Optional.of(new TicketId(new EventId(ground.event()), 3)), "WRONG_GATE", over);
    take(journal);
    change(
        "UPDATE gate_log SET told = high_water + 3 WHERE gate = ? AND venue_id = ?",
        gate(2).gate().value(),
        ground.venue());
    try (var browser = Browser.withoutScripts(ground.organizer())) {
      Page page = browser.open("/events/" + ground.event() + "/settlement");
      assertThat(page.textContent(".warning"))
          .contains("can still change")
          .contains(gate(2).gate().value())
          .contains("3 journal rows that are not here");
      assertThat(page.textContent("main")).contains("408 tickets came in").contains("Double");
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign these")).click();
      assertThat(page.textContent("#main")).contains("provisional");
      assertThat(page.locator("a[href$='/1/document.json']").count()).isEqualTo(1);
    }
    try (var browser = Browser.of(ground.organizer())) {
      browser.open("/events/" + ground.event() + "/settlement");
      browser.assertAccessible();
      browser.screenshot("settlement");
    }
  }
}
