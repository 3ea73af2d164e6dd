package org.stile.simulator.pn532;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stile.core.Bytes;

/** Each way in which a reader can be made to fail, and that it fails in no other. */
class FaultsTest {
  private static final Bytes VERSION = Bytes.hex("0000FF06FAD50332010607E800");
  private static final Bytes ANSWER = Bytes.concat(Host.ACK, VERSION);
  private final Host host = Host.atReader();

  @Test
  void a_line_cut_on_the_way_back_carries_so_many_bytes_and_no_more() {
    for (int count = 0; count < ANSWER.length(); count++) {
      host.faults.cutAfter(Faults.Way.TO_HOST, count);
      assertThat(host.ask("02")).isEqualTo(ANSWER.slice(0, count));
      assertThat(host.ask("02")).isEqualTo(Bytes.EMPTY);
      host.faults.mend();
    }
    assertThat(host.ask("02")).isEqualTo(ANSWER);
  }

  @Test
  void a_line_cut_on_the_way_there_makes_the_reader_deaf_in_the_middle_of_a_frame() {
    int frame = Host.frame(Bytes.hex("02")).length();
    host.faults.cutAfter(Faults.Way.TO_READER, frame + 3);
    assertThat(host.ask("02")).isEqualTo(ANSWER);
    assertThat(host.ask("02")).isEqualTo(Bytes.EMPTY);
    host.faults.mend();
    host.passMillis(200);
    assertThat(host.ask("02")).isEqualTo(ANSWER);
  }

  @Test
  void one_byte_is_turned_over_and_only_one() {
    host.faults.corruptAfter(Faults.Way.TO_HOST, 8, 0x01);
    byte[] expected = ANSWER.toArray();
    expected[8] ^= 0x01;
    assertThat(host.ask("02")).isEqualTo(Bytes.copyOf(expected));
    assertThat(host.ask("02")).isEqualTo(ANSWER);
    host.faults.corruptAfter(Faults.Way.TO_READER, 6, 0x80);
    assertThat(host.ask("02")).isEqualTo(Bytes.EMPTY);
    assertThat(host.ask("02")).isEqualTo(ANSWER);
  }

  @Test
  void one_byte_is_lost_and_only_one() {
    host.faults.loseAfter(Faults.Way.TO_HOST, 7);
    assertThat(host.ask("02")).isEqualTo(Bytes.concat(ANSWER.slice(0, 7), ANSWER.from(8)));
    assertThat(host.ask("02")).isEqualTo(ANSWER);
  }

  @ParameterizedTest
  @EnumSource(Faults.Cure.class)
  void a_frozen_reader_thaws_by_its_cure_and_by_none_that_is_weaker(Faults.Cure cure) {
    host.faults.freezeAfter(1, cure);
    assertThat(host.ask("02")).isEqualTo(ANSWER);
    assertThat(host.ask("02")).isEqualTo(Bytes.EMPTY);
    assertThat(host.faults.frozen()).contains(cure);
    for (Faults.Cure tried : Faults.Cure.values()) {
      apply(tried);
      boolean helps = tried.compareTo(cure) >= 0;
      assertThat(host.faults.frozen().isEmpty()).as("after " + tried).isEqualTo(helps);
      host.passMillis(20);
      host.send(Host.WAKE_UP);
      if (tried.compareTo(Faults.Cure.WAKE_UP) >= 0) {
        assertThat(host.ask("02")).as("after " + tried).isEqualTo(helps ? ANSWER : Bytes.EMPTY);
      }
    }
  }

  private void apply(Faults.Cure cure) {
    switch (cure) {
      case ABORT -> host.send(Host.ACK);
      case WAKE_UP -> host.send(Host.WAKE_UP);
      case RESET -> host.reader.pulseReset();
      case POWER_CYCLE -> {
        host.reader.power(false);
        host.reader.power(true);
      }
    }
  }

  @Test
  void a_chip_pulled_before_it_acts_has_not_heard_the_command() {
    var chip = ScriptedChip.echo();
    host.reader.place(chip, host.now);
    host.answer("4A0100");
    host.faults.pullChipAfter(1, Faults.Moment.BEFORE_THE_CHIP_ACTS);
    assertThat(host.answer("400160")).isEqualTo(Bytes.hex("0060"));
    assertThat(host.answer("400161")).isEqualTo(Bytes.hex("01"));
    assertThat(chip.heard).containsExactly(Bytes.hex("60"));
    assertThat(chip.left).isEqualTo(1);
  }

  @Test
  void a_chip_pulled_after_it_acted_has_done_what_nobody_will_be_told() {
    var chip = ScriptedChip.echo();
    host.reader.place(chip, host.now);
    host.answer("4A0100");
    host.faults.pullChipAfter(0, Faults.Moment.AFTER_THE_CHIP_ACTED);
    assertThat(host.answer("400160")).isEqualTo(Bytes.hex("01"));
    assertThat(chip.heard).containsExactly(Bytes.hex("60"));
    assertThat(chip.left).isEqualTo(1);
  }

  @Test
  void a_late_ack_holds_the_answer_up_too() {
    host.faults.delayAcks(Duration.ofMillis(30));
    assertThat(host.ask("02")).isEqualTo(Bytes.EMPTY);
    assertThat(host.passMillis(29)).isEqualTo(Bytes.EMPTY);
    assertThat(host.passMillis(1)).isEqualTo(ANSWER);
  }

  @Test
  void an_ack_is_dropped_as_often_as_asked() {
    host.faults.dropAcks(1);
    assertThat(host.ask("02")).isEqualTo(VERSION);
    assertThat(host.ask("02")).isEqualTo(ANSWER);
  }

  @Test
  void an_answer_overtakes_its_ack_as_often_as_asked() {
    host.faults.answerBeforeAck(1);
    assertThat(host.ask("02")).isEqualTo(Bytes.concat(VERSION, Host.ACK));
    assertThat(host.ask("02")).isEqualTo(ANSWER);
  }

  @Test
  void noise_comes_before_each_answer_until_it_is_mended() {
    Bytes noise = Bytes.hex("AA00FF13");
    host.faults.noise(noise);
    assertThat(host.ask("02")).isEqualTo(Bytes.concat(Host.ACK, noise, VERSION));
    host.faults.mend();
    assertThat(host.ask("02")).isEqualTo(ANSWER);
  }

  @Test
  void mending_thaws() {
    host.faults.freezeAfter(0, Faults.Cure.POWER_CYCLE);
    assertThat(host.ask("02")).isEqualTo(Bytes.EMPTY);
    host.faults.mend();
    assertThat(host.ask("02")).isEqualTo(ANSWER);
  }
}
