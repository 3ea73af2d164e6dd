package org.stile.core.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stile.core.admission.Scene.CHIP;
import static org.stile.core.admission.Scene.CONCERT;
import static org.stile.core.admission.Scene.CONCERT_HASH;
import static org.stile.core.admission.Scene.DOORS;
import static org.stile.core.admission.Scene.LAST_ENTRY;
import static org.stile.core.admission.Scene.MATINEE;
import static org.stile.core.admission.Scene.N3;
import static org.stile.core.admission.Scene.N4;
import static org.stile.core.admission.Scene.NOW;
import static org.stile.core.admission.Scene.S1;
import static org.stile.core.admission.Scene.SEATS;
import static org.stile.core.admission.Scene.SEAT_NORTH;
import static org.stile.core.admission.Scene.SEAT_SOUTH;
import static org.stile.core.admission.Scene.entry;
import static org.stile.core.admission.Scene.exit;
import static org.stile.core.admission.Scene.usual;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.stile.core.Bytes;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.admission.Decision.Admit;
import org.stile.core.admission.Decision.Refuse;
import org.stile.core.admission.Scene.Where;
import org.stile.core.admission.TicketLedger.Passage;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventHash;
import org.stile.core.id.GateId;
import org.stile.core.master.AdmissionRules.ReEntry;
import org.stile.core.master.AdmissionRules.WhenClockUntrusted;
import org.stile.core.master.AdmissionRules.Window;
import org.stile.core.master.EventInformation;
import org.stile.core.master.EventMaster;
import org.stile.core.master.TicketStatus;
import org.stile.core.ticket.Ticket;

class AdmissionPolicyTest {
  private static final int VIP = 5;
  private static final Instant VIP_FROM = DOORS.minusSeconds(3600);
  private static final Instant VIP_UNTIL = DOORS.minusSeconds(1800);

  @Test
  void a_good_ticket_is_admitted_and_told_its_seat() {
    Scene scene = usual();
    assertThat(scene.decide())
        .isEqualTo(
            new Admit(
                scene.ticket().id(),
                Direction.ENTRY,
                1,
                true,
                OptionalLong.empty(),
                Group.ALONE,
                scene.master().seats().at(SEAT_NORTH).orElseThrow(),
                false));
  }

  @Test
  void the_place_in_the_group_is_passed_on() {
    TapContext tap = usual().tap();
    var group = new Group(3, 4);
    var third =
        new TapContext(
            CHIP, N3, tap.lane(), tap.direction(), CONCERT, tap.ledger(), group, tap.clock());
    var decision = AdmissionPolicy.decide(usual().ticket(), usual().master(), third);
    assertThat(((Admit) decision).group()).isEqualTo(group);
  }

  @Test
  void r3_on_another_chip_it_is_a_copy() {
    assertRefused(usual().chip(new ChipId(Bytes.hex("04a1b2c3d4e5f7"))), new Refusal.NotThisChip());
  }

  @Test
  void r4_a_revoked_ticket_is_refused_and_its_neighbours_are_not() {
    int index = usual().ticket().ticket().index();
    var valid = usual().master().status();
    assertRefused(
        usual().status(valid.with(Map.of(index, TicketStatus.REVOKED))), new Refusal.Revoked());
    assertAdmitted(
        usual()
            .status(
                valid.with(
                    Map.of(index - 1, TicketStatus.REVOKED, index + 1, TicketStatus.REVOKED))));
  }

  @Test
  void r4_a_suspended_ticket_is_refused_until_it_is_valid_again() {
    int index = usual().ticket().ticket().index();
    var suspended = usual().master().status().with(Map.of(index, TicketStatus.SUSPENDED));
    assertRefused(usual().status(suspended), new Refusal.Suspended());
    assertAdmitted(usual().status(suspended.with(Map.of(index, TicketStatus.VALID))));
  }

  @Test
  void r4_holds_on_the_way_out_too() {
    var revoked = usual().master().status().with(Map.of(17, TicketStatus.REVOKED));
    Scene leaving = usual().going(Direction.EXIT).after(entry(1, State.PASSED, Where.THIS_LANE));
    assertAdmitted(leaving);
    assertRefused(leaving.status(revoked), new Refusal.Revoked());
  }

  @Test
  void r5_a_ticket_of_another_event_is_told_which_one_and_when() {
    assertRefused(
        usual().admitting(MATINEE), new Refusal.WrongEvent(CONCERT, "Night of Strings", NOW));
  }

  @Test
  void r5_a_master_that_is_not_the_tickets_proves_nothing() {
    var otherHash = new EventHash(Bytes.hex("1122334455667799"));
    Scene foreign =
        usual()
            .ticket(
                t ->
                    new Ticket(
                        otherHash,
                        t.index(),
                        t.chip(),
                        t.seat(),
                        t.type(),
                        t.entries(),
                        t.issuedAt()));
    assertRefused(foreign, new Refusal.UnknownEvent(otherHash));
    Scene matinee =
        usual()
            .master(
                m ->
                    new EventMaster(
                        m.version(),
                        m.issuedAt(),
                        new EventInformation(
                            MATINEE, "Matinee", "Dome", "Tokyo", NOW, "Asia/Tokyo"),
                        m.signedInformation(),
                        m.accepted(),
                        m.venue(),
                        m.seats(),
                        m.rules(),
                        m.keys(),
                        m.status()));
    assertRefused(matinee, new Refusal.UnknownEvent(CONCERT_HASH));
    assertRefused(matinee.admitting(MATINEE), new Refusal.UnknownEvent(CONCERT_HASH));
  }

  @Test
  void r6_doors_open_on_the_second() {
    assertRefused(usual().at(DOORS.minusSeconds(1)), new Refusal.NotYetOpen(DOORS));
    assertAdmitted(usual().at(DOORS));
  }

  @Test
  void r6_last_entry_is_over_on_the_second() {
    assertAdmitted(usual().at(LAST_ENTRY.minusSeconds(1)));
    assertRefused(usual().at(LAST_ENTRY), new Refusal.Closed(LAST_ENTRY));
  }

  @Test
  void r6_lets_everybody_out_at_any_time() {
    Scene leaving = usual().going(Direction.EXIT).after(entry(1, State.PASSED, Where.THIS_LANE));
    assertAdmitted(leaving.at(DOORS.minusSeconds(1)));
    assertAdmitted(leaving.at(LAST_ENTRY.plusSeconds(36_000)));
    assertThat(
            assertAdmitted(
                    leaving
                        .clock(NOW, Trust.UNTRUSTED)
                        .whenClockUntrusted(WhenClockUntrusted.REFUSE))
                .clockDoubted())
        .isFalse();
  }

  @Test
  void r6_a_ticket_type_with_a_window_has_that_instead_of_doors() {
    Scene vip = usual().windows(new Window(Set.of(VIP, 6), VIP_FROM, VIP_UNTIL)).type(VIP);
    assertRefused(vip.at(VIP_FROM.minusSeconds(1)), new Refusal.NotYetOpen(VIP_FROM));
    assertAdmitted(vip.at(VIP_FROM));
    assertAdmitted(vip.at(VIP_UNTIL.minusSeconds(1)));
    assertRefused(vip.at(VIP_UNTIL), new Refusal.Closed(VIP_UNTIL));
    assertRefused(vip, new Refusal.Closed(VIP_UNTIL));
    assertAdmitted(vip.type(Scene.STANDARD));
    assertRefused(vip.type(Scene.STANDARD).at(VIP_FROM), new Refusal.NotYetOpen(DOORS));
  }

  @Test
  void r6_between_two_windows_one_waits_for_the_next() {
    Instant second = VIP_UNTIL.plusSeconds(600);
    Instant third = VIP_UNTIL.plusSeconds(6000);
    Scene vip =
        usual()
            .type(VIP)
            .windows(
                new Window(Set.of(VIP), third, third.plusSeconds(60)),
                new Window(Set.of(VIP), VIP_FROM, VIP_UNTIL),
                new Window(Set.of(VIP), second, second.plusSeconds(60)));
    assertRefused(vip.at(VIP_UNTIL), new Refusal.NotYetOpen(second));
    assertAdmitted(vip.at(second));
    assertRefused(vip.at(second.plusSeconds(60)), new Refusal.NotYetOpen(third));
    assertRefused(vip.at(third.plusSeconds(60)), new Refusal.Closed(third.plusSeconds(60)));
  }

  @Test
  void r6_an_untrusted_clock_is_marked_or_refused_as_the_venue_chose() {
    Scene doubted = usual().clock(NOW, Trust.UNTRUSTED);
    assertThat(assertAdmitted(doubted).clockDoubted()).isTrue();
    assertThat(assertAdmitted(doubted.clock(NOW, Trust.HELD)).clockDoubted()).isFalse();
    assertRefused(
        doubted.whenClockUntrusted(WhenClockUntrusted.REFUSE), new Refusal.ClockNotTrusted());
  }

  @Test
  void r6_closed_is_certain_on_any_clock() {
    for (Trust trust : Trust.values()) {
      for (WhenClockUntrusted policy : WhenClockUntrusted.values()) {
        Scene scene = usual().whenClockUntrusted(policy);
        assertRefused(scene.clock(LAST_ENTRY, trust), new Refusal.Closed(LAST_ENTRY));
      }
    }
  }

  @Test
  void r6_it_is_never_before_the_master_was_signed_unless_a_trusted_clock_says_so() {
    Scene early = usual().at(DOORS.minusSeconds(1));
    Scene signedAfterDoors = early.masterIssuedAt(DOORS);
    assertAdmitted(signedAfterDoors.clock(DOORS.minusSeconds(1), Trust.HELD));
    assertRefused(signedAfterDoors, new Refusal.NotYetOpen(DOORS));
    assertRefused(early.clock(DOORS.minusSeconds(1), Trust.HELD), new Refusal.NotYetOpen(DOORS));
    assertRefused(
        early.masterIssuedAt(LAST_ENTRY).clock(DOORS.minusSeconds(1), Trust.UNTRUSTED),
        new Refusal.Closed(LAST_ENTRY));
  }

  @Test
  void r7_a_seat_of_another_zone_is_told_which_gates_lead_there() {
    assertAdmitted(usual().gate(N4));
    assertRefused(usual().gate(S1), new Refusal.WrongGate("North", Set.of(N3, N4)));
    assertRefused(usual().seat(SEAT_SOUTH), new Refusal.WrongGate("South", Set.of(S1)));
  }

  @Test
  void r7_a_gate_that_is_not_on_the_venues_list_leads_nowhere() {
    assertRefused(usual().gate(new GateId("x9")), new Refusal.WrongGate("North", Set.of(N3, N4)));
  }

  @Test
  void r7_out_goes_everybody_through_any_gate() {
    assertAdmitted(
        usual().gate(S1).going(Direction.EXIT).after(entry(1, State.PASSED, Where.ANOTHER_GATE)));
  }

  @Test
  void r7_a_seat_that_is_not_on_the_map_is_refused_both_ways() {
    assertRefused(usual().seat(SEATS), new Refusal.UnknownSeat(SEATS));
    assertRefused(
        usual().seat(SEATS).going(Direction.EXIT).after(entry(1, State.PASSED, Where.THIS_LANE)),
        new Refusal.UnknownSeat(SEATS));
    assertAdmitted(usual().seat(SEATS - 1).gate(S1));
  }

  @Test
  void r8_a_withdrawn_entry_is_used_up_though_nobody_walked() {
    Passage withdrawn = entry(1, State.WITHDRAWN, Where.THIS_LANE);
    assertRefused(usual().after(withdrawn), new Refusal.NoEntriesLeft(1, Optional.empty()));
    assertThat(assertAdmitted(usual().entries(2).after(withdrawn)).number()).isEqualTo(2);
    Passage left = exit(1, State.PASSED, Where.THIS_LANE);
    assertRefused(
        usual()
            .reEntry(ReEntry.COUNTED)
            .entries(2)
            .after(left, entry(2, State.WITHDRAWN, Where.ANOTHER_GATE)),
        new Refusal.NoEntriesLeft(2, Optional.of(left)));
  }

  @Test
  void r8_counted_re_entry_ends_with_the_last_entry_paid_for() {
    Passage left = exit(2, State.PASSED, Where.THIS_LANE);
    Passage[] twice = {
      entry(1, State.PASSED, Where.THIS_LANE),
      exit(1, State.PASSED, Where.THIS_LANE),
      entry(2, State.PASSED, Where.THIS_LANE),
      left
    };
    Scene counted = usual().reEntry(ReEntry.COUNTED).after(twice);
    assertRefused(counted.entries(2), new Refusal.NoEntriesLeft(2, Optional.of(left)));
    Admit third = assertAdmitted(counted.entries(3));
    assertThat(third.number()).isEqualTo(3);
    assertThat(third.debits()).isTrue();
  }

  @Test
  void r8_an_exit_proves_the_entry_that_the_chip_no_longer_shows() {
    Scene returning =
        usual().reEntry(ReEntry.COUNTED).after(exit(2, State.PASSED, Where.ANOTHER_GATE));
    assertThat(returning.entries(2).decide())
        .isInstanceOfSatisfying(
            Refuse.class, r -> assertThat(r.why()).isInstanceOf(Refusal.NoEntriesLeft.class));
    assertThat(assertAdmitted(returning.entries(3)).number()).isEqualTo(3);
    assertThat(assertAdmitted(returning.reEntry(ReEntry.FREE)).debits()).isFalse();
  }

  @Test
  void r8_an_entry_that_is_taken_up_again_is_not_counted_twice() {
    Admit resumed = assertAdmitted(usual().after(entry(1, State.STAMPED, Where.THIS_LANE)));
    assertThat(resumed.resumes()).isEqualTo(OptionalLong.of(1001));
    assertThat(resumed.number()).isEqualTo(1);
    assertThat(resumed.debits()).isTrue();
  }

  @Test
  void r8_numbers_end_where_a_stamp_does() {
    Scene free = usual().reEntry(ReEntry.FREE);
    Passage last = exit(Passage.NUMBER_MAX, State.PASSED, Where.THIS_LANE);
    assertRefused(free.after(last), new Refusal.NoEntriesLeft(1, Optional.of(last)));
    assertThat(assertAdmitted(free.after(exit(254, State.PASSED, Where.THIS_LANE))).number())
        .isEqualTo(Passage.NUMBER_MAX);
  }

  @Test
  void r8_the_last_number_can_still_be_finished_and_left_with() {
    Scene free = usual().reEntry(ReEntry.FREE);
    Passage in = entry(Passage.NUMBER_MAX, State.STAMPED, Where.THIS_LANE);
    Passage out = exit(Passage.NUMBER_MAX, State.STAMPED, Where.THIS_LANE);
    assertThat(assertAdmitted(free.after(in)).resumes()).isPresent();
    Scene leaving = free.going(Direction.EXIT);
    assertThat(assertAdmitted(leaving.after(in)).number()).isEqualTo(Passage.NUMBER_MAX);
    assertThat(assertAdmitted(leaving.after(in, out)).resumes()).isPresent();
    Passage refused = exit(Passage.NUMBER_MAX, State.WITHDRAWN, Where.THIS_LANE);
    assertRefused(leaving.after(in, refused), new Refusal.NoEntriesLeft(1, Optional.of(in)));
    Passage walked = entry(Passage.NUMBER_MAX, State.PASSED, Where.THIS_LANE);
    assertRefused(
        leaving.after(walked, refused), new Refusal.NoEntriesLeft(1, Optional.of(walked)));
  }

  @Test
  void r9_a_second_tap_is_told_when_and_where_the_first_one_was() {
    Passage first = entry(1, State.PASSED, Where.ANOTHER_GATE);
    assertRefused(usual().after(first), new Refusal.AlreadyInside(N4, first.at()));
  }

  @Test
  void r9_an_exit_begun_leaves_the_holder_inside_since_the_entry() {
    Passage in = entry(1, State.PASSED, Where.ANOTHER_GATE);
    Passage begun = exit(1, State.STAMPED, Where.THIS_LANE);
    assertRefused(usual().after(in, begun), new Refusal.AlreadyInside(N4, in.at()));
    assertRefused(usual().after(begun), new Refusal.AlreadyInside(N3, begun.at()));
  }

  @Test
  void r9_what_was_begun_is_finished_at_that_gate_and_lane() {
    Passage begun = entry(1, State.STAMPED, Where.THIS_LANE);
    assertThat(assertAdmitted(usual().after(begun)).resumes()).hasValue(1001);
    assertRefused(usual().lane(2).after(begun), new Refusal.FinishElsewhere(N3, 1));
    assertRefused(usual().gate(N4).after(begun), new Refusal.FinishElsewhere(N3, 1));
  }

  @Test
  void r9_a_free_re_entry_is_taken_up_again_without_a_debit() {
    Scene back =
        usual()
            .after(
                entry(1, State.PASSED, Where.THIS_LANE),
                exit(1, State.PASSED, Where.THIS_LANE),
                entry(2, State.GRANTED, Where.THIS_LANE));
    Admit free = assertAdmitted(back.reEntry(ReEntry.FREE));
    assertThat(free.resumes()).hasValue(1002);
    assertThat(free.number()).isEqualTo(2);
    assertThat(free.debits()).isFalse();
    assertThat(assertAdmitted(back.reEntry(ReEntry.COUNTED)).debits()).isTrue();
  }

  @Test
  void r10_out_is_out_where_the_event_says_so() {
    Passage left = exit(1, State.PASSED, Where.THIS_LANE);
    Scene back = usual().entries(9).after(entry(1, State.PASSED, Where.THIS_LANE), left);
    assertRefused(back, new Refusal.NoReEntry(left.at()));
    assertAdmitted(back.reEntry(ReEntry.FREE));
  }

  @Test
  void r10_a_grant_that_never_reached_the_chip_is_no_way_back_in() {
    Passage left = exit(1, State.PASSED, Where.ANOTHER_GATE);
    Passage granted = entry(2, State.GRANTED, Where.THIS_LANE);
    Scene back = usual().entries(9).after(left, granted);
    assertRefused(back, new Refusal.NoReEntry(left.at()));
    assertThat(assertAdmitted(back.reEntry(ReEntry.FREE)).resumes()).hasValue(1002);
    Scene stamped = usual().entries(9).after(left, entry(2, State.STAMPED, Where.THIS_LANE));
    assertThat(assertAdmitted(stamped).resumes()).hasValue(1002);
  }

  @Test
  void r10_exits_have_their_own_numbers_and_debit_nothing() {
    Admit leaving =
        assertAdmitted(
            usual()
                .going(Direction.EXIT)
                .reEntry(ReEntry.COUNTED)
                .after(
                    entry(1, State.PASSED, Where.THIS_LANE),
                    exit(1, State.PASSED, Where.THIS_LANE),
                    entry(2, State.PASSED, Where.THIS_LANE)));
    assertThat(leaving.direction()).isEqualTo(Direction.EXIT);
    assertThat(leaving.number()).isEqualTo(2);
    assertThat(leaving.debits()).isFalse();
    assertThat(leaving.resumes()).isEmpty();
  }

  @Test
  void the_first_objection_in_the_order_of_the_rules_is_the_answer() {
    Scene wrong =
        usual()
            .chip(new ChipId(Bytes.hex("01020304")))
            .status(usual().master().status().with(Map.of(17, TicketStatus.REVOKED)))
            .admitting(MATINEE)
            .at(LAST_ENTRY)
            .gate(S1)
            .after(entry(1, State.PASSED, Where.ANOTHER_GATE));
    assertCode(wrong, "R03");
    wrong = wrong.chip(CHIP);
    assertCode(wrong, "R04");
    wrong = wrong.status(usual().master().status());
    assertCode(wrong, "R05");
    wrong = wrong.admitting(CONCERT);
    assertCode(wrong, "R06");
    wrong = wrong.at(NOW);
    assertCode(wrong, "R07");
    wrong = wrong.gate(N3);
    assertCode(wrong, "R09");
    assertAdmitted(wrong.after());
  }

  private static void assertCode(Scene scene, String rule) {
    assertThat(((Refuse) scene.decide()).why().code()).startsWith(rule);
  }

  private static void assertRefused(Scene scene, Refusal why) {
    assertThat(scene.decide()).isEqualTo(new Refuse(Optional.of(scene.ticket().id()), why));
  }

  private static Admit assertAdmitted(Scene scene) {
    Decision decision = scene.decide();
    assertThat(decision).isInstanceOf(Admit.class);
    return (Admit) decision;
  }
}
