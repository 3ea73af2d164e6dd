package org.stile.system.chips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stile.system.chips.ChipRig.EVENT;
import static org.stile.system.chips.ChipRig.TICKET;
import static org.stile.system.chips.ChipRig.entry;
import static org.stile.system.chips.ChipRig.filled;
import static org.stile.system.chips.ChipRig.order;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.stile.chips.ChipException;
import org.stile.chips.TicketChip;
import org.stile.core.Bytes;
import org.stile.simulator.chip.Generation;
import org.stile.simulator.chip.VirtualChip;

/** How often reader and chip speak for one admission: docs/chip-layout.md has the table. */
class TapBudgetTest {
  private final ChipRig rig = new ChipRig();

  @ParameterizedTest
  @CsvSource({"EV2, 128, 9", "EV3, 118, 9", "EV1, 110, 10", "EV1, 118, 11", "EV1, 128, 11"})
  void an_admission_takes_so_many_exchanges(Generation generation, int length, int exchanges)
      throws ChipException {
    Bytes ticket = filled(length, 9);
    VirtualChip chip = ChipRig.blank(generation);
    rig.issuer.personalise(Field.with(chip));
    rig.issuer.issue(Field.with(chip), List.of(order(EVENT, ticket, 9)));
    assertThat(admit(chip, 1)).isEqualTo(exchanges + (generation == Generation.EV1 ? 1 : 0));
    assertThat(admit(chip, 2)).isEqualTo(exchanges);
  }

  @ParameterizedTest
  @EnumSource(names = {"EV2", "EV3"})
  void the_gate_asks_for_nothing_it_does_not_need(Generation generation) throws ChipException {
    VirtualChip chip = rig.ticketed(generation, 9);
    Field field = Field.with(chip);
    TicketChip opened = rig.open(field);
    opened.readDirectory();
    opened.readTicket(0, TICKET.length());
    opened.readStamps();
    opened.prepare(entry(1)).commit();
    assertThat(field.instructions())
        .containsExactly(0x5A, 0x71, 0xAF, 0xAD, 0xAD, 0xAB, 0x8B, 0xDC, 0xC7);
  }

  private int admit(VirtualChip chip, int number) throws ChipException {
    Field field = Field.with(chip);
    TicketChip opened = rig.open(field);
    var entry = opened.readDirectory().of(EVENT).getFirst();
    opened.readTicket(entry.slot(), entry.length());
    opened.readStamps();
    opened.prepare(entry(number)).commit();
    return field.exchanges();
  }
}
