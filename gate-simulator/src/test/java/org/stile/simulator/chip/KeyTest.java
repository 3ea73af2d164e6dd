package org.stile.simulator.chip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.core.Bytes;
import org.stile.simulator.chip.TestReader.Flow;

/** Who changes which key, with which cryptogram, and what the settings say to it. */
class KeyTest {
  private static final ChipKey ZERO = TestApplication.KEY;
  private static final ChipKey NEW =
      new ChipKey(KeyType.AES, Bytes.hex("000102030405060708090a0b0c0d0e0f"), 0x42);
  private static final ChipKey FACTORY = ChipKey.zero(KeyType.TDEA);
  private static final int CHANGE_KEY = 0xC4;

  /** New key, masked by the old one unless it is the session's own, version, and its checksum. */
  private static Bytes material(boolean own, ChipKey old, ChipKey next) {
    byte[] masked = next.value().toArray();
    if (!own) {
      for (int i = 0; i < masked.length; i++) {
        masked[i] ^= (byte) old.value().at(i);
      }
    }
    Bytes version = next.type() == KeyType.AES ? Bytes.of(next.version()) : Bytes.EMPTY;
    return Bytes.concat(Bytes.copyOf(masked), version);
  }

  private static TestReader.Outcome change(
      TestReader reader, Generation generation, int number, boolean own, ChipKey old) {
    Bytes masked = material(own, old, NEW);
    if (generation.knowsEv2()) {
      Bytes payload = own ? masked : Bytes.concat(masked, Checksum.crc32(NEW.value()));
      Bytes sent = reader.protect(CHANGE_KEY, Bytes.of(number), payload, CommMode.FULL, Flow.IN);
      return reader.whole(CHANGE_KEY, sent);
    }
    return reader.whole(
        CHANGE_KEY, reader.ev1Key(number, masked, own ? Bytes.EMPTY : Checksum.crc32(NEW.value())));
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void the_master_key_changes_other_keys_and_its_session_goes_on(Generation generation) {
    TestReader reader = TestApplication.onNewChip(generation);
    assertThat(change(reader, generation, 3, false, ZERO).status()).isZero();
    reader.select(TestApplication.AID);
    reader.authenticate(generation, 3, NEW);
    assertThat(reader.must(0x64, "03")).isEqualTo(Bytes.of(0x42));
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void a_key_that_changes_itself_ends_its_session_and_is_answered_bare(Generation generation) {
    TestReader reader = TestApplication.onNewChip(generation);
    TestReader.Outcome outcome = change(reader, generation, 0, true, ZERO);
    assertThat(outcome).isEqualTo(new TestReader.Outcome(0, Bytes.EMPTY));
    assertThat(reader.frame(0x51, "").status()).isEqualTo(0xAE);
    reader.authenticate(generation, 0, NEW);
    assertThat(reader.authenticateEv1(0, ZERO)).isEqualTo(0xAE);
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void a_key_masked_by_what_was_never_the_old_one_is_refused(Generation generation) {
    TestReader reader = TestApplication.onNewChip(generation);
    assertThat(change(reader, generation, 3, false, NEW).status()).isEqualTo(0x1E);
    reader.authenticate(generation, 3, ZERO);
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void without_a_session_or_with_another_key_nothing_changes(Generation generation) {
    TestReader reader = TestApplication.onNewChip(generation);
    reader.select(TestApplication.AID);
    assertThat(reader.frame(CHANGE_KEY, "03" + "00".repeat(32)).status()).isEqualTo(0xAE);
    reader.authenticate(generation, 1, ZERO);
    assertThat(change(reader, generation, 3, false, ZERO).status()).isEqualTo(0xAE);
    reader.authenticate(generation, 1, ZERO);
    assertThat(change(reader, generation, 0, false, ZERO).status()).isEqualTo(0xAE);
  }

  @Test
  void a_key_that_is_not_there_cannot_be_changed() {
    TestReader reader = TestApplication.onNewChip(Generation.EV2);
    assertThat(change(reader, Generation.EV2, 5, false, ZERO).status()).isEqualTo(0x40);
  }

  /** The high nibble of the key settings: a key number, E the key itself, F nobody. */
  @ParameterizedTest
  @CsvSource({
    "0b, 0, 3, 00", "0b, 3, 3, ae", "2b, 2, 3, 00", "2b, 0, 3, ae", "2b, 0, 2, 00", "2b, 2, 2, ae",
    "eb, 3, 3, 00", "eb, 0, 3, ae", "fb, 0, 3, 9d", "fb, 0, 0, 00", "0a, 0, 0, 9d", "0a, 0, 3, 00"
  })
  void key_settings_say_which_key_changes_keys(
      String settings, int holder, int number, String status) {
    TestReader reader = TestReader.at(Generation.EV2);
    reader.must(0xCA, TestApplication.AID + settings + "85");
    reader.select(TestApplication.AID);
    reader.authenticate(Generation.EV2, holder, ZERO);
    assertThat(change(reader, Generation.EV2, number, number == holder, ZERO).status())
        .isEqualTo(Integer.parseInt(status, 16));
  }

  /** What every issuer does first: the DES key of a blank chip gives way to an AES key. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void the_factory_key_gives_way_to_an_aes_key(boolean legacy) {
    TestReader reader = TestReader.at(Generation.EV2);
    int status = legacy ? reader.authenticateLegacy(FACTORY) : reader.authenticateEv1(0, FACTORY);
    assertThat(status).isZero();
    Bytes masked = material(true, FACTORY, NEW);
    Bytes sent = legacy ? reader.legacyKey(0x80, masked) : reader.ev1Key(0x80, masked, Bytes.EMPTY);
    assertThat(reader.whole(CHANGE_KEY, sent).status()).isZero();
    assertThat(reader.authenticateEv2(0, NEW)).isZero();
    assertThat(reader.must(0x45, "")).isEqualTo(Bytes.hex("0f81"));
    assertThat(reader.authenticateLegacy(FACTORY)).isEqualTo(0xAE);
  }

  /** A DES key's version is in the low bits of its first half. */
  @Test
  void the_factory_key_may_give_way_to_another_des_key() {
    var next = new ChipKey(KeyType.TDEA, Bytes.hex("0100000001000101" + "22".repeat(8)), 0x8B);
    TestReader reader = TestReader.at(Generation.EV1);
    assertThat(reader.authenticateEv1(0, FACTORY)).isZero();
    Bytes sent = reader.ev1Key(0x00, material(true, FACTORY, next), Bytes.EMPTY);
    assertThat(reader.whole(CHANGE_KEY, sent).status()).isZero();
    assertThat(reader.frame(0x64, "00").data()).isEqualTo(Bytes.of(0x8B));
    assertThat(reader.authenticateEv1(0, next)).isZero();
    assertThat(reader.authenticateLegacy(next)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x40, 0xC0, 0x81, 0x01})
  void the_chip_itself_has_one_key_of_two_kinds(int number) {
    TestReader reader = TestReader.at(Generation.EV2);
    assertThat(reader.authenticateEv1(0, FACTORY)).isZero();
    Bytes sent = reader.ev1Key(number, material(true, FACTORY, NEW), Bytes.EMPTY);
    assertThat(reader.whole(CHANGE_KEY, sent).status()).isEqualTo(0x40);
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void settings_are_changed_with_the_master_key_until_they_are_frozen(Generation generation) {
    TestReader reader = TestApplication.onNewChip(generation);
    reader.send(0x54, Bytes.EMPTY, Bytes.of(0x03), CommMode.FULL, Flow.IN).ok();
    assertThat(reader.must(0x45, "")).isEqualTo(Bytes.hex("0385"));
    assertThat(reader.send(0x54, Bytes.EMPTY, Bytes.of(0x0B), CommMode.FULL, Flow.IN).status())
        .isEqualTo(0x9D);
    reader.authenticate(generation, 1, ZERO);
    assertThat(reader.send(0x54, Bytes.EMPTY, Bytes.of(0x0B), CommMode.FULL, Flow.IN).status())
        .isEqualTo(0xAE);
  }

  @Test
  void the_first_generation_of_sessions_protects_settings_and_uid() {
    TestReader reader = TestReader.at(Generation.EV1);
    assertThat(reader.authenticateLegacy(FACTORY)).isZero();
    Bytes told = reader.send(0x51, Bytes.EMPTY, Bytes.EMPTY, CommMode.FULL, Flow.OUT).ok();
    Bytes uid = Bytes.hex("04112233445566");
    assertThat(told.slice(0, 9)).isEqualTo(Bytes.concat(uid, Checksum.crc16(uid)));
    reader.send(0x54, Bytes.EMPTY, Bytes.of(0x0D), CommMode.FULL, Flow.IN).ok();
    assertThat(reader.must(0x45, "")).isEqualTo(Bytes.hex("0d01"));
  }

  @Test
  void listing_needs_the_master_key_where_the_settings_say_so() {
    TestReader reader = TestReader.at(Generation.EV2);
    reader.must(0xCA, TestApplication.AID + "0985");
    reader.select(TestApplication.AID);
    for (int code : new int[] {0x45, 0x6F, 0x61}) {
      assertThat(reader.frame(code, "").status()).isEqualTo(0xAE);
    }
    assertThat(reader.frame(0xF5, "00").status()).isEqualTo(0xAE);
    reader.authenticate(Generation.EV2, 0, ZERO);
    assertThat(reader.must(0x45, "")).isEqualTo(Bytes.hex("0985"));
    assertThat(reader.must(0x6F, "")).isEqualTo(Bytes.EMPTY);
  }
}
