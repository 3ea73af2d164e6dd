package org.stile.simulator.chip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.core.Bytes;

/** Who gets a session, who does not, and what ends one. */
class AuthenticationTest {
  private static final ChipKey ZERO = ChipKey.zero(KeyType.AES);
  private static final ChipKey FACTORY = ChipKey.zero(KeyType.TDEA);
  private static final ChipKey OTHER =
      new ChipKey(KeyType.AES, Bytes.hex("000102030405060708090a0b0c0d0e0f"), 0);

  private static TestReader atApplication(Generation generation) {
    TestReader reader = TestReader.at(generation);
    reader.must(0xCA, "1071f50b85");
    reader.select("1071f5");
    return reader;
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void a_blank_chip_knows_its_factory_key_by_both_old_ways(Generation generation) {
    TestReader reader = TestReader.at(generation);
    assertThat(reader.authenticateLegacy(FACTORY)).isZero();
    assertThat(reader.authenticateEv1(0, FACTORY)).isZero();
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void another_factory_key_is_turned_away(Generation generation) {
    var wrong = new ChipKey(KeyType.TDEA, Bytes.hex("02".repeat(16)), 0);
    TestReader reader = TestReader.at(generation);
    assertThat(reader.authenticateLegacy(wrong)).isEqualTo(0xAE);
    assertThat(reader.authenticateEv1(0, wrong)).isEqualTo(0xAE);
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void an_application_key_opens_a_session_and_a_wrong_one_does_not(Generation generation) {
    TestReader reader = atApplication(generation);
    assertThat(reader.authenticateEv1(4, ZERO)).isZero();
    assertThat(reader.authenticateEv1(4, OTHER)).isEqualTo(0xAE);
    int expected = generation.knowsEv2() ? 0 : 0x1C;
    assertThat(reader.authenticateEv2(4, ZERO)).isEqualTo(expected);
    assertThat(reader.authenticateEv2(4, OTHER)).isEqualTo(expected == 0 ? 0xAE : 0x1C);
  }

  @Test
  void a_key_that_is_not_there_is_no_such_key() {
    TestReader reader = atApplication(Generation.EV2);
    assertThat(reader.authenticateEv1(5, ZERO)).isEqualTo(0x40);
    assertThat(reader.authenticateEv2(5, ZERO)).isEqualTo(0x40);
  }

  @ParameterizedTest
  @CsvSource({"aa00, ae", "7100 00, ae", "1a00, af", "0a00, af"})
  void the_factory_key_is_no_aes_key(String command, String status) {
    Bytes sent = Bytes.hex(command);
    assertThat(TestReader.at(Generation.EV2).frame(sent.at(0), sent.from(1)).status())
        .isEqualTo(Integer.parseInt(status, 16));
  }

  @ParameterizedTest
  @CsvSource({"1a00, ae", "0a00, ae", "aa00, af", "710000, af"})
  void an_application_key_is_no_des_key(String command, String status) {
    Bytes sent = Bytes.hex(command);
    assertThat(atApplication(Generation.EV2).frame(sent.at(0), sent.from(1)).status())
        .isEqualTo(Integer.parseInt(status, 16));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16, 31, 33, 48, 59})
  void a_cryptogram_of_another_length_is_refused(int length) {
    for (int code : new int[] {0xAA, 0x71}) {
      TestReader reader = atApplication(Generation.EV2);
      Bytes start = code == 0x71 ? Bytes.of(0, 0) : Bytes.of(0);
      assertThat(reader.frame(code, start).status()).isEqualTo(0xAF);
      assertThat(reader.frame(0xAF, Bytes.copyOf(new byte[length])).status()).isEqualTo(0x7E);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aa",
        "aa0000",
        "71",
        "7100",
        "710001",
        "71000200",
        "710007000000000000",
        "770000"
      })
  void the_first_half_has_its_lengths_too(String command) {
    TestReader reader = atApplication(Generation.EV2);
    if (command.startsWith("77")) {
      assertThat(reader.authenticateEv2(0, ZERO)).isZero();
    }
    Bytes sent = Bytes.hex(command);
    assertThat(reader.frame(sent.at(0), sent.from(1)).status()).isEqualTo(0x7E);
  }

  /** Its capabilities come back in the proof; six bytes of them at most. */
  @Test
  void a_reader_may_tell_its_capabilities() {
    TestReader reader = atApplication(Generation.EV2);
    assertThat(reader.frame(0x71, "0006010203040506").status()).isEqualTo(0xAF);
  }

  @Test
  void a_second_authentication_keeps_identifier_and_counter() {
    TestReader reader = atApplication(Generation.EV2);
    assertThat(reader.authenticateEv2(0, ZERO)).isZero();
    reader.must(0x64, "01");
    assertThat(reader.authenticateEv2(1, ZERO, false)).isZero();
    reader.must(0x64, "01"); // Its MACs are right only under the kept identifier and counter.
  }

  @Test
  void a_second_authentication_needs_a_first_one() {
    TestReader reader = atApplication(Generation.EV2);
    assertThat(reader.frame(0x77, "00").status()).isEqualTo(0x9D);
    assertThat(reader.authenticateEv1(0, ZERO)).isZero();
    assertThat(reader.frame(0x77, "00").status()).isEqualTo(0x9D);
  }

  @Test
  void another_command_in_the_middle_aborts() {
    TestReader reader = atApplication(Generation.EV2);
    assertThat(reader.frame(0xAA, "00").status()).isEqualTo(0xAF);
    assertThat(reader.frame(0x60, "").status()).isEqualTo(0xCA);
    assertThat(reader.frame(0xAF, "00".repeat(32)).status()).isEqualTo(0x1C);
  }

  @Test
  void the_same_cryptogram_does_not_open_a_second_session() {
    TestReader reader = atApplication(Generation.EV2);
    BlockCipher cipher = ZERO.cipher();
    Bytes zero = cipher.zeroVector();
    Bytes challenge = cipher.decryptCbc(zero, reader.frame(0x71, "0000").data());
    Bytes replayed =
        cipher.encryptCbc(zero, Bytes.concat(reader.draw(16), TestReader.rotated(challenge)));
    assertThat(reader.frame(0xAF, replayed).status()).isZero();
    assertThat(reader.frame(0x71, "0000").status()).isEqualTo(0xAF);
    assertThat(reader.frame(0xAF, replayed).status()).isEqualTo(0xAE);
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void selecting_leaving_and_any_error_end_a_session(Generation generation) {
    TestReader reader = atApplication(generation);
    int needsKey = 0x51; // GetCardUID
    reader.authenticate(generation, 0, ZERO);
    assertThat(uid(reader)).isEqualTo(Bytes.hex("04112233445566"));
    reader.select("1071f5");
    assertThat(reader.frame(needsKey, "").status()).isEqualTo(0xAE);
    reader.authenticate(generation, 0, ZERO);
    reader.newTap();
    reader.select("1071f5");
    assertThat(reader.frame(needsKey, "").status()).isEqualTo(0xAE);
    reader.authenticate(generation, 0, ZERO);
    assertThat(reader.tell(0x64, "0e").status()).isEqualTo(0x40);
    assertThat(reader.frame(needsKey, "").status()).isEqualTo(0xAE);
  }

  private static Bytes uid(TestReader reader) {
    return reader.send(0x51, Bytes.EMPTY, Bytes.EMPTY, CommMode.FULL, TestReader.Flow.OUT).ok();
  }

  @Test
  void an_ev2_command_with_one_wrong_bit_in_its_mac_is_refused_and_ends_the_session() {
    TestReader reader = atApplication(Generation.EV2);
    for (int bit = 0; bit < 64; bit++) {
      assertThat(reader.authenticateEv2(0, ZERO)).isZero();
      Bytes right =
          reader.protect(0x64, Bytes.of(0), Bytes.EMPTY, CommMode.MACED, TestReader.Flow.NONE);
      byte[] wrong = right.toArray();
      wrong[1 + bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(reader.frame(0x64, Bytes.copyOf(wrong)).status()).isEqualTo(0x1E);
      assertThat(reader.frame(0x51, "").status()).isEqualTo(0xAE);
    }
  }

  @Test
  void an_ev2_command_sent_twice_is_refused_the_second_time() {
    TestReader reader = atApplication(Generation.EV2);
    assertThat(reader.authenticateEv2(0, ZERO)).isZero();
    Bytes once =
        reader.protect(0x64, Bytes.of(0), Bytes.EMPTY, CommMode.MACED, TestReader.Flow.NONE);
    assertThat(reader.frame(0x64, once).status()).isZero();
    assertThat(reader.frame(0x64, once).status()).isEqualTo(0x1E);
  }

  @Test
  void without_power_a_chip_says_nothing() {
    TestReader reader = atApplication(Generation.EV2);
    reader.chip().leaveField();
    assertThat(reader.chip().exchange(Bytes.hex("9060000000")).isSilence()).isTrue();
  }
}
