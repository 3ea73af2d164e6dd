package org.stile.simulator.chip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stile.chips.ChipException;
import org.stile.chips.StampOrder;
import org.stile.chips.StampResult;
import org.stile.chips.TicketChip;
import org.stile.core.Bytes;
import org.stile.simulator.chip.LyingChip.Lie;

/** Each lie is the lie it says it is, and the product's chip code falls for none. */
class LyingChipTest {
  private static final Bytes VERSION = Bytes.hex("9060000000");
  private static final Bytes HONEST = Bytes.hex("0401011200180591af");

  private static DesfireChip made;

  @BeforeAll
  static void make_a_chip() throws ChipException {
    made = TicketsOnChipTest.withTicket(Generation.EV2);
  }

  private static LyingChip lying(int from, Lie lie) {
    return new LyingChip(
        VirtualChips.twin(made, new Random(5), ComputeTimes.OFF), from, lie, new Random(6));
  }

  private static Bytes told(Lie lie) {
    LyingChip chip = lying(0, lie);
    chip.enterField();
    return chip.exchange(VERSION).response();
  }

  @Test
  void each_lie_is_what_it_says() {
    assertThat(told(Lie.ONE_BYTE_SHORT)).isEqualTo(Bytes.hex("04010112001891af"));
    assertThat(told(Lie.ONE_BYTE_LONG)).isEqualTo(Bytes.hex("040101120018050091af"));
    assertThat(told(Lie.BARE_SUCCESS)).isEqualTo(Bytes.hex("9100"));
    assertThat(told(Lie.ONE_BYTE_ONLY)).isEqualTo(Bytes.hex("04"));
    assertThat(told(Lie.WRONG_MAC)).isEqualTo(Bytes.hex("0401011200180491af"));
    assertThat(told(Lie.ENDLESS_FRAMES).from(59)).isEqualTo(Bytes.hex("91af"));
    assertThat(told(Lie.OTHER_UID)).isEqualTo(HONEST);
    assertThat(lying(0, Lie.OTHER_UID).target().uid()).isEqualTo(Bytes.hex("04112233445567"));
  }

  @Test
  void a_replayed_answer_is_the_honest_one_before() {
    LyingChip chip = lying(1, Lie.REPLAYED);
    chip.enterField();
    assertThat(chip.exchange(VERSION).response()).isEqualTo(HONEST);
    assertThat(chip.exchange(Bytes.hex("90af000000")).response()).isEqualTo(HONEST);
  }

  @Test
  void it_is_honest_until_its_time_comes() {
    LyingChip chip = lying(1, Lie.BARE_SUCCESS);
    chip.enterField();
    assertThat(chip.exchange(VERSION).response()).isEqualTo(HONEST);
    assertThat(chip.exchange(Bytes.hex("90af000000")).response()).isEqualTo(Bytes.hex("9100"));
  }

  /** From every exchange on: an admission is never believed to be committed by a liar. */
  @ParameterizedTest
  @EnumSource(Lie.class)
  void no_liar_is_admitted(Lie lie) {
    for (int from = 0; from < 9; from++) {
      LyingChip chip = lying(from, lie);
      assertThat(admitted(chip)).as("lying from exchange %d", from).isFalse();
      assertThat(chip.exchanges()).isLessThan(40);
    }
  }

  private static boolean admitted(VirtualChip chip) {
    try {
      Optional<TicketChip> found = TicketsOnChipTest.gate().open(DirectChannel.tap(chip));
      if (found.isEmpty()) {
        return false;
      }
      TicketChip open = found.get();
      var _ = open.readDirectory();
      var _ = open.readTicket(0, 118);
      var _ = open.readStamps();
      var order = new StampOrder(TicketsOnChipTest.stamp(TicketsOnChipTest.NONCE), true);
      return open.prepare(order).commit() instanceof StampResult.Committed;
    } catch (ChipException e) {
      return false;
    }
  }

  @Test
  void the_same_chip_without_a_lie_is_admitted() {
    assertThat(admitted(lying(1000, Lie.GARBAGE))).isTrue();
  }
}
