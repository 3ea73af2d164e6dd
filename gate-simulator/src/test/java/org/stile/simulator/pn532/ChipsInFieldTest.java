package org.stile.simulator.pn532;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.chips.channel.ChipTarget;
import org.stile.core.Bytes;

/** The reader and chips that come, speak and go (PN532 UM0701-02 §7.3). */
class ChipsInFieldTest {
  private static final String LISTED = "01" + "0344" + "20" + "0704112233445566" + "067577810280";
  private static final int DATA_MAX = 262;
  private final ScriptedChip chip = ScriptedChip.echo();
  private final Host host = Host.atReader();

  @BeforeEach
  void placeChip() {
    host.reader.place(chip, host.now);
  }

  private void list() {
    assertThat(host.answer("4A0100")).isEqualTo(Bytes.hex("01" + LISTED));
  }

  private void remove() {
    host.reader.remove(chip);
  }

  @Test
  void a_chip_is_listed_as_a_real_one_was_recorded_to() {
    assertThat(host.ask("4A0100"))
        .isEqualTo(
            Bytes.concat(
                Host.ACK, Bytes.hex("0000FF15EBD54B010103442007041122334455660675778102801200")));
  }

  @Test
  void a_reader_that_waits_for_ever_answers_when_a_chip_comes() {
    remove();
    assertThat(host.ask("4A0100")).isEqualTo(Host.ACK);
    assertThat(host.passMillis(3_600_000)).isEqualTo(Bytes.EMPTY);
    host.reader.place(chip, host.now);
    assertThat(host.heard().hex()).contains("d54b01" + LISTED.toLowerCase());
  }

  @Test
  void a_reader_told_to_look_a_few_times_says_that_there_is_none() {
    remove();
    host.answer("3205000102");
    assertThat(host.answer("4A0100")).isEqualTo(Bytes.hex("00"));
  }

  @Test
  void other_kinds_of_chips_are_looked_for_and_not_found() {
    host.answer("3205000102");
    for (String kind : new String[] {"0100FFFF0100", "0200FFFF0100", "0300", "04"}) {
      assertThat(host.answer("4A0" + 1 + kind.substring(0, 2) + kind.substring(2)))
          .as(kind)
          .isEqualTo(Bytes.hex("00"));
    }
  }

  @Test
  void of_two_chips_the_one_is_listed_whose_uid_was_asked_for() {
    var other = ScriptedChip.withUid("04AABBCCDDEEFF");
    host.reader.place(other, host.now);
    assertThat(host.answer("4A010088" + "04AABBCCDDEEFF").hex()).contains("04aabbccddeeff");
    assertThat(host.answer("4A010088" + "04112233445566")).isEqualTo(Bytes.hex("01" + LISTED));
    host.answer("3205000102");
    assertThat(host.answer("4A010088" + "04112233445567")).isEqualTo(Bytes.hex("00"));
  }

  @Test
  void two_chips_are_listed_and_spoken_to_by_number() {
    var other = ScriptedChip.withUid("04AABBCCDDEEFF");
    host.reader.place(other, host.now);
    assertThat(host.answer("4A0200"))
        .isEqualTo(Bytes.hex("02" + LISTED + "02034420" + "0704AABBCCDDEEFF" + "067577810280"));
    host.answer("400260");
    host.answer("40015A");
    assertThat(other.heard).containsExactly(Bytes.hex("60"));
    assertThat(chip.heard).containsExactly(Bytes.hex("5A"));
    assertThat(host.answer("400360")).isEqualTo(Bytes.hex("27"));
  }

  @Test
  void a_chip_without_iso_dep_is_listed_without_ats() {
    remove();
    var ntag =
        new ScriptedChip(
            new ChipTarget(Bytes.hex("04010203040506"), 0x0044, 0x00, Bytes.EMPTY), c -> c);
    host.reader.place(ntag, host.now);
    assertThat(host.answer("4A0100")).isEqualTo(Bytes.hex("01" + "01004400" + "0704010203040506"));
    assertThat(host.answer("40013004")).isEqualTo(Bytes.hex("003004"));
  }

  @Test
  void without_automatic_rats_the_ats_comes_only_when_asked_for() {
    host.answer("1200");
    assertThat(host.answer("4A0100")).isEqualTo(Bytes.hex("01" + "01034420" + "0704112233445566"));
    assertThat(host.answer("5001")).isEqualTo(Bytes.hex("00067577810280"));
    assertThat(host.answer("400160")).isEqualTo(Bytes.hex("0060"));
  }

  @Test
  void the_longest_command_and_answer_pass_and_one_byte_more_does_not() {
    list();
    Bytes longest = Bytes.copyOf(new byte[DATA_MAX]);
    assertThat(host.answer("4001" + longest.hex())).isEqualTo(Bytes.concat(Bytes.of(0), longest));
    assertThat(host.ask("4001" + longest.hex() + "00")).isEqualTo(Bytes.EMPTY);
  }

  @Test
  void a_long_command_comes_in_parts_and_reaches_the_chip_whole() {
    list();
    assertThat(host.answer("4041" + "AA".repeat(DATA_MAX))).isEqualTo(Bytes.hex("00"));
    assertThat(host.answer("4041" + "BB")).isEqualTo(Bytes.hex("00"));
    assertThat(chip.heard).isEmpty();
    host.answer("4001" + "CC");
    assertThat(chip.heard).containsExactly(Bytes.hex("AA".repeat(DATA_MAX) + "BBCC"));
  }

  @Test
  void a_long_answer_is_fetched_in_parts() {
    remove();
    var talkative =
        new ScriptedChip(ScriptedChip.DESFIRE, c -> Bytes.hex("77".repeat(DATA_MAX) + "8899"));
    host.reader.place(talkative, host.now);
    list();
    assertThat(host.answer("400160")).isEqualTo(Bytes.hex("40" + "77".repeat(DATA_MAX)));
    assertThat(host.answer("4001")).isEqualTo(Bytes.hex("008899"));
    assertThat(host.answer("4001")).isEqualTo(Bytes.hex("01"));
    assertThat(talkative.heard).hasSize(1);
  }

  @Test
  void a_command_chained_for_ever_is_refused_at_some_point() {
    list();
    Bytes answer = Bytes.of(0);
    for (int i = 0; i < 17 && answer.at(0) == 0; i++) {
      answer = host.answer("4041" + "00".repeat(DATA_MAX));
    }
    assertThat(answer).isEqualTo(Bytes.hex("0E"));
  }

  @Test
  void a_chip_that_left_does_not_answer() {
    list();
    remove();
    assertThat(host.answer("400160")).isEqualTo(Bytes.hex("01"));
    assertThat(chip.heard).isEmpty();
    assertThat(host.answer("42B2")).isEqualTo(Bytes.hex("01"));
    assertThat(host.answer("0006")).isEqualTo(Bytes.hex("01"));
  }

  @Test
  void a_chip_that_falls_silent_is_as_good_as_gone() {
    remove();
    var silent = new ScriptedChip(ScriptedChip.DESFIRE, command -> Bytes.EMPTY);
    host.reader.place(silent, host.now);
    list();
    assertThat(host.answer("400160")).isEqualTo(Bytes.hex("01"));
    assertThat(silent.heard).hasSize(1);
  }

  @Test
  void a_chip_that_says_it_is_not_near_is_not_found() {
    list();
    chip.near = false;
    assertThat(host.answer("42B2")).isEqualTo(Bytes.hex("01"));
    host.answer("3205000102");
    assertThat(host.answer("4A0100")).isEqualTo(Bytes.hex("00"));
    chip.near = true;
    list();
  }

  @Test
  void a_chip_that_came_back_must_be_listed_anew() {
    list();
    remove();
    host.reader.place(chip, host.now);
    assertThat(host.answer("400160")).isEqualTo(Bytes.hex("01"));
    list();
    assertThat(host.answer("400160")).isEqualTo(Bytes.hex("0060"));
  }

  @Test
  void commands_to_nobody_are_not_acceptable() {
    for (String command : new String[] {"400160", "4E010202", "4401", "5201", "5401", "5001"}) {
      assertThat(host.answer(command)).as(command).isEqualTo(Bytes.hex("27"));
    }
    assertThat(host.answer("4400")).isEqualTo(Bytes.hex("00"));
    assertThat(host.answer("5200")).isEqualTo(Bytes.hex("00"));
  }

  @Test
  void whether_the_chip_is_still_there_is_asked_with_r_nak_and_answered_by_r_ack() {
    list();
    assertThat(host.answer("42B2")).isEqualTo(Bytes.hex("00A3"));
    host.answer("400160");
    assertThat(host.answer("42B3")).isEqualTo(Bytes.hex("00A2"));
    assertThat(host.answer("42B2")).isEqualTo(Bytes.hex("00A2"));
    assertThat(host.answer("0006")).isEqualTo(Bytes.hex("00"));
    assertThat(host.answer("4260")).isEqualTo(Bytes.hex("01"));
  }

  @Test
  void a_raw_exchange_in_another_kinds_language_is_not_understood() {
    list();
    host.answer("08630283");
    assertThat(host.answer("42B2")).isEqualTo(Bytes.hex("01"));
  }

  @Test
  void speed_is_agreed_on_before_the_first_command_or_not_at_all() {
    list();
    assertThat(host.answer("4E010202")).isEqualTo(Bytes.hex("00"));
    list();
    host.answer("400160");
    assertThat(host.answer("4E010202")).isEqualTo(Bytes.hex("01"));
    list();
    assertThat(host.answer("4E010302")).isEqualTo(Bytes.hex("10"));
  }

  @Test
  void a_chip_is_not_made_faster_than_its_ats_allows() {
    remove();
    var slow =
        new ScriptedChip(
            new ChipTarget(
                Bytes.hex("04010203040506"), 0x0344, 0x20, Bytes.hex("0675118102" + "80")),
            c -> c);
    host.reader.place(slow, host.now);
    host.answer("4A0100");
    assertThat(host.answer("4E010202")).isEqualTo(Bytes.hex("10"));
    assertThat(host.answer("4E010101")).isEqualTo(Bytes.hex("00"));
  }

  @Test
  void a_deselected_chip_is_selected_again_with_a_new_session() {
    list();
    assertThat(host.answer("4401")).isEqualTo(Bytes.hex("00"));
    int before = chip.entered;
    assertThat(host.answer("5401")).isEqualTo(Bytes.hex("00"));
    assertThat(chip.entered).isEqualTo(before + 1);
    assertThat(host.answer("400160")).isEqualTo(Bytes.hex("0060"));
  }

  @Test
  void listing_again_starts_a_new_session() {
    list();
    assertThat(chip.entered).isEqualTo(1);
    list();
    assertThat(chip.entered).isEqualTo(2);
    assertThat(chip.left).isEqualTo(1);
  }

  @Test
  void a_field_turned_off_takes_the_chips_power_and_number() {
    list();
    host.answer("320100");
    assertThat(chip.left).isEqualTo(1);
    assertThat(host.answer("400160")).isEqualTo(Bytes.hex("27"));
    host.answer("320101");
    assertThat(chip.entered).isEqualTo(2);
    list();
    assertThat(chip.entered).isEqualTo(2);
  }

  @Test
  void a_released_chip_has_no_number_any_more() {
    list();
    assertThat(host.answer("5201")).isEqualTo(Bytes.hex("00"));
    assertThat(host.answer("400160")).isEqualTo(Bytes.hex("27"));
  }

  @Test
  void its_status_tells_of_the_last_error_and_the_chips() {
    assertThat(host.answer("04")).isEqualTo(Bytes.hex("00000000"));
    list();
    host.answer("4E010201");
    assertThat(host.answer("04")).isEqualTo(Bytes.hex("000001" + "01020100" + "00"));
    remove();
    host.answer("400160");
    assertThat(host.answer("04")).isEqualTo(Bytes.hex("010001" + "01020100" + "00"));
  }

  @Test
  void automatic_polling_tells_the_kind_of_chip() {
    assertThat(host.answer("60140220100311120403"))
        .isEqualTo(Bytes.hex("01" + "20" + "12" + LISTED));
    remove();
    assertThat(host.ask("600101" + "20")).isEqualTo(Host.ACK);
    assertThat(host.passMillis(149)).isEqualTo(Bytes.EMPTY);
    assertThat(host.passMillis(1).hex()).contains("d56100");
  }

  @Test
  void automatic_polling_for_ever_answers_when_a_chip_comes() {
    remove();
    assertThat(host.ask("60FF0120")).isEqualTo(Host.ACK);
    assertThat(host.passMillis(60_000)).isEqualTo(Bytes.EMPTY);
    host.reader.place(chip, host.now);
    assertThat(host.heard().hex()).contains("d561012012" + LISTED.toLowerCase());
  }
}
