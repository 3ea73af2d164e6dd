package org.stile.center.ingest;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.board.Boards;
import org.stile.center.broker.Fleet;
import org.stile.center.db.Database;
import org.stile.center.ingest.Quarantine.Verdict;
import org.stile.center.settlement.Settlement.Missing;
import org.stile.center.settlement.Settlement.Why;
import org.stile.center.settlement.Settling;
import org.stile.center.testing.Browser;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.center.testing.Samples;
import org.stile.center.testing.TestClock;
import org.stile.center.web.Problem;
import org.stile.center.web.Role;
import org.stile.core.Bytes;
import org.stile.core.journal.JournalEntry.Outcome;
import org.stile.core.sync.UpMessage.Rows;

/** What was set aside, and what comes of what staff say about it. */
@CenterTest
class QuarantineTest {
  @Inject Fleet fleet;
  @Inject Batches batches;
  @Inject Quarantine quarantine;
  @Inject Boards boards;
  @Inject Settling settling;
  @Inject Database database;
  @Inject People people;
  @Inject TestClock clock;

  private final Random random = new Random();
  private Fleet.Ground ground;
  private GateJournal one;
  private GateJournal other;
  private Instant now;

  @BeforeEach
  void gates() {
    ground = fleet.ground();
    one = new GateJournal(ground.gates().get(0), random);
    other = new GateJournal(ground.gates().get(1), random);
    now = clock.instant();
  }

  @AfterEach
  void showMachineTime() {
    clock.showMachineTime();
  }

  private void take(GateJournal from, Rows rows) {
    batches.take(List.of(from.delivered(rows)));
  }

  /** As a damaged card tells them: they do not end with their hash, however often they come. */
  private static Rows damaged(Rows rows) {
    return new Rows(rows.logId(), rows.hashBefore(), rows.rows(), rows.hashAfter().sha256());
  }

  private List<QuarantineView> items() {
    return database.read(handle -> quarantine.list(handle, ground.venue(), 200));
  }

  private QuarantineView only() {
    assertThat(items()).hasSize(1);
    return items().getFirst();
  }

  private void judge(QuarantineView item, Verdict verdict) {
    database.change(
        handle ->
            quarantine.judge(
                handle,
                Samples.caller(ground.organizer()),
                ground.venue(),
                item.id(),
                verdict,
                "seen on the camera"));
  }

  private long admitted() {
    return boards.now(ground.event()).head().total().admitted();
  }

  private long unknownRows() {
    return boards.now(ground.event()).head().unknown().rows();
  }

  /** Ticket 7 walked in by rows that do not chain; what follows them goes on from what they say. */
  private void rowsThatStandBroken() {
    one.admit(ground.event(), 7, now);
    Rows broken = damaged(one.message(1, 4));
    take(one, broken);
    clock.advance(Intake.BROKEN_FOR.plusSeconds(1));
    batches.take(List.of(one.delivered(one.hello())));
    take(one, broken);
  }

  @Test
  void rows_that_stand_uncounted_in_a_journal_are_counted_when_staff_say_so() {
    rowsThatStandBroken();
    assertThat(only().place()).isEqualTo("STANDS");
    assertThat(admitted()).isZero();
    assertThat(unknownRows()).isEqualTo(4);
    judge(only(), Verdict.COUNTED);
    assertThat(admitted()).isEqualTo(1);
    assertThat(unknownRows()).isZero();
    assertThat(only().judged().orElseThrow().verdict()).isEqualTo("COUNTED");
    assertThat(audited("quarantine.count")).isEqualTo(1);
  }

  @Test
  void the_same_rows_are_counted_nowhere_when_staff_say_that() {
    rowsThatStandBroken();
    judge(only(), Verdict.DISCARDED);
    assertThat(admitted()).isZero();
    assertThat(unknownRows()).isZero();
    assertThat(kept()).isEqualTo(1); // The bytes stay.
    assertThat(audited("quarantine.discard")).isEqualTo(1);
  }

  @Test
  void what_later_rows_said_of_them_is_counted_with_them() {
    long about = one.grant(ground.event(), 7, org.stile.core.admission.Direction.ENTRY, 1, now);
    Rows broken = damaged(one.message(1, 1));
    take(one, broken);
    clock.advance(Intake.BROKEN_FOR.plusSeconds(1));
    take(one, broken);
    one.progress(about, Outcome.PASSED, now);
    Rows honest = one.message(2, 2);
    take(one, Rows.of(honest.logId(), broken.hashAfter(), rechained(broken.hashAfter(), honest)));
    assertThat(admitted()).isZero();
    judge(only(), Verdict.COUNTED);
    assertThat(admitted()).isEqualTo(1);
  }

  /** As the gate goes on from the hash that it believes. */
  private static List<org.stile.core.journal.JournalRow> rechained(Bytes before, Rows rows) {
    var row = rows.rows().getFirst();
    var bare =
        new org.stile.core.journal.JournalRow(
            row.sequence(), row.entry(), row.bootId(), row.monotonicNanos(), Bytes.EMPTY);
    return List.of(
        new org.stile.core.journal.JournalRow(
            row.sequence(),
            row.entry(),
            row.bootId(),
            row.monotonicNanos(),
            org.stile.core.journal.RowBytes.hash(before, bare)));
  }

  @Test
  void rows_of_a_gate_that_never_comes_again_are_counted_in_their_place_once() {
    one.admit(ground.event(), 7, now);
    Rows broken = damaged(one.message(1, 4));
    take(one, broken);
    assertThat(only().place()).isEqualTo("NEXT");
    judge(only(), Verdict.COUNTED);
    assertThat(admitted()).isEqualTo(1);
    take(one, broken); // It does come again.
    assertThat(admitted()).isEqualTo(1);
    assertThat(items()).hasSize(1);
  }

  @Test
  void rows_that_came_whole_after_all_are_not_counted_twice() {
    one.admit(ground.event(), 7, now);
    take(one, damaged(one.message(1, 4)));
    take(one, one.message(1, 4));
    QuarantineView item = only();
    assertThat(item.place()).isEqualTo("KNOWN");
    assertThat(item.mayBeCounted()).isFalse();
    assertThatThrownBy(() -> judge(item, Verdict.COUNTED))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.status()).isEqualTo(409));
    judge(item, Verdict.DISCARDED);
    assertThat(admitted()).isEqualTo(1);
  }

  @Test
  void rows_that_wait_for_others_before_them_are_judged_later() {
    one.admit(ground.event(), 7, now);
    one.admit(ground.event(), 8, now);
    take(one, damaged(one.message(5, 8)));
    assertThat(only().place()).isEqualTo("EARLY");
    assertThatThrownBy(() -> judge(only(), Verdict.COUNTED)).isInstanceOf(Problem.class);
  }

  @Test
  void rows_of_a_moved_card_are_counted_once_for_the_gate_that_told_them() {
    one.admit(ground.event(), 7, now);
    take(one, one.message(1, 4));
    one.admit(ground.event(), 8, now);
    one.admit(ground.event(), 9, now);
    Rows moved = one.message(3, 8); // Two rows the center has, four it has not.
    batches.take(List.of(GateJournal.delivered(other.gate, moved, () -> {})));
    batches.take(List.of(GateJournal.delivered(other.gate, one.message(5, 12), () -> {})));
    assertThat(items()).hasSize(2).allMatch(item -> item.place().equals("NOWHERE"));
    judge(items().getLast(), Verdict.COUNTED);
    assertThat(admitted()).isEqualTo(2);
    assertThat(gate(other).counts().admitted()).isEqualTo(1);
    judge(items().getFirst(), Verdict.COUNTED); // It overlaps.
    assertThat(admitted()).isEqualTo(3);
    assertThat(boards.now(ground.event()).head().doubled()).isZero();
    assertThat(incidents()).containsExactly("FOREIGN_LOG");
  }

  @Test
  void entries_counted_late_that_another_gate_granted_too_are_named() {
    rowsThatStandBroken();
    other.admit(ground.event(), 7, now);
    take(other, other.message(1, 4));
    judge(only(), Verdict.COUNTED);
    assertThat(incidents()).contains("DOUBLE_ADMISSION");
    assertThat(boards.now(ground.event()).head().doubled()).isEqualTo(1);
  }

  @Test
  void what_is_judged_is_judged_once_with_a_reason_and_frees_its_place() {
    batches.take(List.of(new Batches.Message(topic(), new byte[] {1}, () -> {})));
    QuarantineView item = only();
    assertThat(item.place()).isEqualTo("NO_ROWS");
    for (String reason : new String[] {"", " ", "x".repeat(201), "a\u0000b"}) {
      assertThatThrownBy(
              () ->
                  database.change(
                      handle ->
                          quarantine.judge(
                              handle,
                              Samples.caller(ground.organizer()),
                              ground.venue(),
                              item.id(),
                              Verdict.DISCARDED,
                              reason)))
          .isInstanceOfSatisfying(
              Problem.class, problem -> assertThat(problem.status()).isEqualTo(400));
    }
    judge(item, Verdict.DISCARDED);
    assertThatThrownBy(() -> judge(item, Verdict.DISCARDED))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.status()).isEqualTo(409));
    for (int i = 0; i < Intake.QUARANTINE_MAX + 5; i++) {
      batches.take(List.of(new Batches.Message(topic(), new byte[] {2, (byte) i}, () -> {})));
    }
    assertThat(items()).hasSize(Intake.QUARANTINE_MAX + 1);
  }

  @Test
  void a_settlement_is_not_final_while_rows_wait_for_a_verdict() {
    rowsThatStandBroken();
    assertThat(whys(one)).contains(Why.NOT_JUDGED);
    judge(only(), Verdict.DISCARDED);
    assertThat(whys(one)).doesNotContain(Why.NOT_JUDGED);
  }

  @Test
  void the_venue_manager_sees_them_from_the_board_and_says_what_is_to_become_of_them() {
    rowsThatStandBroken();
    batches.take(List.of(new Batches.Message(topic(), new byte[] {1}, () -> {})));
    People.Person manager =
        people.person(
            OptionalLong.of(ground.organizer().party()), OptionalLong.empty(), Role.VENUE_MANAGER);
    try (var browser = Browser.of(manager)) {
      Page page = browser.page();
      page.setViewportSize(390, 844);
      page = browser.open("/events/" + ground.event() + "/board");
      page.getByText("Set aside: 2 to be judged").click();
      assertThat(page.locator("h1")).containsText("Set aside");
      assertThat(page.locator("section.aside")).hasCount(2);
      browser.assertAccessible();
      browser.screenshot("quarantine");
      int wide = (int) page.evaluate("document.documentElement.scrollWidth");
      assertThat(wide).isLessThanOrEqualTo(390);
      var broken =
          page.locator("section.aside")
              .filter(
                  new com.microsoft.playwright.Locator.FilterOptions().setHasText("Chain broken"));
      assertThat(broken).containsText("Rows 1 to 4. Entries granted: 1; exits: 0; refusals: 0.");
      broken.getByLabel("Why").fill("The card was damaged; the camera shows one person");
      broken
          .getByRole(
              AriaRole.BUTTON,
              new com.microsoft.playwright.Locator.GetByRoleOptions().setName("Count these rows"))
          .click();
      assertThat(page.locator(".notice")).containsText("Counted, says");
      assertThat(page.locator(".notice")).containsText("the camera shows one person");
      assertThat(page.getByText("Count these rows")).hasCount(0); // Not of what is no message.
      browser.assertAccessible();
    }
    assertThat(admitted()).isEqualTo(1);
  }

  private org.stile.center.board.BoardView.Gate gate(GateJournal of) {
    return boards.now(ground.event()).gates().stream()
        .filter(gate -> gate.name().equals(of.gate.gate().value()))
        .findFirst()
        .orElseThrow();
  }

  private List<Why> whys(GateJournal of) {
    return database
        .readOneMoment(
            handle -> settling.of(handle, Samples.caller(ground.organizer()), ground.event()))
        .missing()
        .stream()
        .filter(missing -> missing.gate().equals(of.gate.gate().value()))
        .map(Missing::why)
        .toList();
  }

  private String topic() {
    return one.delivered(one.hello()).topic();
  }

  private long kept() {
    return number("SELECT count(*) FROM quarantine WHERE venue_id = ?", ground.venue());
  }

  private long audited(String action) {
    return number(
        "SELECT count(*) FROM audit WHERE action = '"
            + action
            + "' AND subject LIKE 'gate:' || ? || '-%'",
        ground.venue());
  }

  private long number(String sql, long venue) {
    return database.read(handle -> handle.createQuery(sql).bind(0, venue).mapTo(long.class).one());
  }

  private List<String> incidents() {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT kind FROM gate_incident WHERE venue_id = ? ORDER BY kind")
                .bind(0, ground.venue())
                .mapTo(String.class)
                .list());
  }
}
