package org.stile.system.chips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stile.system.chips.ChipRig.EVENT;
import static org.stile.system.chips.ChipRig.OTHER_EVENT;
import static org.stile.system.chips.ChipRig.TICKET;
import static org.stile.system.chips.ChipRig.entry;
import static org.stile.system.chips.ChipRig.order;
import static org.stile.system.chips.ChipRig.stamp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stile.chips.ChipException;
import org.stile.chips.ChipException.Fault;
import org.stile.chips.Directory;
import org.stile.chips.StampResult;
import org.stile.chips.TicketChip;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.desfire.ChipInspector;
import org.stile.chips.desfire.ChipReport;
import org.stile.chips.desfire.DeleteResult;
import org.stile.chips.desfire.IssueResult;
import org.stile.chips.desfire.Personalisation;
import org.stile.core.Bytes;
import org.stile.simulator.chip.Generation;
import org.stile.simulator.chip.VirtualChip;
import org.stile.system.chips.Field.Tear;

/** A chip pulled away at every single exchange of everything that is done to it. */
class TornChipTest {
  private final ChipRig rig = new ChipRig();

  static Stream<Arguments> tears() {
    return Stream.of(Generation.values())
        .flatMap(
            generation -> Stream.of(Tear.values()).map(tear -> Arguments.of(generation, tear)));
  }

  @ParameterizedTest
  @MethodSource("tears")
  void an_admission_is_whole_or_not_at_all_and_the_stamp_tells(Generation generation, Tear tear)
      throws ChipException {
    boolean finished = false;
    for (int exchange = 0; !finished; exchange++) {
      VirtualChip chip = rig.ticketed(generation, 3);
      Optional<StampResult> result = admit(Field.with(chip).tornAt(exchange, tear));
      ChipReport.Contents after = rig.contents(chip);
      boolean stamped = after.stamps().equals(List.of(stamp(0, 1)));
      assertThat(after.tickets().getFirst().entriesLeft())
          .as("stamp and debit together, torn %s exchange %d", tear, exchange)
          .isEqualTo(stamped ? 2 : 3);
      if (result.isPresent()) {
        switch (result.get()) {
          case StampResult.Committed _ -> {
            finished = true;
            assertThat(stamped).isTrue();
          }
          case StampResult.NotCommitted _ -> assertThat(stamped).isFalse();
          case StampResult.Unknown _ -> assertThat(stamped).isEqualTo(tear == Tear.AFTER);
        }
      } else {
        assertThat(stamped).isFalse();
      }
    }
  }

  /** Select to commit; empty if it was cut short before the commit. */
  private Optional<StampResult> admit(Field field) {
    try {
      TicketChip chip = rig.open(field);
      Directory.Entry entry = chip.readDirectory().of(EVENT).getFirst();
      assertThat(chip.readTicket(entry.slot(), entry.length())).isEqualTo(TICKET);
      if (!chip.readStamps().isEmpty()) {
        throw new AssertionError("a fresh ticket is not stamped");
      }
      return Optional.of(chip.prepare(entry(1)).commit());
    } catch (ChipException e) {
      assertThat(e.fault()).isInstanceOf(Fault.Channel.class);
      return Optional.empty();
    }
  }

  @ParameterizedTest
  @MethodSource("tears")
  void an_unknown_admission_is_settled_by_the_next_tap_without_a_second_debit(
      Generation generation, Tear tear) throws ChipException {
    VirtualChip chip = rig.ticketed(generation, 3);
    admit(Field.with(rig.ticketed(generation, 3))); // Now the gate knows an EV1 for what it is.
    Field rehearsal = Field.with(rig.ticketed(generation, 3));
    admit(rehearsal);
    Field field = Field.with(chip).tornAt(rehearsal.exchanges() - 1, tear);
    assertThat(admit(field)).containsInstanceOf(StampResult.Unknown.class);

    TicketChip again = rig.open(Field.with(chip));
    boolean done = again.readStamps().stream().anyMatch(stamp(0, 1)::equals);
    if (!done) {
      assertThat(again.prepare(entry(1)).commit()).isInstanceOf(StampResult.Committed.class);
    }
    assertThat(rig.contents(chip).tickets().getFirst().entriesLeft()).isEqualTo(2);
    assertThat(rig.contents(chip).stamps()).containsExactly(stamp(0, 1));
  }

  @ParameterizedTest
  @MethodSource("tears")
  void a_torn_issue_leaves_all_or_none(Generation generation, Tear tear) throws ChipException {
    boolean finished = false;
    for (int exchange = 0; !finished; exchange++) {
      VirtualChip chip = rig.ticketed(generation, 3);
      ChipReport.Contents before = rig.contents(chip);
      Field field = Field.with(chip).tornAt(exchange, tear);
      try {
        IssueResult result =
            rig.issuer.issue(
                field, List.of(order(OTHER_EVENT, TICKET, 9), order(EVENT, TICKET, 1)));
        finished = result instanceof IssueResult.Issued;
      } catch (ChipException e) {
        assertThat(e.fault()).isInstanceOf(Fault.Channel.class);
        assertThat(rig.contents(chip)).isEqualTo(before);
      }
      ChipReport.Contents after = rig.contents(chip);
      boolean issued = after.tickets().size() == 3;
      assertThat(issued || after.equals(before)).isTrue();
      if (issued) {
        assertThat(after.tickets())
            .extracting(ChipReport.Held::entriesLeft)
            .containsExactly(3, 9, 1);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tears")
  void a_torn_deletion_leaves_the_ticket_or_takes_it_with_its_entries(
      Generation generation, Tear tear) throws ChipException {
    boolean finished = false;
    for (int exchange = 0; !finished; exchange++) {
      VirtualChip chip = rig.ticketed(generation, 3);
      ChipReport.Contents before = rig.contents(chip);
      Field field = Field.with(chip).tornAt(exchange, tear);
      try {
        DeleteResult result = rig.issuer.delete(field, 0);
        finished = result instanceof DeleteResult.Deleted && field.exchanges() <= exchange;
      } catch (ChipException e) {
        assertThat(e.fault()).isInstanceOf(Fault.Channel.class);
        assertThat(rig.contents(chip)).isEqualTo(before);
      }
      assertThat(rig.contents(chip).tickets().isEmpty() || rig.contents(chip).equals(before))
          .isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("tears")
  void a_torn_personalisation_is_made_good_by_the_next(Generation generation, Tear tear)
      throws IOException {
    boolean finished = false;
    for (int exchange = 0; !finished; exchange++) {
      VirtualChip chip = ChipRig.blank(generation);
      try {
        rig.issuer.personalise(Field.with(chip).tornAt(exchange, tear));
        finished = true;
      } catch (ChipException e) {
        assertThat(e.fault()).isInstanceOf(Fault.Channel.class);
      }
      boolean begun = new ChipInspector(rig.random).look(Field.with(chip)).hasApplication();
      Personalisation again = rig.issuer.personalise(Field.with(chip));
      assertThat(again == Personalisation.MADE)
          .as("begun anew, torn %s exchange %d", tear, exchange)
          .isEqualTo(!begun);
      assertThat(rig.issuer.personalise(Field.with(chip))).isEqualTo(Personalisation.ALREADY);
      assertThat(keyVersions(chip)).containsOnly(Bytes.hex("07 91 00"));
      assertThat(rig.issuer.issue(Field.with(chip), List.of(order(EVENT, TICKET, 2))))
          .isEqualTo(new IssueResult.Issued(List.of(0)));
      assertThat(rig.open(Field.with(chip)).prepare(entry(1)).commit())
          .isInstanceOf(StampResult.Committed.class);
    }
  }

  /** The version of each key, as the chip tells anyone (GetKeyVersion). */
  private static List<Bytes> keyVersions(VirtualChip chip) throws ChannelException {
    Field field = Field.with(chip);
    field.transceive(Bytes.hex("90 5A 00 00 03 10 71 F5 00"));
    List<Bytes> versions = new ArrayList<>();
    for (int key = 0; key < 5; key++) {
      versions.add(field.transceive(Bytes.of(0x90, 0x64, 0, 0, 1, key, 0)));
    }
    return versions;
  }
}
