package org.stile.simulator.chip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stile.simulator.chip.TestApplication.range;
import static org.stile.simulator.chip.TestApplication.rights;
import static org.stile.simulator.chip.TestApplication.standard;

import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.stile.core.Bytes;
import org.stile.simulator.chip.TestReader.Flow;
import org.stile.simulator.chip.TestReader.Outcome;

/** Data in and out: every mode, every session, lengths around each frame boundary. */
class DataTest {
  private static final int SIZE = 256;

  static Stream<Arguments> modesAndLengths() {
    return Stream.of(Generation.EV1, Generation.EV2)
        .flatMap(
            generation ->
                Stream.of(CommMode.values())
                    .flatMap(
                        mode ->
                            IntStream.of(1, 15, 16, 43, 44, 51, 52, 53, 59, 60, 110, 111, 118, 256)
                                .mapToObj(length -> Arguments.of(generation, mode, length))));
  }

  private static TestReader withFile(Generation generation, CommMode mode) {
    TestReader reader = TestApplication.onNewChip(generation);
    reader.must(0xCD, standard(1, mode, rights(0, 0, 0, 0), SIZE));
    return reader;
  }

  @ParameterizedTest
  @MethodSource("modesAndLengths")
  void what_is_written_is_read(Generation generation, CommMode mode, int length) {
    TestReader reader = withFile(generation, mode);
    Bytes data = reader.draw(length);
    reader.send(0x3D, range(1, 0, length), data, mode, Flow.IN).ok();
    assertThat(reader.send(0xBD, range(1, 0, length), Bytes.EMPTY, mode, Flow.OUT).ok())
        .isEqualTo(data);
    Bytes all = reader.send(0xBD, range(1, 0, 0), Bytes.EMPTY, mode, Flow.OUT).ok();
    assertThat(all).isEqualTo(Bytes.concat(data, Bytes.copyOf(new byte[SIZE - length])));
  }

  @ParameterizedTest
  @EnumSource(CommMode.class)
  void what_is_written_in_one_piece_is_read_in_one_piece(CommMode mode) {
    TestReader reader = withFile(Generation.EV2, mode);
    Bytes data = reader.draw(200);
    reader.send(0x8D, range(1, 10, 200), data, mode, Flow.IN).ok();
    Bytes asked = reader.protect(0xAD, range(1, 10, 200), Bytes.EMPTY, mode, Flow.OUT);
    Outcome told = reader.frame(0xAD, asked);
    assertThat(told.status()).isZero();
    assertThat(told.data().length())
        .isEqualTo(mode == CommMode.PLAIN ? 200 : mode == CommMode.MACED ? 208 : 216);
  }

  /** 256 bytes and no MAC are all a short APDU can carry. */
  @Test
  void an_answer_in_one_piece_is_never_longer_than_an_apdu() {
    TestReader reader = withFile(Generation.EV2, CommMode.MACED);
    assertThat(reader.send(0xAD, range(1, 0, 248), Bytes.EMPTY, CommMode.MACED, Flow.OUT).status())
        .isZero();
    assertThat(reader.send(0xAD, range(1, 0, 249), Bytes.EMPTY, CommMode.MACED, Flow.OUT).status())
        .isEqualTo(0x7E);
  }

  @Test
  void frames_have_59_bytes_and_say_that_more_will_come() {
    TestReader reader = withFile(Generation.EV2, CommMode.PLAIN);
    assertThat(reader.frame(0xBD, range(1, 0, 120)).data().length()).isEqualTo(59);
    assertThat(reader.frame(0xAF, "").status()).isEqualTo(0xAF);
    Outcome last = reader.frame(0xAF, "");
    assertThat(last.status()).isZero();
    assertThat(last.data().length()).isEqualTo(2);
    assertThat(reader.frame(0xAF, "").status()).isEqualTo(0x1C);
  }

  /** 51 bytes of a directory and 8 of its MAC are one frame (docs/chip-layout.md). */
  @Test
  void a_directory_and_its_mac_are_one_frame() {
    TestReader reader = withFile(Generation.EV1, CommMode.MACED);
    Bytes asked = reader.protect(0xBD, range(1, 0, 51), Bytes.EMPTY, CommMode.MACED, Flow.OUT);
    Outcome told = reader.frame(0xBD, asked);
    assertThat(told.status()).isZero();
    assertThat(told.data().length()).isEqualTo(59);
  }

  @ParameterizedTest
  @CsvSource({"0, 257", "256, 1", "255, 2", "257, 0", "256, 0", "16777215, 16777215"})
  void reading_past_the_end_is_a_boundary_error(int offset, int length) {
    TestReader reader = withFile(Generation.EV2, CommMode.PLAIN);
    assertThat(reader.frame(0xBD, range(1, offset, length)).status()).isEqualTo(0xBE);
  }

  @ParameterizedTest
  @CsvSource({"0, 257", "256, 1", "255, 2", "16777215, 16777215"})
  void writing_past_the_end_is_refused_at_the_first_frame(int offset, int length) {
    TestReader reader = withFile(Generation.EV2, CommMode.PLAIN);
    Bytes first = Bytes.concat(range(1, offset, length), Bytes.of(1));
    assertThat(reader.frame(0x3D, first).status()).isEqualTo(0xBE);
  }

  @Test
  void writing_nothing_is_a_parameter_error() {
    TestReader reader = withFile(Generation.EV2, CommMode.PLAIN);
    assertThat(reader.frame(0x3D, range(1, 0, 0)).status()).isEqualTo(0x9E);
  }

  @Test
  void more_data_than_was_announced_is_a_length_error_and_writes_nothing() {
    TestReader reader = withFile(Generation.EV2, CommMode.PLAIN);
    Bytes tooMuch = Bytes.concat(range(1, 0, 60), Bytes.hex("aa".repeat(52)));
    assertThat(reader.frame(0x3D, tooMuch).status()).isEqualTo(0xAF);
    assertThat(reader.frame(0xAF, "aa".repeat(9)).status()).isEqualTo(0x7E);
    reader.authenticate(Generation.EV2, 0, TestApplication.KEY);
    assertThat(reader.send(0xBD, range(1, 0, 8), Bytes.EMPTY, CommMode.PLAIN, Flow.OUT).ok())
        .isEqualTo(Bytes.copyOf(new byte[8]));
  }

  @Test
  void a_frame_longer_than_the_chip_takes_is_a_length_error() {
    TestReader reader = withFile(Generation.EV2, CommMode.PLAIN);
    Bytes long60 = Bytes.concat(range(1, 0, 100), Bytes.copyOf(new byte[53]));
    assertThat(reader.frame(0x3D, long60).status()).isEqualTo(0x7E);
  }

  @ParameterizedTest
  @EnumSource(
      value = CommMode.class,
      names = {"MACED", "FULL"})
  void one_wrong_bit_anywhere_in_a_protected_write_is_noticed(CommMode mode) {
    for (Generation generation : new Generation[] {Generation.EV1, Generation.EV2}) {
      TestReader reader = withFile(generation, mode);
      Bytes data = Bytes.hex("0102030405060708090a0b0c0d0e0f10");
      int bits = 8 * (reader.protect(0x3D, range(1, 0, 16), data, mode, Flow.IN).length() - 7);
      for (int bit = 0; bit < bits; bit += 3) {
        reader.authenticate(generation, 0, TestApplication.KEY);
        byte[] wrong = reader.protect(0x3D, range(1, 0, 16), data, mode, Flow.IN).toArray();
        wrong[7 + bit / 8] ^= (byte) (1 << (bit % 8));
        assertThat(reader.frame(0x3D, Bytes.copyOf(wrong)).status()).isEqualTo(0x1E);
      }
      reader.authenticate(generation, 0, TestApplication.KEY);
      assertThat(reader.send(0xBD, range(1, 0, 16), Bytes.EMPTY, mode, Flow.OUT).ok())
          .isEqualTo(Bytes.copyOf(new byte[16]));
    }
  }

  @Test
  void an_ev1_session_counts_every_command_even_where_nothing_is_protected() {
    TestReader reader = withFile(Generation.EV1, CommMode.PLAIN);
    reader.must(0x64, "00"); // Moves the chain, so that a replayed answer would not fit.
    Bytes first = reader.whole(0xBD, range(1, 0, 8)).data();
    Bytes second = reader.whole(0xBD, range(1, 0, 8)).data();
    assertThat(first.slice(0, 8)).isEqualTo(second.slice(0, 8));
    assertThat(first.from(8)).isNotEqualTo(second.from(8));
  }

  @Test
  void an_ev1_does_not_know_commands_in_one_piece() {
    TestReader reader = withFile(Generation.EV1, CommMode.PLAIN);
    for (int code : new int[] {0xAD, 0x8D, 0xAB, 0x8B}) {
      assertThat(reader.frame(code, range(1, 0, 1)).status()).isEqualTo(0x1C);
    }
  }

  @Test
  void commands_go_native_as_well() {
    TestReader reader = TestReader.at(Generation.EV1);
    VirtualChip chip = reader.chip();
    assertThat(chip.exchange(Bytes.hex("ca1071f50b85")).response()).isEqualTo(Bytes.of(0x00));
    assertThat(chip.exchange(Bytes.hex("5a1071f5")).response()).isEqualTo(Bytes.of(0x00));
    assertThat(chip.exchange(Bytes.hex("6401")).response()).isEqualTo(Bytes.hex("0000"));
    assertThat(chip.exchange(Bytes.hex("ef")).response()).isEqualTo(Bytes.of(0x1C));
  }

  /** Frames that are cut anywhere say the same in the end. */
  @Test
  void a_reader_may_cut_its_frames_where_it_likes() {
    var random = new Random(11);
    TestReader reader = withFile(Generation.EV1, CommMode.MACED);
    for (int i = 0; i < 20; i++) {
      Bytes data = reader.draw(200);
      Bytes rest = reader.protect(0x3D, range(1, 0, 200), data, CommMode.MACED, Flow.IN);
      int code = 0x3D;
      Outcome outcome = new Outcome(0xAF, Bytes.EMPTY);
      while (!rest.isEmpty()) {
        int least = code == 0x3D ? 7 : 1;
        int length = Math.min(rest.length(), least + random.nextInt(52));
        outcome = reader.frame(code, rest.slice(0, length));
        rest = rest.from(length);
        code = 0xAF;
      }
      assertThat(outcome.status()).isZero();
      reader.authenticate(Generation.EV1, 0, TestApplication.KEY);
      assertThat(reader.send(0xBD, range(1, 0, 200), Bytes.EMPTY, CommMode.MACED, Flow.OUT).ok())
          .isEqualTo(data);
    }
  }
}
