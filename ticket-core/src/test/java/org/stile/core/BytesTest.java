package org.stile.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BytesTest {
  private static final Bytes BYTES = Bytes.hex("00 7f 80 ff");

  @Test
  void it_is_read_and_printed_as_hex() {
    assertThat(BYTES).hasToString("00 7f 80 ff");
    assertThat(BYTES.hex()).isEqualTo("007f80ff");
    assertThat(Bytes.hex("007F80ff")).isEqualTo(BYTES);
    assertThatIllegalArgumentException().isThrownBy(() -> Bytes.hex("0"));
    assertThatIllegalArgumentException().isThrownBy(() -> Bytes.hex("0g"));
  }

  @Test
  void a_byte_is_0_to_255() {
    assertThat(BYTES.at(0)).isZero();
    assertThat(BYTES.at(2)).isEqualTo(0x80);
    assertThat(BYTES.at(3)).isEqualTo(0xFF);
    assertThat(Bytes.of(0, 0x7F, 0x80, 0x1FF)).isEqualTo(BYTES);
  }

  @Test
  void nobody_can_change_it() {
    byte[] source = {1, 2};
    Bytes bytes = Bytes.copyOf(source);
    source[0] = 9;
    bytes.toArray()[1] = 9;
    assertThat(bytes).isEqualTo(Bytes.of(1, 2));
  }

  @Test
  void parts_are_cut_and_joined() {
    assertThat(BYTES.slice(1, 3)).isEqualTo(Bytes.hex("7f80"));
    assertThat(BYTES.slice(4, 4)).isEqualTo(Bytes.EMPTY);
    assertThat(BYTES.from(3)).isEqualTo(Bytes.hex("ff"));
    assertThat(Bytes.copyOf(new byte[] {1, 2, 3}, 1, 3)).isEqualTo(Bytes.of(2, 3));
    assertThat(Bytes.concat(Bytes.of(1), Bytes.EMPTY, Bytes.of(2, 3))).isEqualTo(Bytes.of(1, 2, 3));
    for (int[] range : new int[][] {{-1, 2}, {3, 2}, {0, 5}}) {
      assertThatThrownBy(() -> BYTES.slice(range[0], range[1]))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void it_is_copied_where_it_shall_go() {
    byte[] target = new byte[6];
    BYTES.copyInto(target, 1);
    assertThat(target).containsExactly(0, 0, 0x7F, 0x80, 0xFF, 0);
  }

  @Test
  void it_is_equal_by_content() {
    assertThat(BYTES)
        .isEqualTo(Bytes.hex("007f80ff"))
        .hasSameHashCodeAs(Bytes.hex("007f80ff"))
        .isNotEqualTo(Bytes.hex("007f80fe"))
        .isNotEqualTo("007f80ff");
    assertThat(BYTES.hashCode()).isNotEqualTo(Bytes.EMPTY.hashCode());
    assertThat(BYTES.matches(Bytes.hex("007f80ff"))).isTrue();
    assertThat(BYTES.matches(Bytes.hex("007f80fe"))).isFalse();
    assertThat(BYTES.isEmpty()).isFalse();
    assertThat(Bytes.EMPTY.isEmpty()).isTrue();
    assertThat(BYTES.length()).isEqualTo(4);
  }

  @Test
  void its_digest_is_that_of_the_standard() {
    // FIPS 180-4's "abc".
    assertThat(Bytes.hex("616263").sha256())
        .isEqualTo(Bytes.hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  }
}
