package org.stile.drivers.pn532;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.channel.ChipTarget;
import org.stile.core.Bytes;

/** What a listing says, as a PN532 reports it and as it might be torn. */
class TargetTest {
  private static final Bytes RECORDED = Bytes.hex("01 01 0344 20 07 04112233445566 06 7577810280");

  private static final ChipTarget DESFIRE =
      new ChipTarget(Bytes.hex("04112233445566"), 0x0344, 0x20, Bytes.hex("067577810280"));

  @Test
  void a_recorded_listing_is_understood() throws Exception {
    assertThat(Target.parse(RECORDED)).containsExactly(new Target(1, DESFIRE));
    assertThat(Target.parse(Bytes.of(0))).isEmpty();
  }

  @Test
  void two_targets_are_told_apart_with_and_without_ats() throws Exception {
    Bytes two = Bytes.concat(Bytes.of(2), RECORDED.from(1), Bytes.hex("02 0044 00 04 11223344"));
    assertThat(Target.parse(two))
        .containsExactly(
            new Target(1, DESFIRE),
            new Target(2, new ChipTarget(Bytes.hex("11223344"), 0x0044, 0x00, Bytes.EMPTY)));
  }

  @Test
  void every_torn_listing_is_a_fault() {
    for (int length = 0; length < RECORDED.length(); length++) {
      Bytes torn = RECORDED.slice(0, length);
      if (length != RECORDED.length() - 6) { // Without its ATS it is a chip that gave none.
        assertThatThrownBy(() -> Target.parse(torn)).isInstanceOf(ChannelException.class);
      }
    }
    for (String odd :
        List.of("03", "0101034420051122334455", "0101034420071122334455667700", "0000")) {
      assertThatThrownBy(() -> Target.parse(Bytes.hex(odd))).isInstanceOf(ChannelException.class);
    }
  }

  @Test
  void the_bit_rate_is_the_fastest_both_directions_and_the_settings_allow() {
    assertThat(withTa("77").fastest(ChipSpeed.KBIT_424)).isEqualTo(ChipSpeed.KBIT_424);
    assertThat(withTa("77").fastest(ChipSpeed.KBIT_212)).isEqualTo(ChipSpeed.KBIT_212);
    assertThat(withTa("77").fastest(ChipSpeed.KBIT_106)).isEqualTo(ChipSpeed.KBIT_106);
    assertThat(withTa("13").fastest(ChipSpeed.KBIT_424)).isEqualTo(ChipSpeed.KBIT_212);
    assertThat(withTa("44").fastest(ChipSpeed.KBIT_424)).isEqualTo(ChipSpeed.KBIT_106);
    assertThat(withTa("21").fastest(ChipSpeed.KBIT_424)).isEqualTo(ChipSpeed.KBIT_106);
    assertThat(withAts("0565810280").fastest(ChipSpeed.KBIT_424)).isEqualTo(ChipSpeed.KBIT_106);
    assertThat(withAts("0275").fastest(ChipSpeed.KBIT_424)).isEqualTo(ChipSpeed.KBIT_106);
  }

  @FuzzTest(maxDuration = "1m")
  void whatever_is_listed_is_understood_or_refused(byte[] data) {
    try {
      for (Target target : Target.parse(Bytes.copyOf(data))) {
        target.fastest(ChipSpeed.KBIT_424);
      }
    } catch (ChannelException refused) {
      assertThat(refused.fault()).isNotNull();
    }
  }

  private static Target withTa(String ta) {
    return withAts("0675" + ta + "810280");
  }

  private static Target withAts(String ats) {
    return new Target(1, new ChipTarget(Bytes.hex("04112233445566"), 0x0344, 0x20, Bytes.hex(ats)));
  }
}
