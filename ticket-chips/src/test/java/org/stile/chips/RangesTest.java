package org.stile.chips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stile.chips.Directory.Entry;
import org.stile.core.Bytes;
import org.stile.core.admission.Direction;
import org.stile.core.id.EventHash;
import org.stile.core.id.GateId;

/** Every documented range, at its edges and one beyond. */
class RangesTest {
  private static Stamp stamp(
      int slot, int index, int number, int tag, long at, int nanos, int nonce, int event) {
    return new Stamp(
        slot,
        index,
        Direction.ENTRY,
        number,
        Bytes.copyOf(new byte[tag]),
        Instant.ofEpochSecond(at, nanos),
        Bytes.copyOf(new byte[nonce]),
        Bytes.copyOf(new byte[event]));
  }

  @ParameterizedTest
  @CsvSource({"0, 0,       1,   4, 0,          0, 8, 3", "7, 1048575, 255, 4, 4294967295, 0, 8, 3"})
  void a_stamp_at_the_edge_is_good(
      int slot, int index, int number, int tag, long at, int nanos, int nonce, int event) {
    assertThatCode(() -> stamp(slot, index, number, tag, at, nanos, nonce, event))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 0,      1,   4, 0,          0, 8, 3",
    "8, 0,       1,   4, 0,          0, 8, 3",
    "0, -1,      1,   4, 0,          0, 8, 3",
    "0, 1048576, 1,   4, 0,          0, 8, 3",
    "0, 0,       0,   4, 0,          0, 8, 3",
    "0, 0,       256, 4, 0,          0, 8, 3",
    "0, 0,       1,   3, 0,          0, 8, 3",
    "0, 0,       1,   5, 0,          0, 8, 3",
    "0, 0,       1,   4, -1,         0, 8, 3",
    "0, 0,       1,   4, 4294967296, 0, 8, 3",
    "0, 0,       1,   4, 0,          1, 8, 3",
    "0, 0,       1,   4, 0,          0, 7, 3",
    "0, 0,       1,   4, 0,          0, 9, 3",
    "0, 0,       1,   4, 0,          0, 8, 2",
    "0, 0,       1,   4, 0,          0, 8, 4"
  })
  void a_stamp_beyond_it_is_not(
      int slot, int index, int number, int tag, long at, int nanos, int nonce, int event) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stamp(slot, index, number, tag, at, nanos, nonce, event));
  }

  @ParameterizedTest
  @CsvSource({"-1, 1, 4", "8, 1, 4", "0, 0, 4", "0, 129, 4", "0, 1, 3", "0, 1, 5"})
  void a_directory_entry_beyond_its_ranges_is_not_good(int slot, int length, int tag) {
    assertThatCode(() -> new Entry(0, Bytes.hex("A0A1A2A3"), 1)).doesNotThrowAnyException();
    assertThatCode(() -> new Entry(7, Bytes.hex("A0A1A2A3"), 128)).doesNotThrowAnyException();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Entry(slot, Bytes.copyOf(new byte[tag]), length));
  }

  @Test
  void a_directory_finds_the_slots_of_an_event_by_four_bytes_of_its_hash() {
    var first = new Entry(1, Bytes.hex("A0A1A2A3"), 100);
    var other = new Entry(2, Bytes.hex("A0A1A2A4"), 100);
    var second = new Entry(5, Bytes.hex("A0A1A2A3"), 100);
    var directory = new Directory(1, 7, List.of(first, other, second));
    assertThat(directory.of(new EventHash(Bytes.hex("A0A1A2A3FFFFFFFF"))))
        .containsExactly(first, second);
    assertThat(directory.of(new EventHash(Bytes.hex("FFFFFFFFA0A1A2A3")))).isEmpty();
  }

  /** {@code printf 'north-1\0\2' | sha256sum}. */
  @Test
  void a_gate_tag_is_the_beginning_of_a_digest() {
    assertThat(GateTag.of(new GateId("north-1"), 2)).isEqualTo(Bytes.hex("06404145"));
    assertThat(GateTag.of(new GateId("north-1"), 15))
        .isNotEqualTo(GateTag.of(new GateId("north-1"), 0));
    assertThatIllegalArgumentException().isThrownBy(() -> GateTag.of(new GateId("north-1"), 16));
    assertThatIllegalArgumentException().isThrownBy(() -> GateTag.of(new GateId("north-1"), -1));
  }
}
