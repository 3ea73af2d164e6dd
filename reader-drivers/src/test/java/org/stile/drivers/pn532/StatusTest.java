package org.stile.drivers.pn532;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stile.chips.channel.ChannelException.Fault;

/** The status byte: low six bits an error, bit 6 more to come, bit 7 a node address. */
class StatusTest {
  @ParameterizedTest
  @CsvSource({
    "00, OK",
    "01, TIME_OUT",
    "02, CRC",
    "03, PARITY",
    "04, BIT_COUNT",
    "05, FRAMING",
    "06, BIT_COLLISION",
    "07, BUFFER_TOO_SMALL",
    "09, RF_OVERFLOW",
    "0A, FIELD_NOT_ON",
    "0B, RF_PROTOCOL",
    "0D, OVERHEATED",
    "0E, INTERNAL_OVERFLOW",
    "10, INVALID_PARAMETER",
    "12, DEP_UNSUPPORTED",
    "13, DATA_FORMAT",
    "14, AUTHENTICATION",
    "23, UID_CHECK_BYTE",
    "25, DEP_STATE",
    "26, NOT_ALLOWED",
    "27, WRONG_CONTEXT",
    "29, RELEASED",
    "2A, EXCHANGED",
    "2B, DISAPPEARED",
    "2C, NFCID3_MISMATCH",
    "2D, OVER_CURRENT",
    "2E, NAD_MISSING"
  })
  void each_code_has_its_meaning_whatever_the_two_flags(String code, Status status) {
    int low = Integer.parseInt(code, 16);
    for (int flags : new int[] {0x00, 0x40, 0x80, 0xC0}) {
      assertThat(Status.of(low | flags)).isEqualTo(status);
      assertThat(Status.announcesMore(low | flags)).isEqualTo((flags & 0x40) != 0);
    }
  }

  @Test
  void a_code_of_no_meaning_is_unknown() {
    assertThat(Status.of(0x08)).isEqualTo(Status.UNKNOWN);
    assertThat(Status.of(0x30)).isEqualTo(Status.UNKNOWN);
  }

  @Test
  void only_the_troubles_of_the_reader_itself_call_for_its_recovery() {
    var ownTroubles = EnumSet.noneOf(Status.class);
    for (Status status : Status.values()) {
      if (status.asFault() instanceof Fault.ReaderProtocol) {
        ownTroubles.add(status);
      }
    }
    assertThat(ownTroubles)
        .containsExactly(
            Status.BUFFER_TOO_SMALL,
            Status.FIELD_NOT_ON,
            Status.OVERHEATED,
            Status.INTERNAL_OVERFLOW,
            Status.INVALID_PARAMETER,
            Status.NOT_ALLOWED,
            Status.OVER_CURRENT,
            Status.UNKNOWN);
  }

  @Test
  void noise_is_what_a_slower_bit_rate_may_cure() {
    assertThat(Status.CRC.isNoise()).isTrue();
    assertThat(Status.TIME_OUT.isNoise()).isFalse();
    assertThat(Status.OK.isNoise()).isFalse();
    assertThat(Status.CRC).hasToString("02 CRC error");
  }
}
