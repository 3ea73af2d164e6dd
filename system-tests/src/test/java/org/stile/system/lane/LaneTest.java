package org.stile.system.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stile.cache.SqliteJournal;
import org.stile.chips.desfire.IssueOrder;
import org.stile.core.Bytes;
import org.stile.core.admission.Decision.Admit;
import org.stile.core.admission.Direction;
import org.stile.core.admission.Refusal;
import org.stile.core.admission.Tone;
import org.stile.core.id.ChipId;
import org.stile.core.master.TicketStatus;
import org.stile.core.sample.SampleEvent;
import org.stile.core.sample.SampleKeys;
import org.stile.core.ticket.TicketCodec;
import org.stile.gate.device.Sounder.Sound;
import org.stile.gate.lane.LaneState;
import org.stile.gate.lane.Stage;
import org.stile.gate.lane.TapReport;
import org.stile.simulator.chip.DirectChannel;
import org.stile.simulator.chip.Generation;
import org.stile.simulator.pn532.Faults.Moment;

/** Whole lanes: virtual chip, simulated PN532 on a pty, real driver, real journal. */
class LaneTest extends LaneFixture {
  @ParameterizedTest
  @EnumSource(Generation.class)
  void a_ticket_lets_one_in_and_the_second_tap_is_told_when_and_where(Generation generation)
      throws Exception {
    LaneRig rig = north();
    var chip = venue.chip(generation, venue.north(5));
    var entered = venue.now().now();
    TapReport first = rig.tap(chip);
    Admit admit = admission(first);
    assertThat(admit.number()).isEqualTo(1);
    assertThat(admit.debits()).isTrue();
    assertThat(first.readerCommands()).isBetween(10L, 14L);
    assertThat(first.stages()).containsKeys(Stage.values());
    assertThat(first.shown().tone()).isEqualTo(Tone.GO);
    assertThat(venue.entriesLeft(chip)).isZero();

    venue.advance(Duration.ofMinutes(3));
    TapReport second = rig.tap(chip);
    assertThat(refusal(second)).isEqualTo(new Refusal.AlreadyInside(NORTH, entered));
    assertThat(rig.heard).containsExactly(Sound.ADMITTED, Sound.REFUSED);
    assertThat(rig.rowsAfter(0))
        .containsExactly("STARTED", "GRANTED", "STAMPED", "OPENED", "PASSED", "R09-ALREADY-INSIDE");
  }

  @Test
  void who_turns_back_may_tap_again_at_that_lane_and_pays_once() throws Exception {
    LaneRig rig = north();
    var chip = venue.chip(Generation.EV2, venue.north(5));
    admission(rig.tapAndTurnBack(chip));
    assertThat(venue.contents(chip).stamps()).hasSize(1);
    long before = rig.lastRow();
    Admit again = admission(rig.tap(chip));
    assertThat(again.resumes()).isPresent();
    assertThat(venue.contents(chip).stamps()).hasSize(1);
    assertThat(rig.rowsAfter(before)).containsExactly("OPENED", "PASSED");
    assertThat(refusal(rig.tap(chip))).isInstanceOf(Refusal.AlreadyInside.class);
  }

  @Test
  void who_turned_back_is_sent_to_the_lane_that_let_them_in() throws Exception {
    SqliteJournal shared = journal("journal.db", NORTH);
    LaneRig first = rig(shared, NORTH, 0, Direction.ENTRY);
    LaneRig second = rig(shared, NORTH, 1, Direction.ENTRY);
    var chip = venue.chip(Generation.EV2, venue.north(5));
    admission(first.tapAndTurnBack(chip));
    assertThat(refusal(second.tap(chip))).isEqualTo(new Refusal.FinishElsewhere(NORTH, 0));
    admission(first.tap(chip));
  }

  @ParameterizedTest
  @EnumSource(Moment.class)
  void a_chip_pulled_away_at_any_exchange_pays_once_and_gets_in_in_the_end(Moment moment)
      throws Exception {
    LaneRig rig = north();
    int stampedOnceMore = 0;
    for (int pulledAt = 0; pulledAt < 11; pulledAt++) {
      var chip = venue.chip(Generation.EV2, venue.north(20 + pulledAt));
      long before = rig.lastRow();
      rig.reader.faults().pullChipAfter(pulledAt, moment);
      TapReport torn = rig.hold(chip);
      rig.reader.faults().mend();
      if (torn.opened()) { // The admission took fewer exchanges: this is the whole of it.
        rig.walk(torn);
        rig.remove(chip);
      } else {
        assertThat(torn.shown().tone()).as("pulled at %d", pulledAt).isEqualTo(Tone.AGAIN);
        rig.remove(chip);
        admission(rig.tap(chip));
      }
      assertThat(venue.entriesLeft(chip)).isZero();
      assertThat(venue.contents(chip).stamps()).as("pulled at %d", pulledAt).hasSize(1);
      List<String> rows = rig.rowsAfter(before);
      assertThat(rows).as("pulled at %d", pulledAt).containsOnlyOnce("GRANTED", "OPENED", "PASSED");
      assertThat(refusal(rig.tap(chip))).isInstanceOf(Refusal.AlreadyInside.class);
      if (rows.contains("NOT_STAMPED")) {
        stampedOnceMore++;
        // Or a power cut in the second attempt would leave a stamp that nobody looks for.
        assertThat(rows).containsSubsequence("NOT_STAMPED", "STAMP_UNKNOWN", "STAMPED");
      }
    }
    assertThat(stampedOnceMore).as("taps that had to stamp twice").isPositive();
  }

  @Test
  void a_chip_that_lies_on_the_reader_is_tapped_once() throws Exception {
    LaneRig rig = north();
    var chip = venue.chip(Generation.EV2, venue.north(5));
    TapReport first = rig.hold(chip);
    rig.walk(first);
    assertThat(rig.answersWithin(Duration.ofSeconds(1))).isFalse();
    assertThat(rig.state()).isInstanceOf(LaneState.Removing.class);
    rig.remove(chip);
  }

  @Test
  void a_ticket_used_at_a_gate_that_cannot_be_heard_is_told_where_by_its_stamp() throws Exception {
    LaneRig elsewhere = rig(journal("other.db", NEXT), NEXT, 3, Direction.ENTRY);
    LaneRig here = north();
    var chip = venue.chip(Generation.EV2, venue.north(5));
    var entered = venue.now().now();
    admission(elsewhere.tap(chip));
    venue.advance(Duration.ofMinutes(10));
    assertThat(refusal(here.tap(chip))).isEqualTo(new Refusal.AlreadyInside(NEXT, entered));
    assertThat(here.rowsAfter(0))
        .containsExactly("STARTED", "GRANTED", "WITHDRAWN", "R09-ALREADY-INSIDE");
    long before = here.lastRow();
    assertThat(refusal(here.tap(chip))).isInstanceOf(Refusal.ByRule.class);
    assertThat(here.rowsAfter(before)).hasSize(1);
  }

  @Test
  void a_gate_that_lost_its_journal_believes_the_chip() throws Exception {
    var chip = venue.chip(Generation.EV2, venue.north(5));
    LaneRig before = north();
    admission(before.tap(chip));
    before.stop();
    LaneRig after = rig(journal("new.db", NORTH), NORTH, 0, Direction.ENTRY);
    assertThat(refusal(after.tap(chip))).isInstanceOf(Refusal.AlreadyInside.class);
  }

  @Test
  void a_family_on_one_chip_goes_in_one_by_one() throws Exception {
    LaneRig rig = north();
    var chip = venue.chip(Generation.EV2, venue.north(5), venue.north(6), venue.north(7));
    var seats = new ArrayList<Integer>();
    for (int position = 1; position <= 3; position++) {
      Admit admit = admission(rig.tap(chip));
      assertThat(admit.group().position()).isEqualTo(position);
      assertThat(admit.group().size()).isEqualTo(3);
      seats.add(admit.ticket().index());
    }
    assertThat(seats).containsExactly(5, 6, 7);
    assertThat(refusal(rig.tap(chip))).isInstanceOf(Refusal.AlreadyInside.class);
  }

  @Test
  void one_of_a_family_who_turns_back_is_the_next_to_go_in() throws Exception {
    LaneRig rig = north();
    var chip = venue.chip(Generation.EV2, venue.north(5), venue.north(6));
    int first = admission(rig.tapAndTurnBack(chip)).ticket().index();
    assertThat(admission(rig.tap(chip)).ticket().index()).isEqualTo(first);
    assertThat(admission(rig.tap(chip)).ticket().index()).isNotEqualTo(first);
  }

  @Test
  void out_and_in_again_where_the_event_allows_it_costs_nothing() throws Exception {
    SqliteJournal shared = journal("journal.db", FOYER);
    venue.masters.set(List.of(venue.concert.master()));
    venue.advance(Duration.ofDays(1));
    LaneRig in = rig(shared, FOYER, 0, Direction.ENTRY);
    LaneRig out = rig(shared, FOYER, 1, Direction.EXIT);
    var chip = venue.chip(Generation.EV2, venue.parquet(9, 1));
    assertThat(refusal(out.tap(chip))).isInstanceOf(Refusal.NotInside.class);
    assertThat(admission(in.tap(chip)).debits()).isTrue();
    Admit exit = admission(out.tap(chip));
    assertThat(exit.direction()).isEqualTo(Direction.EXIT);
    assertThat(exit.debits()).isFalse();
    Admit back = admission(in.tap(chip));
    assertThat(back.debits()).isFalse();
    assertThat(back.number()).isEqualTo(2);
    assertThat(refusal(in.tap(chip))).isInstanceOf(Refusal.AlreadyInside.class);
    assertThat(venue.entriesLeft(chip)).isZero();
    assertThat(venue.contents(chip).stamps()).hasSize(3);
  }

  @Test
  void each_chip_that_is_no_good_here_is_told_why_and_written_down() throws Exception {
    LaneRig rig = north();
    assertThat(refusal(rig.tap(venue.chip(Generation.EV2, venue.parquet(1, 1)))))
        .isInstanceOf(Refusal.WrongEvent.class);
    assertThat(refusal(rig.tap(venue.chip(Generation.EV2)))).isEqualTo(new Refusal.NoTicket());
    assertThat(refusal(rig.tap(venue.blank(Generation.EV2))))
        .isInstanceOf(Refusal.ForeignChip.class);
    var otherKeys = new Venue();
    assertThat(refusal(rig.tap(otherKeys.chip(Generation.EV2, otherKeys.north(5)))))
        .isEqualTo(new Refusal.ChipNotGenuine());
    assertThat(rig.rowsAfter(0))
        .containsExactly(
            "STARTED",
            "R05-WRONG-EVENT",
            "C03-NO-TICKET",
            "C01-FOREIGN-CHIP",
            "C02-CHIP-NOT-GENUINE");
  }

  @Test
  void a_copied_a_revoked_and_a_forged_ticket_stay_outside() throws Exception {
    LaneRig rig = north();
    var copied = venue.chip(Generation.EV2);
    var elsewhere = new ChipId(Bytes.hex("04AABBCCDDEEFF"));
    venue.issuer.issue(DirectChannel.tap(copied), List.of(venue.order(venue.north(5), elsewhere)));
    assertThat(refusal(rig.tap(copied))).isEqualTo(new Refusal.NotThisChip());

    var revoked = venue.chip(Generation.EV2, venue.north(6));
    SampleEvent next = venue.cup.withStatus(6, TicketStatus.REVOKED);
    venue.masters.set(List.of(next.master()));
    assertThat(refusal(rig.tap(revoked))).isEqualTo(new Refusal.Revoked());

    var forged = venue.chip(Generation.EV2);
    var id = new ChipId(forged.target().uid());
    Venue.Holding holding = venue.north(7);
    var honest = venue.order(holding, id);
    Bytes signed =
        TicketCodec.sign(
            venue.cup.unsignedTicket(id, holding.index(), holding.seat(), 0, 1),
            SampleKeys.seeded(2).issuing());
    var order = new IssueOrder(honest.event(), honest.information(), signed, 1);
    venue.issuer.issue(DirectChannel.tap(forged), List.of(order));
    assertThat(refusal(rig.tap(forged)))
        .isEqualTo(new Refusal.Forged(Refusal.Flaw.WRONG_SIGNATURE));
  }
}
