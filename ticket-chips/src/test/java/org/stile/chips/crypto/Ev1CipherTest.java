package org.stile.chips.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.stile.core.Bytes;

/**
 * The first messages of an AES session that nfcjlib 0.4 held through PC/SC; the whole of it is in
 * vectors/desfire-ev1-aes-nfcjlib.txt.
 */
class Ev1CipherTest {
  private static final Bytes RND_A = Bytes.hex("341DC36590EE4939B7835A84391B6834");
  private static final Bytes RND_B = Bytes.hex("66D547827A9C0C42A6907E94C8C50F24");

  @Test
  void codes_follow_each_other_as_the_recorded_session_has_them() {
    var cipher = Ev1Cipher.between(RND_A, RND_B);
    cipher.mac(Bytes.hex("CD02010000C80000"));
    assertThat(cipher.mac(Bytes.of(0x00))).isEqualTo(Bytes.hex("E2B4DA7E9597D753"));
    cipher.mac(Bytes.hex("CC0303000000000000E80300000500000000"));
    assertThat(cipher.mac(Bytes.of(0x00))).isEqualTo(Bytes.hex("0A952CB08B405DC1"));
  }

  @Test
  void the_session_key_is_the_outer_quarters_of_both_numbers() {
    AesKey key = AesKey.copyOf(Bytes.hex("341DC36566D54782391B6834C8C50F24").toArray());
    Bytes message = Bytes.hex("CD02010000C80000");
    assertThat(Ev1Cipher.between(RND_A, RND_B).mac(message))
        .isEqualTo(new Ev1Cipher(key).mac(message));
  }

  @Test
  void two_ends_that_go_in_step_understand_each_other() {
    var reader = Ev1Cipher.between(RND_A, RND_B);
    var chip = Ev1Cipher.between(RND_A, RND_B);
    Bytes secret = Bytes.hex("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F");
    assertThat(chip.decrypt(reader.encrypt(secret))).isEqualTo(secret);
    assertThat(chip.mac(Bytes.of(0))).isEqualTo(reader.mac(Bytes.of(0)));
    assertThat(reader.decrypt(chip.encrypt(secret))).isEqualTo(secret);
    assertThat(reader.encrypt(Bytes.EMPTY)).isEqualTo(Bytes.EMPTY);
    assertThat(chip.mac(Bytes.of(0))).isEqualTo(reader.mac(Bytes.of(0)));
  }

  @Test
  void the_same_message_never_looks_the_same_twice() {
    var cipher = Ev1Cipher.between(RND_A, RND_B);
    Bytes message = Bytes.hex("000102030405060708090A0B0C0D0E0F");
    assertThat(cipher.mac(message)).isNotEqualTo(cipher.mac(message));
    assertThat(cipher.encrypt(message)).isNotEqualTo(cipher.encrypt(message));
  }
}
