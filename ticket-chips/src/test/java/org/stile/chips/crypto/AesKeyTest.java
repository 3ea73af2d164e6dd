package org.stile.chips.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.stile.core.Bytes;

class AesKeyTest {
  private static final byte[] MATERIAL = Bytes.hex("F3F9377698707B688EAF84ABE39E3791").toArray();

  @Test
  void a_key_is_never_printed() {
    assertThat(AesKey.copyOf(MATERIAL).toString()).isEqualTo("AesKey[hidden]");
  }

  @Test
  void a_closed_key_gives_nothing_away() {
    AesKey key = AesKey.copyOf(MATERIAL);
    key.close();
    key.close();
    assertThatThrownBy(key::reveal).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new Aes(key)).isInstanceOf(IllegalStateException.class);
  }

  /** Looks inside, because nothing outside can tell a zeroed key from one that is only locked. */
  @Test
  void a_closed_key_is_zeroed() throws ReflectiveOperationException {
    var material = AesKey.class.getDeclaredField("material");
    material.setAccessible(true);
    AesKey key = AesKey.copyOf(MATERIAL);
    assertThat((byte[]) material.get(key)).isEqualTo(MATERIAL);
    key.close();
    assertThat((byte[]) material.get(key)).isEqualTo(new byte[AesKey.LENGTH]);
  }

  @Test
  void a_copy_outlives_the_key_it_came_from() {
    AesKey key = AesKey.copyOf(MATERIAL);
    AesKey copy = key.copy();
    key.close();
    assertThat(copy.reveal()).isEqualTo(MATERIAL);
  }

  @Test
  void changing_what_was_handed_out_changes_no_key() {
    AesKey key = AesKey.copyOf(MATERIAL);
    key.reveal()[0] ^= 1;
    assertThat(key.reveal()).isEqualTo(MATERIAL);
  }

  @Test
  void a_key_has_16_bytes() {
    assertThatThrownBy(() -> AesKey.copyOf(new byte[15]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
