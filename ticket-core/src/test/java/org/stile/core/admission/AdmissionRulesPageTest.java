package org.stile.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.admission.Decision.Admit;
import org.stile.core.admission.Decision.Refuse;
import org.stile.core.admission.Scene.Where;
import org.stile.core.admission.TicketLedger.Passage;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.master.AdmissionRules.ReEntry;
import org.stile.core.master.AdmissionRules.WhenClockUntrusted;

/** Every row of the tables in docs/admission-rules.md, and that no case is missing from them. */
class AdmissionRulesPageTest {
  private static final Pattern CODE = Pattern.compile("`([RCG]\\d\\d-[A-Z-]+)`");
  private static final int SOME = 9;

  /** One cell of the state table: a holder's last passage, and a tap. */
  record Case(List<Passage> known, String last, Direction tap, ReEntry reEntry, String says) {}

  static List<Case> cases() throws IOException {
    var cases = new ArrayList<Case>();
    for (List<String> row : RulesPage.table("standing")) {
      for (Direction tap : Direction.values()) {
        String says = row.get(tap == Direction.ENTRY ? 3 : 4);
        for (ReEntry reEntry : ReEntry.values()) {
          if (row.get(0).equals("none")) {
            cases.add(new Case(List.of(), "none", tap, reEntry, says));
          }
          for (State state : named(State.values(), row.get(1))) {
            for (Where where : named(Where.values(), row.get(2))) {
              var direction = Direction.valueOf(row.get(0).toUpperCase(Locale.ROOT));
              String last = direction + " " + state + " " + where;
              cases.add(new Case(known(direction, state, where), last, tap, reEntry, says));
            }
          }
        }
      }
    }
    return cases;
  }

  private static List<Passage> known(Direction direction, State state, Where where) {
    Passage last = Scene.passage(direction, 1, state, where);
    return direction == Direction.ENTRY
        ? List.of(last)
        : List.of(Scene.entry(1, State.PASSED, Where.ANOTHER_GATE), last);
  }

  private static <E extends Enum<E>> List<E> named(E[] all, String cell) {
    Set<String> names =
        new HashSet<>(
            Stream.of(cell.split(","))
                .map(name -> name.strip().toUpperCase(Locale.ROOT).replace(' ', '_'))
                .toList());
    return Arrays.stream(all).filter(value -> names.contains(value.name())).toList();
  }

  @Test
  void the_state_table_has_every_case_once() throws IOException {
    int everything = Direction.values().length * State.values().length * Where.values().length + 1;
    var seen = new HashSet<String>();
    for (Case one : cases()) {
      assertThat(seen.add(one.last() + one.tap() + one.reEntry())).as(one.last()).isTrue();
    }
    assertThat(seen).hasSize(everything * Direction.values().length * ReEntry.values().length);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void the_state_table_is_what_the_policy_does(Case one) throws IOException {
    Scene scene =
        Scene.usual()
            .entries(SOME)
            .reEntry(one.reEntry())
            .going(one.tap())
            .after(one.known().toArray(Passage[]::new));
    String says = one.says().equals("back in") ? backIn(one.reEntry(), "some") : one.says();
    assertThat(words(scene.decide())).isEqualTo(says);
  }

  private static String backIn(ReEntry reEntry, String left) throws IOException {
    return RulesPage.table("re-entry").stream()
        .filter(row -> row.get(0).equals(reEntry.name()) && row.get(1).equals(left))
        .findFirst()
        .orElseThrow()
        .get(2);
  }

  @Test
  void the_re_entry_table_is_what_the_policy_does() throws IOException {
    List<List<String>> rows = RulesPage.table("re-entry");
    assertThat(rows).hasSize(2 * ReEntry.values().length);
    for (List<String> row : rows) {
      Scene scene =
          Scene.usual()
              .entries(row.get(1).equals("some") ? SOME : 1)
              .reEntry(ReEntry.valueOf(row.get(0)))
              .after(
                  Scene.entry(1, State.PASSED, Where.THIS_LANE),
                  Scene.exit(1, State.PASSED, Where.THIS_LANE));
      Decision decision = scene.decide();
      assertThat(words(decision)).as(row.toString()).isEqualTo(row.get(2));
      if (decision instanceof Admit admit) {
        assertThat(admit.debits()).as(row.toString()).isEqualTo(row.get(3).equals("yes"));
      }
    }
  }

  @Test
  void the_clock_table_is_what_the_policy_does() throws IOException {
    int cases = 0;
    for (List<String> row : RulesPage.table("clock")) {
      for (WhenClockUntrusted setting : named(WhenClockUntrusted.values(), row.get(1))) {
        Scene scene = Scene.usual().whenClockUntrusted(setting);
        var trust = Trust.valueOf(row.get(0));
        assertClock(scene, trust, Scene.DOORS.minusSeconds(1), row.get(2));
        assertClock(scene, trust, Scene.DOORS, row.get(3));
        assertClock(scene, trust, Scene.LAST_ENTRY.minusSeconds(1), row.get(3));
        assertClock(scene, trust, Scene.LAST_ENTRY, row.get(4));
        cases++;
      }
    }
    assertThat(cases).isEqualTo(Trust.values().length * WhenClockUntrusted.values().length);
  }

  private static void assertClock(Scene scene, Trust trust, Instant now, String says) {
    String answer =
        switch (scene.clock(now, trust).decide()) {
          case Admit admit -> admit.clockDoubted() ? "admit, marked" : "admit";
          case Refuse refuse -> refuse.why().code();
        };
    assertThat(answer).as(trust + " at " + now).isEqualTo(says);
  }

  @Test
  void the_page_names_every_refusal_and_no_other() throws IOException {
    Set<String> codes = new HashSet<>(Refusals.each().stream().map(Refusal::code).toList());
    Matcher matcher = CODE.matcher(RulesPage.text());
    Set<String> named = new HashSet<>();
    while (matcher.find()) {
      named.add(matcher.group(1));
    }
    assertThat(named).isEqualTo(codes);
  }

  /** A decision in the words of the tables. */
  private static String words(Decision decision) {
    return switch (decision) {
      case Refuse refuse -> refuse.why().code();
      case Admit admit when admit.resumes().isPresent() -> "resume " + admit.number();
      case Admit admit ->
          (admit.direction() == Direction.ENTRY ? "enter " : "leave ") + admit.number();
    };
  }
}
