package org.stile.core.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stile.core.admission.Language.DE;
import static org.stile.core.admission.Language.EN;
import static org.stile.core.admission.Language.JA;
import static org.stile.core.admission.Scene.TOKYO;
import static org.stile.core.admission.Scene.usual;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.stile.core.admission.Decision.Admit;
import org.stile.core.admission.Decision.Refuse;
import org.stile.core.admission.Scene.Where;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.id.GateId;
import org.stile.core.master.AdmissionRules.ReEntry;
import org.stile.core.master.EventMaster;
import org.stile.core.master.Seat;

class AdviceTest {
  private static final Optional<EventMaster> CONCERT = Optional.of(Scene.concert());

  static Stream<Arguments> everyRefusalInEveryLanguage() {
    return Refusals.each().stream()
        .flatMap(why -> Arrays.stream(Language.values()).map(in -> Arguments.of(why, in)));
  }

  @ParameterizedTest
  @MethodSource("everyRefusalInEveryLanguage")
  void every_refusal_is_told_whole_in_every_language(Refusal why, Language language) {
    Advice advice = Advice.of(why, List.of(language), TOKYO);
    assertThat(advice.headline()).isNotBlank().doesNotContain("…", "{}");
    assertThat(advice.headline().length()).isLessThanOrEqualTo(40);
    assertThat(advice.lines()).hasSizeBetween(2, 4).doesNotContain("").last().isEqualTo(why.code());
    assertThat(advice.lines()).noneMatch(line -> line.contains("{}") || line.contains("…"));
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void no_language_borrows_the_words_of_another(Language language) {
    for (Refusal why : Refusals.each()) {
      String own = Advice.of(why, List.of(language), TOKYO).headline();
      for (Language other : Language.values()) {
        if (other != language) {
          assertThat(Advice.of(why, List.of(other), TOKYO).headline()).isNotEqualTo(own);
        }
      }
      assertThat(own.codePoints().anyMatch(AdviceTest::isJapanese))
          .as(own)
          .isEqualTo(language == JA);
    }
  }

  private static boolean isJapanese(int codePoint) {
    return switch (Character.UnicodeScript.of(codePoint)) {
      case HIRAGANA, KATAKANA, HAN -> true;
      default -> false;
    };
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void every_refusal_has_a_headline_of_its_own(Language language) {
    Set<String> headlines =
        Refusals.each().stream()
            .map(why -> Advice.of(why, List.of(language), TOKYO).headline())
            .collect(Collectors.toCollection(HashSet::new));
    assertThat(headlines).hasSameSizeAs(Refusals.each());
  }

  @Test
  void tones_say_whose_turn_it_is() {
    assertThat(
            Refusals.each().stream()
                .collect(
                    Collectors.groupingBy(
                        why -> Advice.of(why, List.of(EN), TOKYO).tone(),
                        Collectors.mapping(why -> why.code().substring(0, 3), Collectors.toSet()))))
        .containsOnlyKeys(Tone.STOP, Tone.AGAIN, Tone.OUT_OF_ORDER)
        .containsEntry(Tone.AGAIN, Set.of("C04", "C05", "C06"));
    assertThat(Advice.of(new Refusal.ClockNotTrusted(), List.of(EN), TOKYO).tone())
        .isEqualTo(Tone.OUT_OF_ORDER);
    assertThat(Advice.of(new Refusal.GateOutOfOrder("x"), List.of(EN), TOKYO).tone())
        .isEqualTo(Tone.OUT_OF_ORDER);
    assertThat(Advice.of(new Refusal.NotYetOpen(Scene.DOORS), List.of(EN), TOKYO).tone())
        .isEqualTo(Tone.STOP);
    assertThat(admitted(admit(Direction.ENTRY, Group.ALONE), EN).tone()).isEqualTo(Tone.GO);
    assertThat(Advice.idle(List.of(EN)).tone()).isEqualTo(Tone.IDLE);
    assertThat(Advice.working(List.of(EN)).tone()).isEqualTo(Tone.WORKING);
  }

  @Test
  void who_is_admitted_is_shown_the_seat_and_the_way() {
    Admit second = admit(Direction.ENTRY, new Group(2, 4));
    assertThat(admitted(second, EN))
        .isEqualTo(
            new Advice(
                Tone.GO,
                "Welcome – 2 of 4",
                List.of("North stand, block C12, row 24, seat 101", "Up the stairs, then left")));
    assertThat(admitted(second, DE))
        .isEqualTo(
            new Advice(
                Tone.GO,
                "Willkommen – 2 von 4",
                List.of(
                    "Tribüne North, Block C12, Reihe 24, Platz 101", "Treppe hoch, dann links")));
    assertThat(admitted(second, JA))
        .isEqualTo(
            new Advice(
                Tone.GO,
                "ようこそ（4名中2人目）",
                List.of("Northスタンド C12ブロック 24列 101番", "Up the stairs, then left")));
  }

  @Test
  void who_is_alone_is_not_counted() {
    assertThat(
            Stream.of(Language.values())
                .map(in -> admitted(admit(Direction.ENTRY, Group.ALONE), in).headline()))
        .containsExactly("Welcome", "Willkommen", "ようこそ");
  }

  @Test
  void general_admission_has_neither_row_nor_seat() {
    var standing = new Seat(200, Scene.SOUTH, "", "Standing", "", "", 0);
    var admit = admit(Direction.ENTRY, Group.ALONE, standing);
    assertThat(admitted(admit, EN).lines()).containsExactly("block Standing");
    assertThat(admitted(admit, DE).lines()).containsExactly("Block Standing");
    assertThat(admitted(admit, JA).lines()).containsExactly("Standingブロック");
  }

  @Test
  void without_a_master_the_seat_is_still_shown() {
    Admit admit = admit(Direction.ENTRY, Group.ALONE);
    assertThat(Advice.of(admit, Optional.empty(), List.of(EN), TOKYO).lines())
        .containsExactly("North stand, block C12, row 24, seat 101");
    Admit leaving = admit(Direction.EXIT, Group.ALONE);
    assertThat(Advice.of(leaving, Optional.empty(), List.of(EN), TOKYO).lines()).isEmpty();
  }

  @Test
  void who_leaves_is_told_what_that_means() {
    assertThat(leaving(ReEntry.NONE, EN))
        .containsExactly("Goodbye – 1 of 2", "Nobody is let back in later.");
    assertThat(leaving(ReEntry.FREE, EN))
        .containsExactly("Goodbye – 1 of 2", "Keep your ticket to come back in.");
    assertThat(leaving(ReEntry.COUNTED, EN))
        .containsExactly("Goodbye – 1 of 2", "Coming back in uses one more entry.");
    assertThat(leaving(ReEntry.NONE, DE))
        .containsExactly("Auf Wiedersehen – 1 von 2", "Kein Wiedereinlass.");
    assertThat(leaving(ReEntry.FREE, DE))
        .containsExactly("Auf Wiedersehen – 1 von 2", "Ticket behalten: Wiedereinlass möglich.");
    assertThat(leaving(ReEntry.COUNTED, DE))
        .containsExactly(
            "Auf Wiedersehen – 1 von 2", "Wiedereinlass verbraucht einen weiteren Eintritt.");
    assertThat(leaving(ReEntry.NONE, JA)).containsExactly("ありがとうございました（2名中1人目）", "退場後の再入場はできません。");
    assertThat(leaving(ReEntry.FREE, JA))
        .containsExactly("ありがとうございました（2名中1人目）", "再入場にはこのチケットが必要です。");
    assertThat(leaving(ReEntry.COUNTED, JA))
        .containsExactly("ありがとうございました（2名中1人目）", "再入場は入場回数に数えられます。");
  }

  private static List<String> leaving(ReEntry reEntry, Language language) {
    var master = usual().reEntry(reEntry).master();
    Admit admit = admit(Direction.EXIT, new Group(1, 2));
    Advice advice = Advice.of(admit, Optional.of(master), List.of(language), TOKYO);
    return Stream.concat(Stream.of(advice.headline()), advice.lines().stream()).toList();
  }

  @Test
  void the_wrong_gate_is_told_the_right_ones_in_the_order_people_count() {
    var gates = Set.of(new GateId("n10"), new GateId("n3"), new GateId("n4"));
    var wrong = new Refusal.WrongGate("North", gates);
    assertTold(wrong, EN, "Please go to gate N3, N4, N10", "Your seat: North");
    assertTold(wrong, DE, "Bitte zu Tor N3, N4, N10", "Ihr Platz: North");
    assertTold(wrong, JA, "ゲート N3, N4, N10 へお越しください", "お席：North");
  }

  @Test
  void too_many_gates_for_a_headline_go_to_the_first_line() {
    Set<GateId> twelve =
        IntStream.rangeClosed(1, 12).mapToObj(n -> new GateId("n" + n)).collect(Collectors.toSet());
    String names = "N1, N2, N3, N4, N5, N6, N7, N8, N9, N10, N11, N12";
    var wrong = new Refusal.WrongGate("North", twelve);
    assertTold(
        wrong, EN, "Please go to another gate", "Please go to gate " + names, "Your seat: North");
    assertTold(
        wrong, DE, "Bitte zu einem anderen Tor", "Bitte zu Tor " + names, "Ihr Platz: North");
    assertTold(wrong, JA, "別のゲートへお越しください", "ゲート " + names + " へお越しください", "お席：North");
  }

  @Test
  void six_gates_just_fit_a_headline() {
    Set<GateId> six =
        IntStream.rangeClosed(1, 6).mapToObj(n -> new GateId("n" + n)).collect(Collectors.toSet());
    String headline = "Please go to gate N1, N2, N3, N4, N5, N6";
    assertThat(headline).hasSize(Advice.HEADLINE_LENGTH_MAX);
    assertTold(new Refusal.WrongGate("North", six), EN, headline, "Your seat: North");
  }

  @Test
  void a_seat_that_no_gate_leads_to_is_for_the_staff() {
    var wrong = new Refusal.WrongGate("North", Set.of());
    assertTold(wrong, EN, "Not at this gate", "Your seat: North", "Please ask the staff.");
    assertTold(wrong, DE, "Nicht an diesem Tor", "Ihr Platz: North", "Bitte das Personal fragen.");
    assertTold(wrong, JA, "このゲートからは入場できません", "お席：North", "係員にお尋ねください。");
  }

  @Test
  void times_are_told_as_the_venue_reads_its_clocks() {
    var early = new Refusal.NotYetOpen(Scene.DOORS);
    assertTold(early, EN, "You can enter from 16:00", "2026-09-12", "Please come back then.");
    assertTold(early, DE, "Einlass ab 16:00 Uhr", "12.09.2026", "Bitte dann wiederkommen.");
    assertTold(early, JA, "入場は16:00からです", "2026年9月12日", "その時刻にもう一度お越しください。");
    var late = new Refusal.Closed(Scene.LAST_ENTRY);
    assertTold(late, EN, "Entry closed at 20:30", "2026-09-12", "Please ask the staff.");
    assertTold(late, DE, "Einlass endete um 20:30 Uhr", "12.09.2026", "Bitte das Personal fragen.");
    assertTold(late, JA, "入場は20:30に終了しました", "2026年9月12日", "係員にお尋ねください。");
    var other = new Refusal.WrongEvent(Scene.MATINEE, "Matinee", Scene.NOW);
    assertTold(other, EN, "Ticket for another event", "Matinee", "2026-09-12, 17:15");
    assertTold(
        other, DE, "Ticket für eine andere Veranstaltung", "Matinee", "12.09.2026, 17:15 Uhr");
    assertTold(other, JA, "別のイベントのチケットです", "Matinee", "2026年9月12日 17:15");
  }

  @Test
  void who_is_inside_already_is_told_since_when_and_where() {
    var inside = new Refusal.AlreadyInside(Scene.N4, Scene.NOW);
    assertTold(
        inside, EN, "Already inside", "Since 17:15, gate N4", "Not you? Please ask the staff.");
    assertTold(
        inside,
        DE,
        "Bereits eingelassen",
        "Seit 17:15 Uhr, Tor N4",
        "Nicht Sie? Bitte das Personal fragen.");
    assertTold(inside, JA, "すでに入場済みです", "17:15 ゲート N4 で入場", "お心当たりがなければ係員にお尋ねください。");
  }

  @Test
  void lanes_are_counted_from_one() {
    var elsewhere = new Refusal.FinishElsewhere(Scene.N4, 1);
    assertTold(elsewhere, EN, "Go to gate N4, lane 2", "You have not gone through there yet.");
    assertTold(elsewhere, DE, "Zu Tor N4, Spur 2", "Dort sind Sie noch nicht durchgegangen.");
    assertTold(elsewhere, JA, "ゲート N4・レーン2へどうぞ", "そちらの通過がまだ終わっていません。");
  }

  @Test
  void used_up_entries_are_told_with_the_last_time() {
    var last = Optional.of(Scene.exit(2, State.PASSED, Where.ANOTHER_GATE));
    var many = new Refusal.NoEntriesLeft(2, last);
    assertTold(
        many,
        EN,
        "All entries used",
        "Good for 2 entries",
        "Last: 2026-09-12, 16:02, gate N4",
        "Please ask the staff.");
    assertTold(
        many,
        DE,
        "Alle Eintritte verbraucht",
        "Gültig für 2 Eintritte",
        "Zuletzt: 12.09.2026, 16:02 Uhr, Tor N4",
        "Bitte das Personal fragen.");
    assertTold(many, JA, "入場回数を使い切りました", "入場できる回数：2回", "前回：2026年9月12日 16:02 ゲート N4", "係員にお尋ねください。");
    var one = new Refusal.NoEntriesLeft(1, Optional.empty());
    assertTold(one, EN, "All entries used", "Good for one entry", "Please ask the staff.");
    assertTold(
        one,
        DE,
        "Alle Eintritte verbraucht",
        "Gültig für einen Eintritt",
        "Bitte das Personal fragen.");
  }

  @Test
  void who_left_is_told_when() {
    var left = new Refusal.NoReEntry(Scene.NOW);
    assertTold(left, EN, "No re-entry", "You left at 17:15.", "Please ask the staff.");
    assertTold(
        left,
        DE,
        "Kein Wiedereinlass",
        "Sie sind um 17:15 Uhr hinausgegangen.",
        "Bitte das Personal fragen.");
    assertTold(left, JA, "再入場はできません", "17:15に退場されました。", "係員にお尋ねください。");
  }

  @Test
  void further_languages_add_their_headline_and_the_code_comes_last() {
    var inside = new Refuse(Optional.empty(), new Refusal.AlreadyInside(Scene.N4, Scene.NOW));
    assertThat(Advice.of(inside, CONCERT, List.of(JA, EN, DE, EN), TOKYO))
        .isEqualTo(
            new Advice(
                Tone.STOP,
                "すでに入場済みです",
                List.of(
                    "17:15 ゲート N4 で入場",
                    "Already inside",
                    "Bereits eingelassen",
                    "R09-ALREADY-INSIDE")));
  }

  @Test
  void a_venue_without_a_language_speaks_english() {
    assertThat(Advice.idle(List.of())).isEqualTo(Advice.idle(List.of(EN)));
    assertThat(Advice.of(new Refusal.Revoked(), List.of(), TOKYO).headline())
        .isEqualTo("Ticket no longer valid");
  }

  @Test
  void while_nobody_is_there_every_language_invites() {
    assertThat(Advice.idle(List.of(EN, DE, JA)))
        .isEqualTo(
            new Advice(
                Tone.IDLE,
                "Hold your ticket here",
                List.of(
                    "Card or phone, flat on the reader", "Ticket hier auflegen", "チケットをかざしてください")));
    assertThat(Advice.working(List.of(DE, JA, EN)))
        .isEqualTo(
            new Advice(
                Tone.WORKING,
                "Einen Moment",
                List.of("Bitte am Leser lassen", "そのままお待ちください", "One moment")));
    assertThat(Advice.working(List.of(JA)).lines()).containsExactly("読み取り部から離さないでください");
    assertThat(Advice.idle(List.of(JA)).lines()).hasSize(1);
    assertThat(Advice.idle(List.of(DE)).lines())
        .containsExactly("Karte oder Telefon flach an den Leser halten");
    assertThat(Advice.working(List.of(EN)).lines()).containsExactly("Keep it on the reader");
  }

  @Test
  void nothing_is_longer_than_there_is_room() {
    String forty = "x".repeat(40);
    assertThat(new Advice(Tone.STOP, forty, List.of()).headline()).isEqualTo(forty);
    assertThat(new Advice(Tone.STOP, forty + "y", List.of()).headline())
        .isEqualTo("x".repeat(39) + "…");
    String line = "z".repeat(160);
    assertThat(new Advice(Tone.STOP, "", List.of(line, line + "z", "3", "4", "5")).lines())
        .containsExactly(line, "z".repeat(159) + "…", "3", "4");
  }

  @Test
  void letters_outside_the_basic_plane_are_not_cut_in_half() {
    assertThat(new Advice(Tone.STOP, "🎫".repeat(41), List.of()).headline())
        .isEqualTo("🎫".repeat(39) + "…");
    assertThat(new Advice(Tone.STOP, "🎫".repeat(40), List.of()).headline())
        .isEqualTo("🎫".repeat(40));
  }

  @Test
  void control_characters_in_a_name_do_not_reach_the_panel() {
    var forged = new Refusal.WrongEvent(Scene.MATINEE, "A\u001b[2J\nB", Scene.NOW);
    assertThat(Advice.of(forged, List.of(EN), TOKYO).lines()).startsWith("A [2J B");
  }

  @Test
  void a_steward_gets_one_line_for_each_refusal() {
    List<String> hints = Refusals.each().stream().map(Advice::stewardHint).toList();
    assertThat(hints)
        .doesNotHaveDuplicates()
        .allSatisfy(hint -> assertThat(hint).matches("[A-Z][^\\n]{20,110}\\."));
  }

  @Test
  void a_stewards_line_has_what_the_visitor_cannot_know() {
    assertThat(Advice.stewardHint(new Refusal.FinishElsewhere(Scene.N4, 1)))
        .isEqualTo("Granted at gate n4 lane 2 and not walked: finish there.");
    assertThat(Advice.stewardHint(new Refusal.WrongGate("North", Set.of(Scene.N4))))
        .isEqualTo("Seat in zone North: send to N4.");
    assertThat(Advice.stewardHint(new Refusal.WrongGate("North", Set.of())))
        .isEqualTo("Seat in zone North: send to no gate at all.");
    assertThat(Advice.stewardHint(new Refusal.NoEntriesLeft(2, Optional.empty())))
        .isEqualTo("All 2 entries used.");
    assertThat(
            Advice.stewardHint(
                new Refusal.NoEntriesLeft(
                    2, Optional.of(Scene.exit(2, State.PASSED, Where.ANOTHER_GATE)))))
        .isEqualTo("All 2 entries used, last at gate n4 at 2026-09-12T07:02:30Z.");
    assertThat(Advice.stewardHint(new Refusal.Forged(Refusal.Flaw.UNKNOWN_KEY)))
        .contains("UNKNOWN_KEY");
  }

  @Test
  void a_language_is_found_by_its_tag() {
    assertThat(Language.of("ja")).contains(JA);
    assertThat(Language.of("de")).contains(DE);
    assertThat(Language.of("fr")).isEmpty();
  }

  /** What is told in one language, without the code that always follows. */
  private static void assertTold(Refusal why, Language language, String headline, String... lines) {
    Advice advice = Advice.of(why, List.of(language), TOKYO);
    assertThat(advice.headline()).isEqualTo(headline);
    assertThat(advice.lines())
        .containsExactlyElementsOf(Stream.concat(Stream.of(lines), Stream.of(why.code())).toList());
  }

  private static Advice admitted(Admit admit, Language language) {
    return Advice.of(admit, CONCERT, List.of(language), TOKYO);
  }

  private static Admit admit(Direction direction, Group group) {
    return admit(direction, group, Scene.concert().seats().at(Scene.SEAT_NORTH).orElseThrow());
  }

  private static Admit admit(Direction direction, Group group, Seat seat) {
    return new Admit(
        usual().ticket().id(), direction, 1, true, OptionalLong.empty(), group, seat, false);
  }
}
