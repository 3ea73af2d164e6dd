package org.stile.system.chips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stile.system.chips.ChipRig.EVENT;
import static org.stile.system.chips.ChipRig.INFORMATION;
import static org.stile.system.chips.ChipRig.OTHER_EVENT;
import static org.stile.system.chips.ChipRig.TICKET;
import static org.stile.system.chips.ChipRig.entry;
import static org.stile.system.chips.ChipRig.filled;
import static org.stile.system.chips.ChipRig.order;
import static org.stile.system.chips.ChipRig.stamp;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stile.chips.ChipException;
import org.stile.chips.ChipException.Fault;
import org.stile.chips.Directory;
import org.stile.chips.Stamp;
import org.stile.chips.StampOrder;
import org.stile.chips.StampResult;
import org.stile.chips.TicketChip;
import org.stile.chips.desfire.ChipInspector;
import org.stile.chips.desfire.ChipKeys;
import org.stile.chips.desfire.ChipReport;
import org.stile.chips.desfire.ChipReport.Held;
import org.stile.chips.desfire.DeleteResult;
import org.stile.chips.desfire.DesfireFamily;
import org.stile.chips.desfire.DesfireIssuer;
import org.stile.chips.desfire.IssueResult;
import org.stile.chips.desfire.Personalisation;
import org.stile.core.Bytes;
import org.stile.simulator.chip.Generation;
import org.stile.simulator.chip.VirtualChip;

/** What a chip lives through, told by a virtual one that knows nothing of this layer's code. */
class ChipLifeTest {
  private final ChipRig rig = new ChipRig();

  @ParameterizedTest
  @EnumSource
  void a_blank_chip_is_made_ready_once(Generation generation) throws ChipException {
    VirtualChip chip = ChipRig.blank(generation);
    assertThat(rig.issuer.personalise(Field.with(chip))).isEqualTo(Personalisation.MADE);
    assertThat(rig.issuer.personalise(Field.with(chip))).isEqualTo(Personalisation.ALREADY);
    ChipReport.Contents contents = rig.contents(chip);
    assertThat(contents.directory()).isEqualTo(new Directory(1, 7, List.of()));
    assertThat(contents.transactionMac()).isEqualTo(generation != Generation.EV1);
    assertThat(contents.stamps()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void tickets_of_several_events_are_found_again(Generation generation) throws ChipException {
    VirtualChip chip = rig.ticketed(generation, 3);
    Bytes shorter = filled(60, 3);
    Bytes longest = filled(128, 4);
    assertThat(
            rig.issuer.issue(
                Field.with(chip),
                List.of(order(OTHER_EVENT, shorter, 1), order(EVENT, longest, 255))))
        .isEqualTo(new IssueResult.Issued(List.of(1, 2)));

    TicketChip opened = rig.open(Field.with(chip));
    Directory directory = opened.readDirectory();
    assertThat(directory.of(EVENT)).extracting(Directory.Entry::slot).containsExactly(0, 2);
    assertThat(directory.of(OTHER_EVENT)).extracting(Directory.Entry::slot).containsExactly(1);
    assertThat(opened.readTicket(0, 118)).isEqualTo(TICKET);
    assertThat(opened.readTicket(1, 60)).isEqualTo(shorter);
    assertThat(opened.readTicket(2, 128)).isEqualTo(longest);
    assertThat(rig.contents(chip).tickets())
        .extracting(Held::entriesLeft)
        .containsExactly(3, 1, 255);
  }

  @ParameterizedTest
  @EnumSource
  void a_stamp_and_its_debit_last_once_committed(Generation generation) throws ChipException {
    VirtualChip chip = rig.ticketed(generation, 2);
    StampResult result = rig.open(Field.with(chip)).prepare(entry(1)).commit();
    assertThat(result)
        .asInstanceOf(InstanceOfAssertFactories.type(StampResult.Committed.class))
        .extracting(committed -> committed.proof().length())
        .isEqualTo(generation == Generation.EV1 ? 0 : 12);
    assertThat(rig.open(Field.with(chip)).readStamps()).containsExactly(stamp(0, 1));
    assertThat(rig.contents(chip).tickets().getFirst().entriesLeft()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void an_aborted_stamp_leaves_nothing(Generation generation) throws ChipException {
    VirtualChip chip = rig.ticketed(generation, 2);
    TicketChip opened = rig.open(Field.with(chip));
    TicketChip.PendingStamp pending = opened.prepare(entry(1));
    pending.abort();
    assertThat(pending.commit()).isInstanceOf(StampResult.NotCommitted.class);
    assertThat(opened.readStamps()).isEmpty();
    assertThat(rig.contents(chip).tickets().getFirst().entriesLeft()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void a_reader_that_carries_only_short_commands_will_do(Generation generation)
      throws ChipException {
    VirtualChip chip = ChipRig.blank(generation);
    rig.issuer.personalise(Field.with(chip).carrying(61));
    assertThat(
            rig.issuer.issue(
                Field.with(chip).carrying(61), List.of(order(EVENT, filled(128, 5), 2))))
        .isEqualTo(new IssueResult.Issued(List.of(0)));
    TicketChip opened = rig.open(Field.with(chip).carrying(61));
    assertThat(opened.readTicket(0, 128)).isEqualTo(filled(128, 5));
    assertThat(opened.prepare(entry(1)).commit()).isInstanceOf(StampResult.Committed.class);
    assertThat(new ChipInspector(rig.random).look(Field.with(chip)).information())
        .containsOnly(Map.entry(0, INFORMATION));
  }

  @ParameterizedTest
  @EnumSource
  void a_second_commit_repeats_the_first_answer(Generation generation) throws ChipException {
    VirtualChip chip = rig.ticketed(generation, 2);
    Field field = Field.with(chip);
    TicketChip.PendingStamp pending = rig.open(field).prepare(entry(1));
    StampResult first = pending.commit();
    int exchanges = field.exchanges();
    assertThat(pending.commit()).isEqualTo(first);
    pending.abort();
    assertThat(field.exchanges()).isEqualTo(exchanges);
  }

  @ParameterizedTest
  @EnumSource
  void a_counter_at_zero_lets_nobody_in_and_keeps_no_stamp(Generation generation)
      throws ChipException {
    VirtualChip chip = rig.ticketed(generation, 1);
    rig.open(Field.with(chip)).prepare(entry(1)).commit();
    Field field = Field.with(chip);
    TicketChip opened = rig.open(field);
    assertThatThrownBy(() -> opened.prepare(entry(2)))
        .isInstanceOfSatisfying(
            ChipException.class, e -> assertThat(e.fault()).isEqualTo(new Fault.NoEntriesLeft(0)));
    assertThat(rig.open(field).readStamps()).containsExactly(stamp(0, 1));
  }

  @ParameterizedTest
  @EnumSource
  void stamps_come_newest_first_and_the_oldest_goes(Generation generation) throws ChipException {
    VirtualChip chip = rig.ticketed(generation, 20);
    rig.issuer.issue(Field.with(chip), List.of(order(OTHER_EVENT, TICKET, 1)));
    for (int number = 1; number <= 10; number++) {
      rig.open(Field.with(chip)).prepare(entry(number)).commit();
    }
    assertThat(rig.open(Field.with(chip)).readStamps())
        .extracting(Stamp::number)
        .containsExactly(10, 9, 8, 7, 6, 5, 4, 3);
    assertThat(rig.contents(chip).tickets().getFirst().entriesLeft()).isEqualTo(10);
  }

  @Test
  void an_ev1_with_one_ticket_tells_its_two_newest_stamps_in_one_frame() throws ChipException {
    VirtualChip chip = rig.ticketed(Generation.EV1, 20);
    for (int number = 1; number <= 3; number++) {
      rig.open(Field.with(chip)).prepare(entry(number)).commit();
    }
    Field field = Field.with(chip);
    TicketChip opened = rig.open(field);
    opened.readDirectory();
    int before = field.exchanges();
    assertThat(opened.readStamps()).containsExactly(stamp(0, 3), stamp(0, 2));
    assertThat(field.exchanges() - before).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void a_stamp_without_debit_takes_no_entry(Generation generation) throws ChipException {
    VirtualChip chip = rig.ticketed(generation, 2);
    rig.open(Field.with(chip)).prepare(new StampOrder(stamp(0, 1), false)).commit();
    assertThat(rig.contents(chip).tickets().getFirst().entriesLeft()).isEqualTo(2);
    assertThat(rig.contents(chip).stamps()).containsExactly(stamp(0, 1));
  }

  @ParameterizedTest
  @EnumSource
  void a_deleted_ticket_is_gone_with_its_entries(Generation generation) throws ChipException {
    VirtualChip chip = rig.ticketed(generation, 5);
    rig.issuer.issue(Field.with(chip), List.of(order(OTHER_EVENT, TICKET, 4)));
    assertThat(rig.issuer.delete(Field.with(chip), 0)).isEqualTo(new DeleteResult.Deleted());
    assertThat(rig.issuer.delete(Field.with(chip), 0)).isEqualTo(new DeleteResult.NotThere());
    assertThat(rig.contents(chip).tickets()).containsExactly(new Held(1, TICKET, 4));
    assertThat(new ChipInspector(rig.random).look(Field.with(chip)).information())
        .containsOnlyKeys(1);
    assertThat(rig.open(Field.with(chip)).readTicket(0, 118))
        .isEqualTo(Bytes.copyOf(new byte[118]));
    assertThat(rig.issuer.issue(Field.with(chip), List.of(order(EVENT, TICKET, 2))))
        .isEqualTo(new IssueResult.Issued(List.of(0)));
    assertThat(rig.contents(chip).tickets())
        .containsExactly(new Held(0, TICKET, 2), new Held(1, TICKET, 4));
  }

  @ParameterizedTest
  @EnumSource
  void a_full_chip_takes_no_more_and_keeps_what_it_has(Generation generation) throws ChipException {
    VirtualChip chip = rig.ticketed(generation, 1);
    var six = Collections.nCopies(6, order(EVENT, TICKET, 1));
    rig.issuer.issue(Field.with(chip), six);
    ChipReport.Contents before = rig.contents(chip);
    assertThat(before.tickets()).hasSize(7);
    assertThat(rig.issuer.issue(Field.with(chip), six.subList(0, 2)))
        .isEqualTo(new IssueResult.NoRoom(1));
    assertThat(rig.contents(chip)).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void anyone_may_see_what_a_chip_is_for(Generation generation) throws ChipException {
    VirtualChip chip = rig.ticketed(generation, 1);
    ChipReport report = new ChipInspector(rig.random).look(Field.with(chip));
    assertThat(report.version().orElseThrow().model())
        .isEqualTo("DESFire " + generation + ", 4 KB");
    assertThat(report.applications()).contains(List.of(Bytes.hex("1071F5")));
    assertThat(report.hasApplication()).isTrue();
    assertThat(report.information()).containsOnly(Map.entry(0, INFORMATION));
    assertThat(report.contents()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void a_chip_of_somebody_else_is_shown_and_refused(Generation generation) throws ChipException {
    VirtualChip chip = ChipRig.blank(generation);
    ChipReport report = new ChipInspector(rig.random).look(Field.with(chip));
    assertThat(report.hasApplication()).isFalse();
    assertThat(report.applications()).contains(List.of());
    assertFault(() -> rig.family.open(Field.with(chip)), Fault.Foreign.class);
    assertFault(
        () -> rig.issuer.issue(Field.with(chip), List.of(order(EVENT, TICKET, 1))),
        Fault.Foreign.class);
  }

  @ParameterizedTest
  @EnumSource
  void a_chip_with_other_keys_is_not_genuine_and_not_touched(Generation generation)
      throws ChipException {
    VirtualChip chip = rig.ticketed(generation, 1);
    ChipReport.Contents before = rig.contents(chip);
    var other = ChipKeys.draw(7, rig.random);
    var issuer = new DesfireIssuer(other, rig.random);
    var family = new DesfireFamily(other.gateKeys(), rig.random);
    assertFault(() -> family.open(Field.with(chip)), Fault.NotGenuine.class);
    assertFault(() -> issuer.personalise(Field.with(chip)), Fault.NotGenuine.class);
    assertFault(() -> issuer.delete(Field.with(chip), 0), Fault.NotGenuine.class);
    assertThat(rig.contents(chip)).isEqualTo(before);
  }

  private static void assertFault(ThrowingCallable call, Class<? extends Fault> fault) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ChipException.class, e -> assertThat(e.fault()).isInstanceOf(fault));
  }
}
