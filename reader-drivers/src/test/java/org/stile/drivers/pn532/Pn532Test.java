package org.stile.drivers.pn532;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.stile.drivers.pn532.ScriptedLink.ACK;
import static org.stile.drivers.pn532.ScriptedLink.NACK;
import static org.stile.drivers.pn532.ScriptedLink.command;
import static org.stile.drivers.pn532.ScriptedLink.response;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ObjectAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.channel.ChannelException.Fault;
import org.stile.core.Bytes;
import org.stile.drivers.pn532.Command.Firmware;
import org.stile.drivers.pn532.Command.GetFirmwareVersion;
import org.stile.drivers.pn532.Command.InDataExchange;
import org.stile.drivers.pn532.Command.InListPassiveTarget;
import org.stile.drivers.pn532.Command.Reply;

/** The command channel against lines that lose, tear, repeat and babble. */
class Pn532Test {
  private static final Firmware V1_6 = new Firmware(0x32, 1, 6);
  private static final GetFirmwareVersion VERSION = new GetFirmwareVersion();
  private static final Bytes ASK = command("02");
  private static final Bytes ANSWER = response("03 32 01 06 07");
  private static final InDataExchange EXCHANGE =
      new InDataExchange(1, false, Bytes.hex("9060000000"));
  private static final Bytes EXCHANGE_ASKED = command("40 01 9060000000");
  private static final Bytes EXCHANGE_ANSWER = response("41 00 9100");
  private static final Duration LONG = Duration.ofMinutes(30);

  private final ScriptedLink link = new ScriptedLink();
  private final Tally tally = new Tally();
  private final Pn532 chip = new Pn532(link, link, tally);
  private final long start = link.getAsLong();

  @Test
  void a_command_is_one_write_and_its_answer_one_read() throws Exception {
    link.expect(ASK).then(Bytes.concat(ACK, ANSWER));
    assertThat(chip.run(VERSION)).isEqualTo(V1_6).hasToString("PN532 v1.6");
    assertThat(link.written()).isEmpty();
    assertThat(link.elapsedSince(start)).isZero();
    assertThat(tally.commands).hasValue(1);
  }

  @Test
  void ack_and_answer_may_be_split_at_every_byte() throws Exception {
    Bytes all = Bytes.concat(ACK, ANSWER);
    for (int at = 1; at < all.length(); at++) {
      link.expect(ASK).then(all.slice(0, at), all.from(at));
      assertThat(chip.run(VERSION)).as("split at %d", at).isEqualTo(V1_6);
    }
    assertThat(link.written()).isEmpty();
  }

  @Test
  void a_command_without_ack_is_sent_once_more_after_25_ms() throws Exception {
    link.expect(ASK).expect(ASK).then(ACK, ANSWER);
    assertThat(chip.run(VERSION)).isEqualTo(V1_6);
    assertThat(link.elapsedSince(start)).isEqualTo(Duration.ofMillis(25));
  }

  @Test
  void a_reader_that_hears_nothing_is_silent_after_two_tries() {
    link.expect(ASK).expect(ASK).expect(ACK);
    faultOf(() -> chip.run(VERSION)).isEqualTo(new Fault.ReaderSilent(Duration.ofMillis(50)));
    assertThat(link.unmet()).isZero();
    assertThat(tally.faults).hasValue(1);
  }

  @Test
  void an_answer_counts_without_its_ack_and_before_it() throws Exception {
    link.expect(ASK).then(ANSWER);
    assertThat(chip.run(VERSION)).isEqualTo(V1_6);
    link.expect(ASK).then(Bytes.concat(ANSWER, ACK));
    assertThat(chip.run(VERSION)).isEqualTo(V1_6);
  }

  @Test
  void what_a_chip_may_have_heard_is_never_sent_to_it_twice() throws Exception {
    link.expect(EXCHANGE_ASKED).after(Duration.ofMillis(80), EXCHANGE_ANSWER);
    assertThat(chip.run(EXCHANGE)).isEqualTo(new Reply(0, Bytes.hex("9100")));
    link.expect(EXCHANGE_ASKED);
    faultOf(() -> chip.run(EXCHANGE)).isInstanceOf(Fault.ReaderSilent.class);
    assertThat(link.written()).containsExactly(ACK); // Called off, not repeated.
  }

  @Test
  void a_torn_answer_is_asked_for_again() throws Exception {
    Bytes torn = Bytes.hex("0000FF06FAD50332010617E800");
    link.expect(ASK).then(ACK, torn).expect(NACK).then(ANSWER);
    assertThat(chip.run(VERSION)).isEqualTo(V1_6);
    assertThat(link.elapsedSince(start)).isZero();
  }

  @Test
  void an_answer_that_loses_any_one_byte_is_asked_for_again() throws Exception {
    for (int lost = 2; lost < ANSWER.length(); lost++) { // A lost leading 00 is not missed.
      Bytes rest = Bytes.concat(ANSWER.slice(0, lost), ANSWER.from(lost + 1));
      link.expect(ASK).then(ACK, rest).expect(NACK).then(ANSWER);
      assertThat(chip.run(VERSION)).as("byte %d lost", lost).isEqualTo(V1_6);
      assertThat(link.unmet()).as("byte %d lost", lost).isZero();
    }
  }

  @Test
  void an_answer_with_any_one_bit_turned_over_is_asked_for_again() throws Exception {
    for (int bit = 8; bit < 8 * (ANSWER.length() - 1); bit++) {
      byte[] torn = ANSWER.toArray();
      torn[bit / 8] ^= (byte) (1 << bit % 8);
      link.expect(ASK).then(ACK, Bytes.copyOf(torn)).expect(NACK).then(ANSWER);
      assertThat(chip.run(VERSION)).as("bit %d", bit).isEqualTo(V1_6);
    }
  }

  @Test
  void an_ack_torn_anywhere_does_no_harm() throws Exception {
    for (int bit = 0; bit < 8 * ACK.length(); bit++) {
      byte[] torn = ACK.toArray();
      torn[bit / 8] ^= (byte) (1 << bit % 8);
      link.expect(EXCHANGE_ASKED)
          .then(Bytes.copyOf(torn))
          .after(Duration.ofMillis(60), EXCHANGE_ANSWER);
      assertThat(chip.run(EXCHANGE).data()).as("bit %d", bit).isEqualTo(Bytes.hex("9100"));
      assertThat(link.written()).as("bit %d", bit).isEmpty();
    }
  }

  @Test
  void a_reader_that_only_sends_torn_answers_is_given_up() {
    Bytes torn = Bytes.hex("0000FF06FAD50332010617E800");
    link.expect(ASK).then(ACK, torn).expect(NACK).then(torn).expect(NACK).then(torn);
    faultOf(() -> chip.run(VERSION)).isInstanceOf(Fault.ReaderProtocol.class);
    assertThat(link.unmet()).isZero();
  }

  @Test
  void the_twin_of_a_repeated_answer_is_not_taken_for_the_next_one() throws Exception {
    Bytes torn = Bytes.hex("0000FF05FBD541009100EA00");
    link.expect(EXCHANGE_ASKED).then(ACK, torn).expect(NACK).then(EXCHANGE_ANSWER);
    link.after(Duration.ofMillis(5), EXCHANGE_ANSWER);
    assertThat(chip.run(EXCHANGE).data()).isEqualTo(Bytes.hex("9100"));
    link.expect(EXCHANGE_ASKED).then(ACK).after(Duration.ofMillis(9), response("41 00 91AF"));
    assertThat(chip.run(EXCHANGE).data()).isEqualTo(Bytes.hex("91AF"));
  }

  @Test
  void junk_before_and_between_frames_is_skipped() throws Exception {
    Bytes junk = Bytes.hex("FF 55 00 00 A5 00 FF 13 00");
    link.expect(ASK).then(junk, ACK, Bytes.hex("00 00"), ANSWER);
    assertThat(chip.run(VERSION)).isEqualTo(V1_6);
    assertThat(link.written()).isEmpty();
  }

  @Test
  void an_error_frame_says_that_the_command_is_not_known() {
    link.expect(ASK).then(ACK, Bytes.hex("0000FF01FF7F8100"));
    faultOf(() -> chip.run(VERSION))
        .asInstanceOf(type(Fault.ReaderProtocol.class))
        .satisfies(fault -> assertThat(fault.detail()).contains("GetFirmwareVersion"));
  }

  @Test
  void the_late_answer_of_a_command_called_off_is_not_taken_for_the_next_one() throws Exception {
    link.expect(command("4A 01 00")).then(ACK).expect(ACK).then(response("4B 00"));
    link.after(Duration.ofMillis(4), response("4B 00"));
    assertThat(chip.await(new InListPassiveTarget(1), Duration.ofSeconds(1), () -> false))
        .isInstanceOf(Pn532.Waited.NothingCame.class);
    link.expect(ASK).then(ACK, ANSWER);
    assertThat(chip.run(VERSION)).isEqualTo(V1_6);
  }

  @Test
  void answers_of_other_commands_are_skipped_but_not_without_end() throws Exception {
    link.expect(ASK).then(ACK, response("15"), response("33"), ANSWER);
    assertThat(chip.run(VERSION)).isEqualTo(V1_6);
    link.expect(ASK).then(ACK, response("15"));
    faultOf(() -> chip.run(VERSION)).isInstanceOf(Fault.ReaderProtocol.class);
    link.expect(ASK).then(ACK);
    for (int i = 0; i < 20; i++) {
      link.then(response("15"));
    }
    faultOf(() -> chip.run(VERSION)).isInstanceOf(Fault.ReaderProtocol.class);
  }

  @Test
  void a_line_that_never_falls_silent_is_left_in_time() {
    link.expect(ASK).then(ACK);
    for (int i = 1; i < 2000; i++) {
      link.after(Duration.ofMillis(i), Bytes.hex("A5"));
    }
    assertThatThrownBy(() -> chip.run(VERSION)).isInstanceOf(ChannelException.class);
    assertThat(link.elapsedSince(start)).isLessThan(Duration.ofMillis(700));
  }

  @Test
  void long_data_goes_and_comes_in_extended_frames() throws Exception {
    Bytes sent = Bytes.hex("5A".repeat(262));
    Bytes said = Bytes.hex("A5".repeat(262));
    link.expect(command("40 01" + sent.hex())).then(ACK, response("41 00" + said.hex()));
    assertThat(chip.run(new InDataExchange(1, false, sent)).data()).isEqualTo(said);
  }

  @Test
  void an_oversized_frame_is_no_answer() {
    Bytes oversized = Bytes.concat(Bytes.hex("0000FFFFFF010AF5D503"), Bytes.hex("00".repeat(270)));
    link.expect(ASK).then(ACK, oversized);
    link.expect(NACK).then(oversized).expect(NACK).then(oversized);
    faultOf(() -> chip.run(VERSION)).isInstanceOf(Fault.ReaderProtocol.class);
  }

  @Test
  void an_answer_of_the_wrong_length_is_a_fault_and_not_a_crash() {
    link.expect(ASK).then(ACK, response("03 32 01"));
    faultOf(() -> chip.run(VERSION)).isInstanceOf(Fault.ReaderProtocol.class);
    link.expect(EXCHANGE_ASKED).then(ACK, response("41"));
    faultOf(() -> chip.run(EXCHANGE)).isInstanceOf(Fault.ReaderProtocol.class);
  }

  @Test
  void a_listing_waits_as_long_as_it_is_let_and_ends_by_an_ack() throws Exception {
    link.expect(command("4A 02 00")).then(ACK).expect(ACK);
    assertThat(chip.await(new InListPassiveTarget(2), LONG, () -> false))
        .isInstanceOf(Pn532.Waited.NothingCame.class);
    assertThat(link.unmet()).isZero();
    assertThat(link.elapsedSince(start)).isBetween(LONG, LONG.plusMillis(20));
  }

  @Test
  void a_listing_ends_at_once_when_its_link_is_woken_and_somebody_wants_it_to() throws Exception {
    var stop = new AtomicBoolean(true);
    link.wake();
    link.expect(command("4A 02 00")).then(ACK).expect(ACK);
    assertThat(chip.await(new InListPassiveTarget(2), LONG, stop::get))
        .isInstanceOf(Pn532.Waited.NothingCame.class);
    assertThat(link.elapsedSince(start)).isLessThan(Duration.ofMillis(20));
  }

  @Test
  void a_wake_that_nobody_means_shortens_nothing() throws Exception {
    link.wake();
    link.expect(ASK).then(ACK).after(Duration.ofMillis(20), ANSWER);
    assertThat(chip.run(VERSION)).isEqualTo(V1_6);
  }

  @Test
  void noise_on_the_line_does_not_end_a_listing() throws Exception {
    link.expect(command("4A 02 00")).then(ACK);
    link.after(Duration.ofSeconds(1), Bytes.hex("FF"), Bytes.hex("0000"));
    link.after(Duration.ofSeconds(2), response("4B 00"));
    assertThat(chip.await(new InListPassiveTarget(2), LONG, () -> false))
        .isInstanceOf(Pn532.Waited.Came.class);
    assertThat(link.written()).isEmpty();
  }

  @Test
  void a_listing_nobody_acknowledges_is_a_silent_reader_and_not_an_empty_field() {
    link.expect(command("4A 02 00")).expect(command("4A 02 00"));
    faultOf(() -> chip.await(new InListPassiveTarget(2), LONG, () -> false))
        .isEqualTo(new Fault.ReaderSilent(Duration.ofMillis(50)));
  }

  @Test
  void a_link_that_is_gone_is_said_to_be_down() {
    link.close();
    faultOf(() -> chip.run(VERSION)).isEqualTo(new Fault.LinkDown("a script: closed"));
    faultOf(chip::abort).isInstanceOf(Fault.LinkDown.class);
  }

  private static ObjectAssert<Fault> faultOf(ThrowingCallable action) {
    var thrown = catchThrowable(action);
    assertThat(thrown).isInstanceOf(ChannelException.class);
    return assertThat(((ChannelException) thrown).fault());
  }
}
