package org.stile.system.chips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stile.chips.ChipException;
import org.stile.chips.ChipException.Fault;
import org.stile.chips.desfire.Personalisation;
import org.stile.core.Bytes;
import org.stile.simulator.chip.Generation;
import org.stile.simulator.chip.VirtualChip;

/** A chip that comes to the issuer with the application half made by somebody else. */
class ForeignHandsTest {
  private static final int OURS = 0x0B;

  /** What counter 0 is made with; the seventh and eighth digit are its rights, low byte first. */
  private static final String COUNTER = "09 01 2013 00000000 FF000000 00000000 00";

  private final ChipRig rig = new ChipRig();

  @ParameterizedTest
  @EnumSource
  void what_is_exactly_as_we_make_it_is_finished(Generation generation) throws IOException {
    VirtualChip chip = ChipRig.blank(generation);
    var hands = ForeignHands.making(Field.with(chip), OURS);
    hands.command(0xCC, Bytes.hex(COUNTER));
    assertThat(rig.issuer.personalise(Field.with(chip))).isEqualTo(Personalisation.COMPLETED);
  }

  @ParameterizedTest
  @EnumSource
  void a_counter_that_anyone_may_credit_is_refused(Generation generation) throws IOException {
    VirtualChip chip = ChipRig.blank(generation);
    var hands = ForeignHands.making(Field.with(chip), OURS);
    hands.command(0xCC, Bytes.hex(COUNTER.replace("2013", "E013")));
    assertRefused(chip);
  }

  @ParameterizedTest
  @EnumSource
  void a_counter_of_another_type_is_refused(Generation generation) throws IOException {
    VirtualChip chip = ChipRig.blank(generation);
    var hands = ForeignHands.making(Field.with(chip), OURS);
    hands.command(0xCD, Bytes.hex("09 01 2013 200000"));
    assertRefused(chip);
  }

  @ParameterizedTest
  @EnumSource
  void files_that_can_be_deleted_without_a_key_are_refused(Generation generation)
      throws IOException {
    VirtualChip chip = ChipRig.blank(generation);
    ForeignHands.making(Field.with(chip), 0x0F);
    assertRefused(chip);
  }

  @ParameterizedTest
  @EnumSource
  void a_file_too_many_is_refused(Generation generation) throws IOException {
    VirtualChip chip = ChipRig.blank(generation);
    var hands = ForeignHands.making(Field.with(chip), OURS);
    hands.command(0xCD, Bytes.hex("1F 00 EEEE 200000"));
    assertRefused(chip);
  }

  @ParameterizedTest
  @EnumSource
  void a_key_that_they_mean_to_keep_is_refused(Generation generation) throws IOException {
    for (int version : new int[] {7, 0}) {
      VirtualChip chip = ChipRig.blank(generation);
      var hands = ForeignHands.making(Field.with(chip), OURS);
      hands.changeKey(2, Bytes.hex("0102030405060708090A0B0C0D0E0F10"), version);
      assertThatThrownBy(() -> rig.issuer.personalise(Field.with(chip)))
          .isInstanceOfSatisfying(
              ChipException.class,
              e ->
                  assertThat(e.fault())
                      .isInstanceOfAny(Fault.NotGenuine.class, Fault.Refused.class));
      assertThatThrownBy(() -> rig.contents(chip)).isInstanceOf(ChipException.class);
    }
  }

  private void assertRefused(VirtualChip chip) {
    assertThatThrownBy(() -> rig.issuer.personalise(Field.with(chip)))
        .isInstanceOfSatisfying(
            ChipException.class, e -> assertThat(e.fault()).isInstanceOf(Fault.NotGenuine.class));
  }
}
