package org.stile.simulator.pn532;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.core.Bytes;

/** The reader as its host sees it, chips apart (PN532 UM0701-02 §6.2, §7.2). */
class Pn532SimulatorTest {
  private static final Bytes VERSION = Bytes.hex("0000FF06FAD50332010607E800");
  private static final Bytes VERSION_ANSWER = Bytes.concat(Host.ACK, VERSION);
  private static final Bytes SAM_ANSWER = Bytes.concat(Host.ACK, Bytes.hex("0000FF02FED5151600"));

  @Test
  void it_says_what_it_is() {
    assertThat(Host.atReader().ask("02")).isEqualTo(VERSION_ANSWER);
  }

  @Test
  void it_is_woken_by_the_bytes_hosts_send_for_it() {
    var host = Host.atColdReader();
    assertThat(host.send(Bytes.concat(Host.WAKE_UP, Host.frame(Bytes.hex("1401")))))
        .isEqualTo(SAM_ANSWER);
  }

  @Test
  void without_wake_up_bytes_the_first_command_is_lost_and_only_wakes_it() {
    var host = Host.atColdReader();
    assertThat(host.ask("02")).isEqualTo(Bytes.EMPTY);
    host.passMillis(20);
    assertThat(host.ask("02")).isEqualTo(VERSION_ANSWER);
  }

  @Test
  void before_it_is_told_about_its_sam_it_does_not_touch_the_radio() {
    var host = Host.atColdReader();
    host.send(Host.WAKE_UP);
    assertThat(host.ask("4A0100")).isEqualTo(Bytes.concat(Host.ACK, Host.ERROR));
    assertThat(host.answer("1401")).isEqualTo(Bytes.EMPTY);
    assertThat(host.ask("4A0100")).isEqualTo(Host.ACK);
  }

  @Test
  void a_nack_brings_the_last_answer_again_and_no_ack() {
    var host = Host.atReader();
    host.ask("02");
    assertThat(host.send(Host.NACK)).isEqualTo(VERSION);
    assertThat(host.send(Host.NACK)).isEqualTo(VERSION);
  }

  @Test
  void an_ack_ends_a_command_that_waits_for_a_chip() {
    var host = Host.atReader();
    assertThat(host.ask("4A0100")).isEqualTo(Host.ACK);
    assertThat(host.send(Host.ACK)).isEqualTo(Bytes.EMPTY);
    host.reader.place(ScriptedChip.echo(), host.now);
    assertThat(host.heard()).isEqualTo(Bytes.EMPTY);
    assertThat(host.ask("02")).isEqualTo(VERSION_ANSWER);
  }

  @Test
  void a_command_ends_the_one_before_it() {
    var host = Host.atReader();
    host.ask("4A0100");
    assertThat(host.ask("02")).isEqualTo(VERSION_ANSWER);
    host.reader.place(ScriptedChip.echo(), host.now);
    assertThat(host.heard()).isEqualTo(Bytes.EMPTY);
  }

  @Test
  void unknown_commands_and_senseless_arguments_get_the_error_frame_after_the_ack() {
    var host = Host.atReader();
    for (String command :
        new String[] {
          "8C",
          "86",
          "90",
          "88",
          "56",
          "FF", // As a target, peer to peer, unknown.
          "0201",
          "00",
          "0003",
          "06",
          "0663",
          "08630280" + "63",
          "10",
          "1009",
          "12",
          "14",
          "1405",
          "16",
          "32",
          "3205FFFF",
          "320211",
          "320A00",
          "3203",
          "0E80",
          "4A",
          "4A0000",
          "4A0300",
          "4A0105",
          "4A010004",
          "4E01",
          "40",
          "44",
          "52",
          "600000",
          "60FF1020",
          "50"
        }) {
      assertThat(host.ask(command)).as(command).isEqualTo(Bytes.concat(Host.ACK, Host.ERROR));
    }
  }

  @Test
  void no_frame_with_one_bit_turned_over_is_taken_for_a_command() {
    Bytes frame = Host.frame(Bytes.hex("06630263036305"));
    int startCode = 1; // The preamble may be anything; so may the postamble.
    for (int bit = startCode * 8; bit < (frame.length() - 1) * 8; bit++) {
      byte[] flipped = frame.toArray();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(Host.atReader().send(Bytes.copyOf(flipped)))
          .as("bit " + bit)
          .isEqualTo(Bytes.EMPTY);
    }
  }

  @Test
  void frames_are_found_in_noise_and_after_half_frames() {
    var host = Host.atReader();
    Bytes command = Host.frame(Bytes.hex("02"));
    assertThat(host.send(Bytes.concat(Bytes.hex("AA00FF0000FFFF12"), command)))
        .isEqualTo(VERSION_ANSWER);
    assertThat(host.send(command.slice(0, 6))).isEqualTo(Bytes.EMPTY);
    assertThat(host.send(command.from(6))).isEqualTo(VERSION_ANSWER);
    host.send(Bytes.hex("0000FF40C0D4000000"));
    host.passMillis(200);
    assertThat(host.send(command)).isEqualTo(VERSION_ANSWER);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 252, 253, 254, 261, 262})
  void it_repeats_what_a_line_test_sends_in_normal_and_extended_frames(int length) {
    Bytes sent = Bytes.concat(Bytes.of(0x00), Bytes.copyOf(new byte[length - 1]));
    assertThat(Host.atReader().answer("00" + sent.hex())).isEqualTo(sent);
  }

  @Test
  void a_frame_longer_than_it_can_hold_is_passed_over() {
    var host = Host.atReader();
    assertThat(host.send(Host.frame(Bytes.copyOf(new byte[264])))).isNotEqualTo(Bytes.EMPTY);
    assertThat(host.send(Host.frame(Bytes.copyOf(new byte[265])))).isEqualTo(Bytes.EMPTY);
  }

  @ParameterizedTest
  @CsvSource({
    "00,9600",
    "01,19200",
    "02,38400",
    "03,57600",
    "04,115200",
    "05,230400",
    "06,460800",
    "07,921600",
    "08,1288000"
  })
  void it_changes_speed_once_the_host_has_acknowledged(String code, int baud) {
    var host = Host.atReader();
    assertThat(host.answer("10" + code)).isEqualTo(Bytes.EMPTY);
    host.speed = baud; // The line does not tell that the ACK came before this change.
    host.send(Host.ACK);
    assertThat(host.reader.baud()).isEqualTo(baud);
    assertThat(host.ask("02")).isEqualTo(VERSION_ANSWER);
  }

  @Test
  void without_an_ack_it_keeps_its_speed() {
    var host = Host.atReader();
    host.answer("1007");
    assertThat(host.ask("02")).isEqualTo(VERSION_ANSWER);
    host.send(Host.ACK);
    assertThat(host.reader.baud()).isEqualTo(115_200);
  }

  @Test
  void an_ack_counts_even_if_the_line_was_closed_before_it_was_heard() {
    var host = Host.atReader();
    host.answer("1007");
    host.speed = 38_400; // As closing the line left it.
    host.send(Host.ACK);
    assertThat(host.reader.baud()).isEqualTo(921_600);
  }

  @Test
  void without_an_ack_the_new_speed_is_not_understood() {
    var host = Host.atReader();
    host.answer("1007");
    host.speed = 921_600;
    assertThat(host.ask("02")).isEqualTo(Bytes.EMPTY);
    host.speed = 115_200;
    assertThat(host.ask("02")).isEqualTo(VERSION_ANSWER);
  }

  @Test
  void at_another_speed_neither_understands_the_other() {
    var host = Host.atReader();
    host.answer("1007");
    host.send(Host.ACK);
    assertThat(host.ask("02")).isEqualTo(Bytes.EMPTY);
    host.speed = 921_600;
    assertThat(host.ask("4A0100")).isEqualTo(Host.ACK);
    host.speed = 115_200; // As a host that was restarted while the reader waits for a chip.
    host.reader.place(ScriptedChip.echo(), host.now);
    assertThat(host.heard().hex()).isNotEmpty().doesNotContain("0000ff");
  }

  @Test
  void a_reset_brings_back_the_first_speed_and_sleep() {
    var host = Host.atReader();
    host.answer("1007");
    host.send(Host.ACK);
    host.reader.pulseReset();
    assertThat(host.send(Host.WAKE_UP)).isEqualTo(Bytes.EMPTY);
    assertThat(host.answer("1401")).isEqualTo(Bytes.EMPTY);
    assertThat(host.reader.baud()).isEqualTo(115_200);
  }

  @Test
  void registers_keep_what_is_written_until_a_reset() {
    var host = Host.atReader();
    assertThat(host.answer("0663026301")).isEqualTo(Bytes.hex("003B"));
    assertThat(host.answer("0863028063030F")).isEqualTo(Bytes.EMPTY);
    assertThat(host.answer("0663026303")).isEqualTo(Bytes.hex("800F"));
    host.reader.pulseReset();
    host.send(Host.WAKE_UP);
    assertThat(host.answer("0663026303")).isEqualTo(Bytes.hex("0000"));
  }

  @Test
  void ports_change_only_where_the_host_says_so() {
    var host = Host.atReader();
    assertThat(host.answer("0C")).isEqualTo(Bytes.hex("3F0600"));
    host.answer("0E8100");
    assertThat(host.answer("0C")).isEqualTo(Bytes.hex("010600"));
    host.answer("0E0080");
    assertThat(host.answer("0C")).isEqualTo(Bytes.hex("010000"));
  }

  @Test
  void put_to_sleep_it_wakes_on_the_serial_line_if_it_was_told_to() {
    var host = Host.atReader();
    assertThat(host.answer("16F0")).isEqualTo(Bytes.hex("00"));
    assertThat(host.ask("02")).isEqualTo(Bytes.EMPTY);
    host.passMillis(20);
    assertThat(host.ask("02")).isEqualTo(VERSION_ANSWER);
  }

  @Test
  void put_to_sleep_for_another_reason_only_a_reset_wakes_it() {
    var host = Host.atReader();
    assertThat(host.answer("1620")).isEqualTo(Bytes.hex("00"));
    host.send(Host.WAKE_UP);
    host.passMillis(20);
    assertThat(host.ask("02")).isEqualTo(Bytes.EMPTY);
    host.reader.pulseReset();
    host.send(Host.WAKE_UP);
    assertThat(host.ask("02")).isEqualTo(VERSION_ANSWER);
  }

  @Test
  void without_power_it_hears_nothing_and_says_nothing() {
    var host = Host.atReader();
    host.reader.power(false);
    assertThat(host.send(Host.WAKE_UP)).isEqualTo(Bytes.EMPTY);
    assertThat(host.ask("02")).isEqualTo(Bytes.EMPTY);
    host.reader.power(true);
    host.send(Host.WAKE_UP);
    assertThat(host.ask("02")).isEqualTo(VERSION_ANSWER);
  }
}
