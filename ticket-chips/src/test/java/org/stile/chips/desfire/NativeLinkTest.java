package org.stile.chips.desfire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.chips.ChipException;
import org.stile.chips.ChipException.Fault;
import org.stile.chips.channel.ChannelException.Fault.ChipLost;
import org.stile.core.Bytes;

class NativeLinkTest {
  private static final Instruction READ = Instruction.READ_DATA;
  private static final Instruction WRITE = Instruction.WRITE_DATA;

  @Test
  void an_answer_in_pieces_is_put_together() throws ChipException {
    var channel = ScriptedChannel.saying("01 02 91AF", "03 91AF", "9100");
    var answer = new NativeLink(channel).send(READ, Bytes.of(7));
    assertThat(answer.content()).isEqualTo(Bytes.of(1, 2, 3));
    assertThat(answer.says(Status.OK)).isTrue();
    assertThat(channel.commands())
        .containsExactly(
            Bytes.hex("90BD0000010700"), Bytes.hex("90AF000000"), Bytes.hex("90AF000000"));
  }

  @Test
  void a_command_in_pieces_waits_for_each_to_be_taken() throws ChipException {
    var channel = ScriptedChannel.saying("91AF", "91AF", "9100");
    Bytes body = Bytes.copyOf(new byte[2 * NativeLink.PIECE_LENGTH + 1]);
    assertThat(new NativeLink(channel).send(WRITE, body).says(Status.OK)).isTrue();
    assertThat(channel.commands()).extracting(Bytes::length).containsExactly(58, 58, 7);
  }

  @Test
  void a_command_of_whole_pieces_has_no_empty_one_behind_it() throws ChipException {
    var channel = ScriptedChannel.saying("91AF", "9100");
    new NativeLink(channel).send(WRITE, Bytes.copyOf(new byte[2 * NativeLink.PIECE_LENGTH]));
    assertThat(channel.commands()).hasSize(2);
  }

  @Test
  void a_command_that_goes_whole_is_not_cut() throws ChipException {
    var channel = ScriptedChannel.saying("9100");
    new NativeLink(channel).send(Instruction.WRITE_DATA_ISO, Bytes.copyOf(new byte[200]));
    assertThat(channel.commands()).extracting(Bytes::length).containsExactly(206);
  }

  @Test
  void one_piece_is_what_pipe_and_length_byte_allow() {
    assertThat(new NativeLink(new ScriptedChannel(262)).onePieceMax()).isEqualTo(255);
    assertThat(new NativeLink(new ScriptedChannel(61)).onePieceMax()).isEqualTo(55);
  }

  @Test
  void an_error_in_the_middle_of_a_command_is_the_answer() throws ChipException {
    var channel = ScriptedChannel.saying("91AF", "919D");
    var answer = new NativeLink(channel).send(WRITE, Bytes.copyOf(new byte[150]));
    assertThat(answer.says(Status.PERMISSION_DENIED)).isTrue();
    assertThat(channel.saidAll()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"9100", "01 91AF"})
  void an_answer_in_the_middle_of_a_command_is_malformed(String early) {
    assertFault(
        () ->
            new NativeLink(ScriptedChannel.saying(early, "9100"))
                .send(WRITE, Bytes.copyOf(new byte[60])),
        Fault.Malformed.class);
  }

  @Test
  void the_longest_answer_is_taken_and_one_byte_more_is_not() throws ChipException {
    String piece = "00".repeat(256) + "91AF";
    var most = ScriptedChannel.saying(piece, "00".repeat(256) + "9100");
    assertThat(new NativeLink(most).send(READ, Bytes.EMPTY).content().length()).isEqualTo(512);
    assertFault(
        () ->
            new NativeLink(ScriptedChannel.saying(piece, "00".repeat(257) + "9100"))
                .send(READ, Bytes.EMPTY),
        Fault.Malformed.class);
  }

  @Test
  void ten_pieces_are_taken_and_an_eleventh_is_not_asked_for() throws ChipException {
    List<String> pieces = new ArrayList<>();
    for (int i = 1; i < NativeLink.PIECES_MAX; i++) {
      pieces.add("00 91AF");
    }
    pieces.add("00 9100");
    var most = ScriptedChannel.saying(pieces.toArray(String[]::new));
    assertThat(new NativeLink(most).send(READ, Bytes.EMPTY).content().length()).isEqualTo(10);
    pieces.set(pieces.size() - 1, "00 91AF");
    pieces.add("00 9100");
    assertFault(
        () ->
            new NativeLink(ScriptedChannel.saying(pieces.toArray(String[]::new)))
                .send(READ, Bytes.EMPTY),
        Fault.Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"01 91AF", "91AF"})
  void an_endless_answer_ends(String piece) {
    assertFault(
        () -> new NativeLink(ScriptedChannel.sayingForEver(piece)).send(READ, Bytes.EMPTY),
        Fault.Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "91"})
  void an_answer_without_status_is_malformed(String answer) {
    assertFault(
        () -> new NativeLink(ScriptedChannel.saying(answer)).once(READ, Bytes.EMPTY),
        Fault.Malformed.class);
  }

  @Test
  void a_chip_that_left_is_told_as_the_channel_tells_it() {
    assertThatThrownBy(() -> new NativeLink(ScriptedChannel.saying()).once(READ, Bytes.EMPTY))
        .isInstanceOfSatisfying(
            ChipException.class,
            e ->
                assertThat(e.fault())
                    .isEqualTo(new Fault.Channel(new ChipLost("end of the script"))));
  }

  @Test
  void a_status_counts_only_in_its_own_class() throws ChipException {
    var answer = new NativeLink(ScriptedChannel.saying("9000")).once(READ, Bytes.EMPTY);
    assertThat(answer.says(Status.OK)).isFalse();
    assertThat(answer.isNative()).isFalse();
    assertThat(answer.refusal(READ).fault()).isInstanceOf(Fault.Malformed.class);
  }

  @Test
  void a_refusal_tells_command_and_number() throws ChipException {
    var answer = new NativeLink(ScriptedChannel.saying("91BE")).once(READ, Bytes.EMPTY);
    assertThat(answer.refusal(READ).fault()).isEqualTo(new Fault.Refused("ReadData", 0xBE));
  }

  private static void assertFault(ThrowingCallable call, Class<? extends Fault> fault) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ChipException.class, e -> assertThat(e.fault()).isInstanceOf(fault));
  }
}
