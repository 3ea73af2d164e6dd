package org.stile.simulator.chip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.stile.chips.ChipException;
import org.stile.chips.Stamp;
import org.stile.chips.StampOrder;
import org.stile.chips.StampResult;
import org.stile.chips.TicketChip;
import org.stile.core.Bytes;
import org.stile.simulator.chip.TearingChip.Moment;
import org.stile.simulator.chip.TestReader.Flow;

/** The chip pulled away at every exchange of an admission, and in the middle of writes. */
class TearingTest {
  /** Select, authenticate, read, stamp, debit, commit; an EV1 asks once more who it is. */
  private static final int EXCHANGES_MAX = 15;

  private static DesfireChip ev1;
  private static DesfireChip ev2;

  @BeforeAll
  static void make_chips() throws ChipException {
    ev1 = TicketsOnChipTest.withTicket(Generation.EV1);
    ev2 = TicketsOnChipTest.withTicket(Generation.EV2);
  }

  static Stream<Arguments> everyMomentOfEveryExchange() {
    return Stream.of(ev1, ev2)
        .flatMap(
            chip ->
                Stream.of(Moment.values())
                    .flatMap(
                        moment ->
                            Stream.iterate(0, i -> i + 1)
                                .limit(EXCHANGES_MAX)
                                .map(i -> Arguments.of(chip.image().generation(), moment, i))));
  }

  private enum Said {
    YES,
    NO,
    DO_NOT_KNOW
  }

  @ParameterizedTest
  @MethodSource("everyMomentOfEveryExchange")
  void stamp_and_debit_are_there_together_or_not_at_all(
      Generation generation, Moment moment, int exchange) throws ChipException {
    DesfireChip chip =
        VirtualChips.twin(
            generation.knowsEv2() ? ev2 : ev1, new Random(exchange), ComputeTimes.OFF);
    var torn = new TearingChip(chip, exchange, moment);
    Said said = admit(torn);
    torn.bringBack();
    List<Stamp> stamps = TicketsOnChipTest.open(torn).readStamps();
    boolean stamped = stamps.equals(List.of(TicketsOnChipTest.stamp(TicketsOnChipTest.NONCE)));
    assertThat(stamps.isEmpty()).isNotEqualTo(stamped);
    assertThat(entriesLeft(chip)).isEqualTo(stamped ? 1 : 2);
    assertThat(said).isIn(stamped ? Said.YES : Said.NO, Said.DO_NOT_KNOW);
  }

  /** With what it says about itself when it is through, if it gets there. */
  private static Said admit(VirtualChip chip) {
    try {
      TicketChip open = TicketsOnChipTest.open(chip);
      var _ = open.readDirectory();
      var _ = open.readTicket(0, 118);
      var _ = open.readStamps();
      var order = new StampOrder(TicketsOnChipTest.stamp(TicketsOnChipTest.NONCE), true);
      return switch (open.prepare(order).commit()) {
        case StampResult.Committed _ -> Said.YES;
        case StampResult.NotCommitted _ -> Said.NO;
        case StampResult.Unknown _ -> Said.DO_NOT_KNOW;
      };
    } catch (ChipException e) {
      return Said.NO; // It never came to a commit.
    }
  }

  private static int entriesLeft(DesfireChip chip) {
    Application application = chip.image().applications().get(0xF57110);
    return application.files().get(0x09) instanceof CardFile.Value value ? value.value() : -1;
  }

  /** The commit is the last exchange; before and while writing it did not happen, after it did. */
  @ParameterizedTest
  @EnumSource(Moment.class)
  void a_torn_commit_is_wholly_before_or_wholly_after(Moment moment) throws ChipException {
    var counted =
        new TearingChip(
            VirtualChips.twin(ev2, new Random(1), ComputeTimes.OFF), 1000, Moment.BEFORE);
    assertThat(admit(counted)).isEqualTo(Said.YES);
    DesfireChip chip = VirtualChips.twin(ev2, new Random(2), ComputeTimes.OFF);
    var torn = new TearingChip(chip, counted.exchanges() - 1, moment);
    assertThat(admit(torn)).isEqualTo(Said.DO_NOT_KNOW);
    assertThat(torn.wasTorn()).isTrue();
    assertThat(entriesLeft(chip))
        .isEqualTo(
            switch (moment) {
              case BEFORE, WHILE_WRITING -> 2;
              case BEFORE_THE_ANSWER, ANSWER_CORRUPTED -> 1;
            });
  }

  private static TestReader withStandardFile(DesfireChip chip, CommMode mode, int size) {
    TestReader reader = TestReader.at(chip);
    reader.must(0xCA, TestApplication.AID + TestApplication.SETTINGS + "85");
    reader.select(TestApplication.AID);
    reader.authenticate(Generation.EV2, 0, TestApplication.KEY);
    reader.must(0xCD, TestApplication.standard(1, mode, TestApplication.rights(0, 0, 0, 0), size));
    return reader;
  }

  private static Bytes content(DesfireChip chip) {
    Application application = chip.image().applications().get(0xF57110);
    return application.files().get(1) instanceof CardFile.Data data ? data.content() : Bytes.EMPTY;
  }

  @Test
  void a_standard_file_torn_while_it_is_written_is_half_new_and_half_old() {
    DesfireChip chip = TicketsOnChipTest.blank(Generation.EV2);
    TestReader reader = withStandardFile(chip, CommMode.PLAIN, 8);
    Bytes command =
        Bytes.concat(
            Bytes.hex("908d00000f"),
            TestApplication.range(1, 0, 8),
            Bytes.hex("ff".repeat(8) + "00"));
    chip.exchangeTorn(command);
    assertThat(content(chip)).isEqualTo(Bytes.hex("ffffffff00000000"));
    assertThat(reader.chip().exchange(command).isSilence()).isTrue();
  }

  @Test
  void a_standard_file_pulled_away_between_two_frames_holds_what_had_come() {
    DesfireChip chip = TicketsOnChipTest.blank(Generation.EV2);
    TestReader reader = withStandardFile(chip, CommMode.PLAIN, 100);
    Bytes first = Bytes.concat(TestApplication.range(1, 0, 100), Bytes.hex("ff".repeat(52)));
    assertThat(reader.frame(0x3D, first).status()).isEqualTo(0xAF);
    assertThat(content(chip)).isEqualTo(Bytes.copyOf(new byte[100]));
    chip.leaveField();
    assertThat(content(chip)).isEqualTo(Bytes.hex("ff".repeat(52) + "00".repeat(48)));
  }

  @Test
  void an_enciphered_write_cut_between_two_frames_leaves_no_cipher_text_behind() {
    DesfireChip chip = TicketsOnChipTest.blank(Generation.EV2);
    TestReader reader = withStandardFile(chip, CommMode.FULL, 100);
    Bytes sent =
        reader.protect(
            0x3D,
            TestApplication.range(1, 0, 100),
            Bytes.copyOf(new byte[100]),
            CommMode.FULL,
            Flow.IN);
    assertThat(reader.frame(0x3D, sent.slice(0, 59)).status()).isEqualTo(0xAF);
    chip.leaveField();
    assertThat(content(chip)).isEqualTo(Bytes.copyOf(new byte[100]));
  }

  @Test
  void a_chip_that_was_pulled_away_stays_away_until_it_is_brought_back() {
    DesfireChip chip = TicketsOnChipTest.blank(Generation.EV2);
    var torn = new TearingChip(chip, 1, Moment.BEFORE);
    torn.enterField();
    Bytes version = Bytes.hex("9060000000");
    assertThat(torn.exchange(version).isSilence()).isFalse();
    assertThat(torn.isNear()).isTrue();
    assertThat(torn.exchange(version).isSilence()).isTrue();
    assertThat(torn.isNear()).isFalse();
    torn.enterField();
    assertThat(torn.exchange(version).isSilence()).isTrue();
    torn.bringBack();
    torn.enterField();
    assertThat(torn.isNear()).isTrue();
    assertThat(torn.exchange(version).isSilence()).isFalse();
  }
}
