package org.stile.core.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.stile.core.admission.Scene.entry;
import static org.stile.core.admission.Scene.exit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stile.core.admission.GroupOrder.Member;
import org.stile.core.admission.GroupOrder.Turn;
import org.stile.core.admission.Scene.Where;
import org.stile.core.admission.TicketLedger.Passage;
import org.stile.core.admission.TicketLedger.State;

class GroupOrderTest {
  private static final TicketLedger FRESH = TicketLedger.EMPTY;
  private static final TicketLedger INSIDE = after(entry(1, State.STAMPED, Where.THE_CHIP));
  private static final TicketLedger ENTERING = after(entry(1, State.STAMPED, Where.THIS_LANE));
  private static final TicketLedger OUTSIDE =
      after(entry(1, State.PASSED, Where.THIS_LANE), exit(1, State.PASSED, Where.THIS_LANE));
  private static final TicketLedger LEAVING =
      after(entry(1, State.PASSED, Where.THIS_LANE), exit(1, State.STAMPED, Where.THIS_LANE));

  @Test
  void nobody_in_yet_is_asked_from_the_lowest_slot() {
    assertThat(order(Direction.ENTRY, FRESH, FRESH, FRESH))
        .containsExactly("0:1/3", "1:2/3", "2:3/3");
  }

  @Test
  void slots_are_what_the_members_say_and_not_their_place_in_the_list() {
    var members = List.of(new Member(7, FRESH), new Member(2, FRESH));
    assertThat(GroupOrder.of(Direction.ENTRY, members))
        .containsExactly(new Turn(2, new Group(1, 2)), new Turn(7, new Group(2, 2)));
  }

  @Test
  void each_tap_admits_the_next_one() {
    assertThat(order(Direction.ENTRY, INSIDE, FRESH, FRESH, FRESH))
        .containsExactly("1:2/4", "2:3/4", "3:4/4", "0:1/4");
    assertThat(order(Direction.ENTRY, INSIDE, INSIDE, INSIDE, FRESH))
        .containsExactly("3:4/4", "0:1/4", "1:2/4", "2:3/4");
  }

  @Test
  void what_was_begun_is_finished_first() {
    assertThat(order(Direction.ENTRY, INSIDE, FRESH, ENTERING)).startsWith("2:2/3", "1:3/3");
    assertThat(order(Direction.EXIT, INSIDE, OUTSIDE, LEAVING)).startsWith("2:2/3", "0:3/3");
  }

  @Test
  void those_who_never_came_go_in_before_those_who_come_back() {
    assertThat(order(Direction.ENTRY, OUTSIDE, FRESH)).containsExactly("1:1/2", "0:2/2");
  }

  @Test
  void who_is_about_to_leave_is_still_inside() {
    assertThat(order(Direction.ENTRY, LEAVING, FRESH)).containsExactly("1:2/2", "0:1/2");
  }

  @Test
  void each_tap_at_the_exit_lets_out_one_who_is_inside() {
    assertThat(order(Direction.EXIT, INSIDE, INSIDE)).containsExactly("0:1/2", "1:2/2");
    assertThat(order(Direction.EXIT, OUTSIDE, INSIDE)).containsExactly("1:2/2", "0:1/2");
    assertThat(order(Direction.EXIT, FRESH, INSIDE)).containsExactly("1:1/2", "0:2/2");
    assertThat(order(Direction.EXIT, FRESH, ENTERING)).containsExactly("1:1/2", "0:2/2");
    assertThat(order(Direction.EXIT, OUTSIDE, FRESH)).containsExactly("1:2/2", "0:1/2");
  }

  @Test
  void when_all_have_gone_they_are_asked_in_turn() {
    assertThat(order(Direction.ENTRY, INSIDE, INSIDE)).containsExactly("0:1/2", "1:2/2");
  }

  @Test
  void one_ticket_is_a_group_of_one() {
    assertThat(GroupOrder.of(Direction.ENTRY, List.of(new Member(0, INSIDE))))
        .containsExactly(new Turn(0, Group.ALONE));
    assertThat(GroupOrder.of(Direction.ENTRY, List.of())).isEmpty();
  }

  @Test
  void a_group_has_no_place_outside_of_it() {
    assertThat(new Group(8, 8).size()).isEqualTo(8);
    assertThatIllegalArgumentException().isThrownBy(() -> new Group(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Group(2, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Group(1, 9));
    assertThatIllegalArgumentException().isThrownBy(() -> new Group(1, 0));
  }

  @Test
  void the_next_is_asked_unless_it_could_only_say_the_same() {
    for (Refusal why : Refusals.each()) {
      boolean same = why instanceof Refusal.ByChip || why instanceof Refusal.ClockNotTrusted;
      assertThat(GroupOrder.asksNext(why)).as(why.code()).isEqualTo(!same);
    }
  }

  @Test
  void a_family_is_told_why_the_last_ticket_cannot_go_in_and_not_that_the_others_did() {
    var inside = new Refusal.AlreadyInside(Scene.N3, Scene.NOW);
    var elsewhere = new Refusal.AlreadyInside(Scene.N4, Scene.NOW);
    assertThat(GroupOrder.told(List.of())).isEmpty();
    assertThat(GroupOrder.told(List.of(inside, elsewhere))).contains(elsewhere);
    assertThat(GroupOrder.told(List.of(new Refusal.Revoked(), inside)))
        .contains(new Refusal.Revoked());
    assertThat(GroupOrder.told(List.of(inside, new Refusal.FinishElsewhere(Scene.N4, 1), inside)))
        .contains(new Refusal.FinishElsewhere(Scene.N4, 1));
    assertThat(GroupOrder.told(List.of(new Refusal.NoReEntry(Scene.NOW), new Refusal.NotInside())))
        .contains(new Refusal.NotInside());
  }

  @Test
  void four_people_go_in_and_out_with_one_chip_as_the_page_shows() {
    var ledgers = new ArrayList<>(List.of(FRESH, FRESH, FRESH, FRESH));
    for (int person = 0; person < 4; person++) {
      assertThat(tap(Direction.ENTRY, ledgers)).isEqualTo(person + ":" + (person + 1) + "/4");
    }
    assertThat(tap(Direction.ENTRY, ledgers)).isEqualTo("R09-ALREADY-INSIDE");
    for (int person = 0; person < 4; person++) {
      assertThat(tap(Direction.EXIT, ledgers)).isEqualTo(person + ":" + (person + 1) + "/4");
    }
    assertThat(tap(Direction.EXIT, ledgers)).isEqualTo("R10-NOT-INSIDE");
    assertThat(tap(Direction.ENTRY, ledgers)).isEqualTo("R10-NO-RE-ENTRY");
  }

  /** One tap as a gate does it; whoever is admitted walks. */
  private static String tap(Direction direction, List<TicketLedger> ledgers) {
    var objections = new ArrayList<Refusal>();
    for (Turn turn : GroupOrder.of(direction, members(ledgers))) {
      Scene scene = Scene.usual().going(direction).ledger(ledgers.get(turn.slot()));
      switch (scene.decide()) {
        case Decision.Admit admit -> {
          ledgers.set(
              turn.slot(),
              ledgers
                  .get(turn.slot())
                  .with(
                      List.of(
                          Scene.passage(
                              direction, admit.number(), State.PASSED, Where.THIS_LANE))));
          return shown(turn);
        }
        case Decision.Refuse refuse -> objections.add(refuse.why());
      }
      if (!GroupOrder.asksNext(objections.getLast())) {
        break;
      }
    }
    return GroupOrder.told(objections).orElseThrow().code();
  }

  private static List<String> order(Direction direction, TicketLedger... known) {
    return GroupOrder.of(direction, members(List.of(known))).stream()
        .map(GroupOrderTest::shown)
        .toList();
  }

  private static String shown(Turn turn) {
    return turn.slot() + ":" + turn.group().position() + "/" + turn.group().size();
  }

  private static List<Member> members(List<TicketLedger> known) {
    return IntStream.range(0, known.size())
        .mapToObj(slot -> new Member(slot, known.get(slot)))
        .toList();
  }

  private static TicketLedger after(Passage... passages) {
    return new TicketLedger(List.of(passages));
  }
}
