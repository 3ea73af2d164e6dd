package org.stile.simulator.chip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stile.simulator.chip.TestApplication.createMacFile;
import static org.stile.simulator.chip.TestApplication.records;
import static org.stile.simulator.chip.TestApplication.rights;
import static org.stile.simulator.chip.TestApplication.standard;
import static org.stile.simulator.chip.TestApplication.value;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.core.Bytes;
import org.stile.simulator.chip.TestReader.Flow;
import org.stile.simulator.chip.TestReader.Outcome;

/** The chip as a whole, its applications, and how files are made and described. */
class CardTest {
  private static final Bytes NAME = Bytes.copyOf("STILE".getBytes(StandardCharsets.US_ASCII));
  private static final ChipKey FACTORY = ChipKey.zero(KeyType.TDEA);

  @ParameterizedTest
  @CsvSource({
    "EV1, 04010101001805, 04010101041805",
    "EV2, 04010112001805, 04010102011805",
    "EV3, 04010133001805, 04010103001805"
  })
  void a_version_comes_in_three_frames(Generation generation, String hardware, String software) {
    TestReader reader = TestReader.at(generation);
    assertThat(reader.frame(0x60, "")).isEqualTo(new Outcome(0xAF, Bytes.hex(hardware)));
    assertThat(reader.frame(0xAF, "")).isEqualTo(new Outcome(0xAF, Bytes.hex(software)));
    Outcome last = reader.frame(0xAF, "");
    assertThat(last.status()).isZero();
    assertThat(last.data().length()).isEqualTo(14);
    assertThat(last.data().slice(0, 7)).isEqualTo(Bytes.hex("04112233445566"));
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void a_version_is_vouched_for_within_a_session(Generation generation) {
    TestReader reader = TestApplication.onNewChip(generation);
    assertThat(reader.must(0x60, "").length()).isEqualTo(28); // The test reader checks its MAC.
  }

  @Test
  void a_chip_is_listed_as_what_it_is() {
    assertThat(TestReader.at(Generation.EV2).chip().target().speaksIsoDep()).isTrue();
    assertThat(TestReader.at(Generation.EV2).chip().target().uid())
        .isEqualTo(Bytes.hex("04112233445566"));
  }

  @Test
  void applications_are_created_listed_selected_and_deleted() {
    TestReader reader = TestReader.at(Generation.EV2);
    reader.must(0xCA, "1071f50b85");
    reader.must(0xCA, "0100000fa1" + "3412" + NAME.hex());
    assertThat(reader.must(0x6A, "")).isEqualTo(Bytes.hex("010000" + "1071f5"));
    assertThat(reader.must(0x6D, "")).isEqualTo(Bytes.concat(Bytes.hex("010000" + "3412"), NAME));
    assertThat(reader.frame(0x5A, "999999").status()).isEqualTo(0xA0);
    assertThat(reader.authenticateEv1(0, FACTORY)).isZero();
    reader.must(0xDA, "1071f5");
    assertThat(reader.must(0x6A, "")).isEqualTo(Bytes.hex("010000"));
    assertThat(reader.tell(0xDA, "1071f5").status()).isEqualTo(0xA0);
  }

  @ParameterizedTest
  @CsvSource({
    "1071f50b85, de",
    "0200000b85, 00",
    "0000000b85, 9e",
    "0200000b80, 9e",
    "0200000b8f, 9e",
    "0200000b05, 9e",
    "0200000b8534, 7e",
    "0200000b853412, de",
    "0200000b853512, 00",
    "0200000b8535125354494c45, de",
    "0200000b85351241, 00"
  })
  void an_application_is_new_in_every_name_it_has(String command, String status) {
    TestReader reader = TestReader.at(Generation.EV2);
    reader.must(0xCA, "1071f50b85" + "3412" + NAME.hex());
    assertThat(reader.tell(0xCA, command).status()).isEqualTo(Integer.parseInt(status, 16));
  }

  @Test
  void many_applications_are_listed_in_two_frames_and_there_is_an_end_to_them() {
    TestReader reader = TestReader.at(Generation.EV2);
    int created = 0;
    int status = 0;
    while (status == 0) {
      Bytes command = Bytes.of(0xFF, created, 0xF5, 0x0B, 0x81);
      status = reader.frame(0xCA, command).status();
      created += status == 0 ? 1 : 0;
    }
    assertThat(status).isEqualTo(0x0E); // Memory ends before the directory does.
    assertThat(created).isEqualTo(4096 / Application.OVERHEAD_BYTES);
    assertThat(reader.frame(0x6A, "").data().length()).isEqualTo(19 * 3);
    assertThat(reader.frame(0xAF, "").data().length()).isEqualTo((created - 19) * 3);
  }

  @Test
  void iso_select_finds_applications_by_name_and_identifier() {
    TestReader reader = TestReader.at(Generation.EV2);
    reader.must(0xCA, "1071f50b85" + "10e1" + NAME.hex());
    VirtualChip chip = reader.chip();
    Bytes ok = Bytes.hex("9000");
    assertThat(chip.exchange(Bytes.hex("00a4040005" + NAME.hex() + "00")).response()).isEqualTo(ok);
    reader.authenticate(Generation.EV2, 0, TestApplication.KEY);
    assertThat(chip.exchange(Bytes.hex("00a404000741424344454647")).response())
        .isEqualTo(Bytes.hex("6a82"));
    assertThat(chip.exchange(Bytes.hex("00a4000c02e110")).response()).isEqualTo(ok);
    assertThat(chip.exchange(Bytes.hex("00a40000023f00")).response()).isEqualTo(ok);
    assertThat(chip.exchange(Bytes.hex("00a4040007d276000085010000")).response()).isEqualTo(ok);
    assertThat(reader.frame(0x6A, "").status()).isZero(); // The chip itself is selected.
    assertThat(chip.exchange(Bytes.hex("00a4080002e110")).response()).isEqualTo(Bytes.hex("6a86"));
    assertThat(chip.exchange(Bytes.hex("00a4000001e1")).response()).isEqualTo(Bytes.hex("6700"));
    assertThat(chip.exchange(Bytes.hex("00b0000000")).response()).isEqualTo(Bytes.hex("6d00"));
  }

  @ParameterizedTest
  @CsvSource({
    "90, 917e", "9060, 917e", "906000, 917e", "9060000005aabb, 917e", "90600000030102030405, 917e",
    "9060010000, 919e", "9060000100, 919e", "00, 6700", "00a40400, 6700", "00a4040005aabb, 6700"
  })
  void an_apdu_whose_lengths_do_not_add_up_is_refused(String command, String answer) {
    assertThat(TestReader.at(Generation.EV2).chip().exchange(Bytes.hex(command)).response())
        .isEqualTo(Bytes.hex(answer));
  }

  @Test
  void deleting_gives_memory_back_on_an_ev2_but_not_on_an_ev1() {
    for (Generation generation : new Generation[] {Generation.EV1, Generation.EV2}) {
      TestReader reader = TestReader.at(generation);
      Bytes before = reader.must(0x6E, "");
      assertThat(before).isEqualTo(LittleEndian.bytes(4096, 3));
      reader.must(0xCA, "1071f50b85");
      Bytes with = reader.must(0x6E, "");
      assertThat(with).isNotEqualTo(before);
      assertThat(reader.authenticateEv1(0, FACTORY)).isZero();
      reader.must(0xDA, "1071f5");
      assertThat(reader.must(0x6E, "")).isEqualTo(generation.knowsEv2() ? before : with);
      reader.must(0xFC, "");
      assertThat(reader.must(0x6E, "")).isEqualTo(before);
    }
  }

  @Test
  void formatting_needs_the_chips_own_key() {
    TestReader reader = TestApplication.onNewChip(Generation.EV2);
    assertThat(reader.tell(0xFC, "").status()).isEqualTo(0x9D);
    reader.select("000000");
    assertThat(reader.tell(0xFC, "").status()).isEqualTo(0xAE);
    assertThat(reader.authenticateLegacy(FACTORY)).isZero();
    reader.must(0xFC, "");
    assertThat(reader.must(0x6A, "")).isEqualTo(Bytes.EMPTY);
  }

  @Test
  void an_application_may_delete_itself_where_creating_is_free() {
    TestReader reader = TestApplication.onNewChip(Generation.EV2);
    Bytes sent =
        reader.protect(
            0xDA, Bytes.hex(TestApplication.AID), Bytes.EMPTY, CommMode.MACED, Flow.NONE);
    assertThat(reader.frame(0xDA, sent)).isEqualTo(new Outcome(0, Bytes.EMPTY));
    assertThat(reader.frame(0x6A, "")).isEqualTo(new Outcome(0, Bytes.EMPTY));
  }

  @Test
  void without_the_chips_key_nothing_is_created_where_creating_is_not_free() {
    TestReader reader = TestReader.at(Generation.EV2);
    assertThat(reader.authenticateEv1(0, FACTORY)).isZero();
    reader.send(0x54, Bytes.EMPTY, Bytes.of(0x0B), CommMode.FULL, Flow.IN).ok();
    reader.must(0xCA, "1071f50b85");
    reader.newTap();
    assertThat(reader.tell(0xCA, "0200000b85").status()).isEqualTo(0xAE);
    assertThat(reader.tell(0xDA, "1071f5").status()).isEqualTo(0xAE);
  }

  @Test
  void files_describe_themselves() {
    TestReader reader = TestApplication.onNewChip(Generation.EV2);
    String rights = rights(1, 2, 3, 0);
    reader.must(0xCD, standard(1, CommMode.PLAIN, rights, 128));
    reader.must(0xCB, standard(2, CommMode.MACED, rights, 64));
    reader.must(0xCC, value(3, CommMode.FULL, rights, 255, 7, 1));
    reader.must(0xC1, records(4, CommMode.PLAIN, rights, 10, 3));
    reader.must(0xC0, records(5, CommMode.MACED, rights, 24, 9));
    createMacFile(reader);
    assertThat(reader.must(0x6F, "")).isEqualTo(Bytes.hex("01020304051a"));
    assertThat(reader.must(0xF5, "01")).isEqualTo(Bytes.hex("0000" + rights + "800000"));
    assertThat(reader.must(0xF5, "02")).isEqualTo(Bytes.hex("0101" + rights + "400000"));
    assertThat(reader.must(0xF5, "03"))
        .isEqualTo(Bytes.hex("0203" + rights + "00000000" + "ff000000" + "00000000" + "01"));
    assertThat(reader.must(0xF5, "04"))
        .isEqualTo(Bytes.hex("0300" + rights + "0a0000" + "030000" + "000000"));
    assertThat(reader.must(0xF5, "05"))
        .isEqualTo(Bytes.hex("0401" + rights + "180000" + "090000" + "000000"));
    assertThat(reader.must(0xF5, "1a"))
        .isEqualTo(Bytes.hex("0501" + rights(1, 0xF, 0xF, 0) + "0200"));
    assertThat(reader.tell(0xF5, "06").status()).isEqualTo(0xF0);
  }

  /** Number, option, rights and size, each wrong in turn. */
  @ParameterizedTest
  @CsvSource({
    "01 00 3012 200000, de", "20 00 3012 200000, 9e", "02 04 3012 200000, 9e",
    "02 80 3012 200000, 9e", "02 00 3052 200000, 9e", "02 00 30ef 200000, 00",
    "02 00 3012 000000, 9e", "02 00 3012 001100, 0e", "02 00 3012 ffffff, 0e",
    "02 00 3012 2000, 7e", "02 00 3012 20000000, 7e", "02 02 3012 200000, 00"
  })
  void a_data_file_is_made_only_as_it_can_be(String command, String status) {
    TestReader reader = TestApplication.onNewChip(Generation.EV2);
    reader.must(0xCD, standard(1, CommMode.PLAIN, rights(1, 2, 3, 0), 8));
    assertThat(reader.tell(0xCD, command.replace(" ", "")).status())
        .isEqualTo(Integer.parseInt(status, 16));
  }

  @ParameterizedTest
  @CsvSource({
    "c0, 080000 010000, 9e",
    "c0, 080000 020000, 00",
    "c1, 080000 010000, 00",
    "c1, 000000 010000, 9e",
    "c1, 080000 000000, 9e",
    "c0, ffffff ffffff, 0e"
  })
  void a_record_file_has_room_for_a_record(String code, String sizes, String status) {
    TestReader reader = TestApplication.onNewChip(Generation.EV2);
    String command = "0200" + rights(1, 2, 3, 0) + sizes.replace(" ", "");
    assertThat(reader.tell(Integer.parseInt(code, 16), command).status())
        .isEqualTo(Integer.parseInt(status, 16));
  }

  @ParameterizedTest
  @CsvSource({"0, 5, 5, 00", "6, 5, 5, be", "0, 5, 6, be", "-5, -1, -3, 00", "0, 5, -1, be"})
  void a_value_starts_within_its_limits(int lower, int upper, int value, String status) {
    TestReader reader = TestApplication.onNewChip(Generation.EV2);
    String command =
        "0200"
            + rights(1, 2, 3, 0)
            + TestApplication.number(lower, 4)
            + TestApplication.number(upper, 4)
            + TestApplication.number(value, 4)
            + "00";
    assertThat(reader.tell(0xCC, command).status()).isEqualTo(Integer.parseInt(status, 16));
  }

  @Test
  void an_application_has_one_transaction_mac_file_at_most() {
    TestReader reader = TestApplication.onNewChip(Generation.EV2);
    createMacFile(reader);
    Bytes header = Bytes.hex("1b01" + rights(1, 0xF, 0xF, 0) + "02");
    Bytes key = Bytes.copyOf(new byte[17]);
    assertThat(reader.send(0xCE, header, key, CommMode.FULL, Flow.IN).status()).isEqualTo(0xDE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fff0", "f0f0", "1ff0"})
  void nobody_may_write_a_transaction_mac_file(String rights) {
    TestReader reader = TestApplication.onNewChip(Generation.EV2);
    Bytes low = AccessRights.of(Integer.parseInt(rights, 16)).bytes();
    Bytes header = Bytes.concat(Bytes.hex("1b01"), low, Bytes.of(2));
    int expected = rights.equals("f0f0") ? 0x9E : 0;
    assertThat(
            reader.send(0xCE, header, Bytes.copyOf(new byte[17]), CommMode.FULL, Flow.IN).status())
        .isEqualTo(expected);
  }

  @Test
  void an_ev1_has_no_transaction_macs() {
    assertThat(TestApplication.onNewChip(Generation.EV1).frame(0xCE, "").status()).isEqualTo(0x1C);
  }

  @Test
  void files_with_iso_identifiers_are_listed_by_them() {
    TestReader reader = TestReader.at(Generation.EV2);
    reader.must(0xCA, "1071f50ba5");
    reader.select("1071f5");
    reader.authenticate(Generation.EV2, 0, TestApplication.KEY);
    reader.must(0xCD, "01" + "04e1" + "00" + rights(1, 2, 3, 0) + "200000");
    assertThat(reader.must(0x61, "")).isEqualTo(Bytes.hex("04e1"));
    assertThat(reader.tell(0xCD, "02" + "04e1" + "00" + rights(1, 2, 3, 0) + "200000").status())
        .isEqualTo(0xDE);
    reader.authenticate(Generation.EV2, 0, TestApplication.KEY);
    assertThat(reader.tell(0xCD, "02" + "00" + rights(1, 2, 3, 0) + "200000").status())
        .isEqualTo(0x7E);
  }

  @Test
  void a_deleted_file_is_gone() {
    TestReader reader = TestApplication.onNewChip(Generation.EV2);
    reader.must(0xCD, standard(1, CommMode.PLAIN, rights(1, 2, 3, 0), 8));
    reader.must(0xDF, "01");
    assertThat(reader.must(0x6F, "")).isEqualTo(Bytes.EMPTY);
    assertThat(reader.tell(0xDF, "01").status()).isEqualTo(0xF0);
  }

  @Test
  void only_the_master_key_makes_and_deletes_files() {
    TestReader reader = TestApplication.onNewChip(Generation.EV2);
    reader.authenticate(Generation.EV2, 1, TestApplication.KEY);
    assertThat(reader.tell(0xCD, standard(1, CommMode.PLAIN, rights(1, 2, 3, 0), 8)).status())
        .isEqualTo(0xAE);
    reader.authenticate(Generation.EV2, 1, TestApplication.KEY);
    assertThat(reader.tell(0xDF, "01").status()).isEqualTo(0xAE);
  }
}
