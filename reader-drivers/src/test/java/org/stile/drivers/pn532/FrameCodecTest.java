package org.stile.drivers.pn532;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stile.core.Bytes;
import org.stile.drivers.pn532.Frame.Direction;
import org.stile.drivers.pn532.Frame.Information;
import org.stile.drivers.pn532.FrameCodec.Decoded;
import org.stile.drivers.pn532.FrameCodec.Flaw;

/** Host frames, byte by byte; the vectors were recorded between foreign hosts and readers. */
class FrameCodecTest {
  private static final String VERSION_ANSWER = "0000FF06FAD50332010607E800";
  private static final String ERROR = "0000FF01FF7F8100";

  @ParameterizedTest
  @CsvSource({
    "0000FF02FED4022A00, 02, ''",
    "0000FF03FDD414011700, 14, 01",
    "0000FF05FBD4140100001700, 14, 010000",
    "0000FF03FDD412140600, 12, 14",
    "0000FF04FCD4320100F900, 32, 0100",
    "0000FF06FAD43205000102F200, 32, 05000102",
    "0000FF06FAD43205FFFFFFF800, 32, 05FFFFFF",
    "0000FF04FCD44A0100E100, 4A, 0100",
    "0000FF03FDD45200DA00, 52, 00",
    "0000FF04FCD416B0006600, 16, B000"
  })
  void a_command_is_framed_as_foreign_hosts_were_seen_to(String frame, String code, String data) {
    var command =
        new Information(Direction.HOST_TO_CHIP, Integer.parseInt(code, 16), Bytes.hex(data));
    assertThat(Bytes.copyOf(FrameCodec.encode(command))).isEqualTo(Bytes.hex(frame));
    assertThat(decode(frame)).isEqualTo(new Decoded.Complete(command, frame.length() / 2));
  }

  @ParameterizedTest
  @CsvSource({
    VERSION_ANSWER + ", 03, 32010607",
    "0000FF02FED5151600, 15, ''",
    "0000FF03FDD54B00E000, 4B, 00",
    "0000FF15EBD54B010103442007041122334455660675778102801200, 4B,"
        + " 01010344200704112233445566067577810280"
  })
  void a_response_is_read_as_foreign_readers_sent_it(String frame, String code, String data) {
    var response =
        new Information(Direction.CHIP_TO_HOST, Integer.parseInt(code, 16), Bytes.hex(data));
    assertThat(decode(frame)).isEqualTo(new Decoded.Complete(response, frame.length() / 2));
  }

  @Test
  void ack_nack_and_error_frame_are_told_apart() {
    assertThat(Bytes.copyOf(FrameCodec.ack())).isEqualTo(Bytes.hex("0000FF00FF00"));
    assertThat(Bytes.copyOf(FrameCodec.nack())).isEqualTo(Bytes.hex("0000FFFF0000"));
    assertThat(decode("0000FF00FF00")).isEqualTo(new Decoded.Complete(new Frame.Ack(), 6));
    assertThat(decode("0000FFFF0000")).isEqualTo(new Decoded.Complete(new Frame.Nack(), 6));
    assertThat(decode(ERROR)).isEqualTo(new Decoded.Complete(new Frame.SyntaxError(), 8));
  }

  @Test
  void a_frame_goes_extended_with_its_256th_byte() {
    assertThat(FrameCodec.encode(response(253))).hasSize(262).startsWith(0, 0, 0xFF, 0xFF, 0x01);
    assertThat(FrameCodec.encode(response(254)))
        .hasSize(266)
        .startsWith(0, 0, 0xFF, 0xFF, 0xFF, 0x01, 0x00, 0xFF, 0xD5);
    assertThat(FrameCodec.encode(response(259))) // As recorded: LEN 0105, LCS FA.
        .startsWith(0, 0, 0xFF, 0xFF, 0xFF, 0x01, 0x05, 0xFA, 0xD5);
    assertThat(FrameCodec.encode(response(263))).hasSize(FrameCodec.FRAME_LENGTH_MAX);
  }

  @Test
  void every_length_survives_the_round_trip() {
    for (int length = 0; length <= Information.PAYLOAD_LENGTH_MAX; length++) {
      Information frame = response(length);
      byte[] bytes = FrameCodec.encode(frame);
      assertThat(FrameCodec.decode(bytes, bytes.length))
          .isEqualTo(new Decoded.Complete(frame, bytes.length));
    }
  }

  @Test
  void a_short_frame_may_come_extended() {
    assertThat(decode("0000FFFFFF0002FED5151600"))
        .isEqualTo(
            new Decoded.Complete(new Information(Direction.CHIP_TO_HOST, 0x15, Bytes.EMPTY), 12));
  }

  @Test
  void no_prefix_of_a_frame_is_taken_for_anything() {
    for (int length : new int[] {0, 1, 30, 253, 254, 263}) {
      byte[] bytes = FrameCodec.encode(response(length));
      for (int count = 0; count < bytes.length; count++) {
        assertThat(FrameCodec.decode(bytes, count)).isInstanceOf(Decoded.Incomplete.class);
      }
    }
  }

  @Test
  void nothing_longer_than_a_response_can_be_made_or_read() {
    assertThatThrownBy(() -> response(264)).isInstanceOf(IllegalArgumentException.class);
    assertThat(decode("0000FFFFFF0109F6")).isInstanceOf(Decoded.Incomplete.class);
    assertThat(decode("0000FFFFFF010AF5")).isEqualTo(new Decoded.Malformed(Flaw.TOO_LONG, 3));
    assertThat(decode("0000FFFFFFFFFF02")).isEqualTo(new Decoded.Malformed(Flaw.TOO_LONG, 3));
  }

  @Test
  void each_flaw_has_its_name() {
    assertThat(decode("0000FF02FDD5151600"))
        .isEqualTo(new Decoded.Malformed(Flaw.LENGTH_CHECKSUM, 3));
    assertThat(decode("0000FFFFFF0105FB00"))
        .isEqualTo(new Decoded.Malformed(Flaw.LENGTH_CHECKSUM, 3));
    assertThat(decode("0000FF02FED5151700"))
        .isEqualTo(new Decoded.Malformed(Flaw.DATA_CHECKSUM, 8));
    assertThat(decode("0000FF02FED6151500"))
        .isEqualTo(new Decoded.Malformed(Flaw.UNKNOWN_DIRECTION, 9));
    assertThat(decode("0000FF02FED5151655")).isEqualTo(new Decoded.Malformed(Flaw.NO_POSTAMBLE, 8));
    assertThat(decode("0000FF000000")).isEqualTo(new Decoded.Malformed(Flaw.EMPTY_BODY, 3));
    assertThat(decode("0000FF01FFD52B00")).isEqualTo(new Decoded.Malformed(Flaw.EMPTY_BODY, 8));
  }

  @Test
  void no_flipped_bit_turns_an_answer_into_another() {
    for (int length : new int[] {0, 1, 4, 253, 254, 263}) {
      byte[] bytes = FrameCodec.encode(response(length));
      for (int bit = 8; bit < 8 * (bytes.length - 1); bit++) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        if (!understood(flipped).isEmpty()) {
          throw new AssertionError("bit " + bit + " of " + bytes.length + " bytes went unnoticed");
        }
      }
    }
  }

  @Test
  void no_lost_byte_turns_an_answer_into_another() {
    for (int length : new int[] {1, 4, 253, 254, 263}) {
      byte[] zeros = new byte[length];
      Bytes frame =
          Bytes.copyOf(
              FrameCodec.encode(
                  new Information(Direction.CHIP_TO_HOST, 0x41, Bytes.copyOf(zeros))));
      for (int lost = 2; lost < frame.length(); lost++) {
        Bytes rest = Bytes.concat(frame.slice(0, lost), frame.from(lost + 1));
        assertThat(understood(rest.toArray())).as("byte %d of %d", lost, length).isEmpty();
      }
    }
  }

  @Test
  void a_frame_is_found_without_its_preamble_and_behind_any_junk() {
    Bytes frame = Bytes.hex(VERSION_ANSWER);
    var expected = List.of(new Information(Direction.CHIP_TO_HOST, 0x03, Bytes.hex("32010607")));
    assertThat(understood(frame.from(1).toArray())).isEqualTo(expected);
    for (String junk :
        new String[] {"00", "FF", "55550000", "00FF", "00FF00", "0000FF05", "FFFF00"}) {
      assertThat(understood(Bytes.concat(Bytes.hex(junk), frame).toArray()))
          .as("behind %s", junk)
          .isEqualTo(expected);
    }
  }

  @Test
  void chunks_of_every_size_make_the_same_frames() throws Exception {
    Bytes stream =
        Bytes.concat(
            Bytes.hex("0000FF00FF00" + VERSION_ANSWER + "55AA" + ERROR),
            Bytes.copyOf(FrameCodec.encode(response(263))),
            Bytes.hex("0000FF00FF00"));
    for (int size = 1; size <= stream.length(); size++) {
      var link = new ScriptedLink();
      for (int at = 0; at < stream.length(); at += size) {
        link.receives(stream.slice(at, Math.min(at + size, stream.length())));
      }
      assertThat(framesOf(link)).as("chunks of %d", size).hasSize(5);
    }
  }

  @Test
  void noise_is_survived_and_always_got_rid_of() {
    var random = new Random(20_260_101);
    for (int run = 0; run < 20_000; run++) {
      byte[] noise = new byte[random.nextInt(80)];
      random.nextBytes(noise);
      for (int i = 0; i < noise.length; i++) {
        if (random.nextInt(3) == 0) {
          noise[i] = (byte) (random.nextBoolean() ? 0x00 : 0xFF);
        }
      }
      within(0, leftOver(noise), FrameCodec.FRAME_LENGTH_MAX - 1);
    }
  }

  @FuzzTest(maxDuration = "1m")
  void whatever_comes_is_decoded_or_refused(byte[] data) {
    leftOver(data);
    for (Information frame : understood(data)) {
      assertThat(understood(FrameCodec.encode(frame))).containsExactly(frame);
    }
  }

  private static Information response(int length) {
    byte[] payload = new byte[length];
    for (int i = 0; i < length; i++) {
      payload[i] = (byte) (i * 31 + length);
    }
    return new Information(Direction.CHIP_TO_HOST, 0x41, Bytes.copyOf(payload));
  }

  private static Decoded decode(String hex) {
    byte[] bytes = Bytes.hex(hex).toArray();
    return FrameCodec.decode(bytes, bytes.length);
  }

  private static List<Information> understood(byte[] bytes) {
    List<Information> frames = new ArrayList<>();
    drain(bytes, frames);
    return frames;
  }

  private static int leftOver(byte[] bytes) {
    return drain(bytes, new ArrayList<>());
  }

  /** Takes all frames out; how many bytes remain. */
  private static int drain(byte[] bytes, List<Information> frames) {
    byte[] rest = bytes;
    while (true) {
      int consumed =
          switch (FrameCodec.decode(rest, rest.length)) {
            case Decoded.Incomplete(int junk) -> {
              within(0, junk, rest.length);
              yield -1 - junk;
            }
            case Decoded.Complete(Frame frame, int length) -> {
              if (frame instanceof Information information) {
                frames.add(information);
              }
              yield length;
            }
            case Decoded.Malformed(_, int length) -> length;
          };
      if (consumed < 0) {
        return rest.length + 1 + consumed;
      }
      within(1, consumed, rest.length);
      rest = Arrays.copyOfRange(rest, consumed, rest.length);
    }
  }

  private static void within(int least, int value, int most) {
    if (value < least || value > most) {
      throw new AssertionError(value + " is not in [" + least + ", " + most + "]");
    }
  }

  private static List<Frame> framesOf(ScriptedLink link) throws Exception {
    var buffer = new FrameBuffer();
    List<Frame> frames = new ArrayList<>();
    while (buffer.fill(link, Duration.ofMillis(1)) > 0) {
      for (Decoded next = buffer.take();
          !(next instanceof Decoded.Incomplete);
          next = buffer.take()) {
        if (next instanceof Decoded.Complete complete) {
          frames.add(complete.frame());
        }
      }
    }
    return frames;
  }
}
