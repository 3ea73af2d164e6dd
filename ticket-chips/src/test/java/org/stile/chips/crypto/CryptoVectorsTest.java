package org.stile.chips.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.chips.crypto.Ev2Cipher.Way;
import org.stile.core.Bytes;

class CryptoVectorsTest {
  private final KnownAnswers known;

  CryptoVectorsTest() throws IOException {
    known = new KnownAnswers();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16, 40, 64})
  void cmac_agrees_with_the_rfc(int length) {
    byte[] message = known.bytes("cmac.message").slice(0, length).toArray();
    assertThat(new Cmac(known.key("cmac.key")).of(message))
        .isEqualTo(known.bytes("cmac.of." + length).toArray());
  }

  @Test
  void a_truncated_code_is_its_odd_bytes() {
    byte[] code = Bytes.hex("000102030405060708090A0B0C0D0E0F").toArray();
    assertThat(Cmac.truncated(code)).isEqualTo(Bytes.hex("01030507090B0D0F").toArray());
  }

  @Test
  void cbc_undoes_itself_and_chains() {
    var aes = new Aes(known.key("cmac.key"));
    byte[] iv = known.bytes("cmac.of.0").toArray();
    byte[] plain = known.bytes("cmac.message").toArray();
    byte[] secret = aes.encrypt(iv, plain);
    assertThat(aes.decrypt(iv, secret)).isEqualTo(plain);
    byte[] twice = Bytes.hex("00".repeat(32)).toArray();
    byte[] chained = aes.encrypt(iv, twice);
    assertThat(Bytes.copyOf(chained, 0, 16)).isNotEqualTo(Bytes.copyOf(chained, 16, 32));
  }

  /** NIST SP 800-38A appendix F.2.1, first block. */
  @Test
  void cbc_agrees_with_nist() {
    byte[] iv = Bytes.hex("000102030405060708090A0B0C0D0E0F").toArray();
    byte[] plain = known.bytes("cmac.message").slice(0, 16).toArray();
    assertThat(new Aes(known.key("cmac.key")).encrypt(iv, plain))
        .isEqualTo(Bytes.hex("7649ABAC8119B246CEE98E9B12E9197D").toArray());
  }

  @ParameterizedTest
  @CsvSource({"15, 16", "17, 16", "16, 15", "16, 17"})
  void cbc_takes_whole_blocks_only(int ivLength, int length) {
    var aes = new Aes(known.key("cmac.key"));
    assertThatThrownBy(() -> aes.encrypt(new byte[ivLength], new byte[length]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> aes.decrypt(new byte[ivLength], new byte[length]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"long", "short"})
  void an10922_agrees_with_the_note(String which) {
    AesKey derived =
        An10922.diversify(
            known.key("an10922." + which + ".key"), known.bytes("an10922." + which + ".input"));
    assertThat(derived.reveal()).isEqualTo(known.bytes("an10922." + which + ".derived").toArray());
  }

  @Test
  void an10922_takes_up_to_31_bytes() {
    AesKey master = known.key("an10922.long.key");
    assertThat(An10922.diversify(master, Bytes.copyOf(new byte[31])).reveal()).hasSize(16);
    assertThatThrownBy(() -> An10922.diversify(master, Bytes.copyOf(new byte[32])))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> An10922.diversify(master, Bytes.EMPTY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an10922_with_a_whole_second_block_needs_no_padding() {
    AesKey master = known.key("an10922.long.key");
    byte[] message = new byte[32];
    message[0] = 1;
    assertThat(An10922.diversify(master, Bytes.copyOf(new byte[31])).reveal())
        .isEqualTo(new Cmac(master).of(message));
  }

  @Test
  void the_checksum_agrees_with_a_card() {
    assertThat(DesfireCrc32.of(known.bytes("crc.content"))).isEqualTo(known.bytes("crc.value"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void ev2_session_keys_agree_with_the_note(int which) {
    String at = "ev2.session." + which + ".";
    AesKey key = known.key(at + "key");
    Bytes rndA = known.bytes(at + "rndA");
    Bytes rndB = known.bytes(at + "rndB");
    assertThat(Ev2Cipher.encryptionKey(key, rndA, rndB).reveal())
        .isEqualTo(known.bytes(at + "encryption").toArray());
    assertThat(Ev2Cipher.macKey(key, rndA, rndB).reveal())
        .isEqualTo(known.bytes(at + "mac").toArray());
  }

  @Test
  void a_session_between_two_numbers_uses_those_keys() {
    String at = "ev2.session.2.";
    Bytes ti = known.bytes("ev2.mac.ti");
    var made =
        Ev2Cipher.between(
            known.key(at + "key"), known.bytes(at + "rndA"), known.bytes(at + "rndB"), ti);
    var same = Ev2Cipher.of(known.key(at + "encryption"), known.key(at + "mac"), ti);
    Bytes content = Bytes.of(1, 2, 3);
    assertThat(made.mac(0xBD, 7, content)).isEqualTo(same.mac(0xBD, 7, content));
    assertThat(made.encrypt(Way.COMMAND, 7, content))
        .isEqualTo(same.encrypt(Way.COMMAND, 7, content));
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 5"})
  void ev2_vectors_agree_with_proxmark(int which, int counter) {
    AesKey key = known.key("ev2.iv." + which + ".key");
    var cipher = Ev2Cipher.of(key, AesKey.zero(), known.bytes("ev2.iv." + which + ".ti"));
    assertThat(cipher.iv(Way.COMMAND, counter))
        .isEqualTo(known.bytes("ev2.iv." + which + ".value").toArray());
    assertThat(cipher.iv(Way.RESPONSE, counter)).isNotEqualTo(cipher.iv(Way.COMMAND, counter));
  }

  @Test
  void ev2_codes_agree_with_the_note() {
    var cipher = Ev2Cipher.of(AesKey.zero(), known.key("ev2.mac.key"), known.bytes("ev2.mac.ti"));
    assertThat(cipher.mac(0x8D, 0, known.bytes("ev2.mac.write.content")))
        .isEqualTo(known.bytes("ev2.mac.write.value"));
    assertThat(cipher.mac(0x00, 1, Bytes.EMPTY)).isEqualTo(known.bytes("ev2.mac.written.value"));
    assertThat(cipher.mac(0xAD, 1, known.bytes("ev2.mac.read.content")))
        .isEqualTo(known.bytes("ev2.mac.read.value"));
    assertThat(cipher.mac(0x00, 2, known.bytes("ev2.mac.answer.content")))
        .isEqualTo(known.bytes("ev2.mac.answer.value"));
  }

  @Test
  void an_ev2_counter_has_two_bytes() {
    var cipher = Ev2Cipher.of(AesKey.zero(), known.key("ev2.mac.key"), known.bytes("ev2.mac.ti"));
    assertThat(cipher.mac(0, 0x0101, Bytes.EMPTY)).isNotEqualTo(cipher.mac(0, 0x0001, Bytes.EMPTY));
    assertThat(cipher.iv(Way.COMMAND, 0x0101)).isNotEqualTo(cipher.iv(Way.COMMAND, 0x0001));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 17, 32})
  void ev2_data_of_any_length_comes_back(int length) {
    var cipher = Ev2Cipher.of(known.key("ev2.mac.key"), AesKey.zero(), known.bytes("ev2.mac.ti"));
    Bytes plain = known.bytes("cmac.message").slice(0, length);
    Bytes secret = cipher.encrypt(Way.RESPONSE, 3, plain);
    assertThat(secret.length()).isEqualTo((length / 16 + 1) * 16);
    assertThat(cipher.decrypt(Way.RESPONSE, 3, secret)).contains(plain);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 15, 17, 31})
  void ev2_data_that_is_not_whole_blocks_is_refused(int length) {
    var cipher = Ev2Cipher.of(known.key("ev2.mac.key"), AesKey.zero(), known.bytes("ev2.mac.ti"));
    assertThat(cipher.decrypt(Way.RESPONSE, 3, Bytes.copyOf(new byte[length]))).isEmpty();
  }

  @Test
  void ev2_data_without_its_padding_is_refused() {
    AesKey key = known.key("ev2.mac.key");
    var cipher = Ev2Cipher.of(key, AesKey.zero(), known.bytes("ev2.mac.ti"));
    for (String unpadded : new String[] {"00".repeat(16), "80" + "01".repeat(15)}) {
      byte[] secret =
          new Aes(key).encrypt(cipher.iv(Way.RESPONSE, 3), Bytes.hex(unpadded).toArray());
      assertThat(cipher.decrypt(Way.RESPONSE, 3, Bytes.copyOf(secret))).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 8", "2, 305419896"})
  void transaction_keys_agree_with_proxmark(int which, int counter) {
    AesKey key = known.key("tmac." + which + ".key");
    Bytes uid = known.bytes("tmac." + which + ".uid");
    assertThat(TransactionMac.macKey(key, counter, uid).reveal())
        .isEqualTo(known.bytes("tmac." + which + ".mac").toArray());
    assertThat(TransactionMac.encryptionKey(key, counter, uid).reveal())
        .isEqualTo(known.bytes("tmac." + which + ".encryption").toArray());
  }

  @Test
  void a_transaction_value_is_a_truncated_code() {
    AesKey key = known.key("cmac.key");
    Bytes input = known.bytes("cmac.message").slice(0, 16);
    assertThat(TransactionMac.value(key, input))
        .isEqualTo(Bytes.copyOf(Cmac.truncated(known.bytes("cmac.of.16").toArray())));
  }
}
