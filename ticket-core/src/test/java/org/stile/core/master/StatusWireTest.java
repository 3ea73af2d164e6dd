package org.stile.core.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.cbor.CborForm;

class StatusWireTest {
  private static final CborForm<StatusList> FORM =
      new CborForm<>(300_000, StatusWire::write, StatusWire::read);

  @ParameterizedTest
  @CsvSource({
    "0, '', 82 00 80", // no tickets at all
    "8, '', 82 08 80", // all valid
    "8, 0R, 82 08 82 00 05", // first
    "8, 7R, 82 08 82 07 05", // last; bits would take as much: a tie goes to runs
    "20, 2R 3R 4R 5R 6R 7R 8R 9R, 82 14 82 02 18 21", // one run
    "8, 0R 1R 2R 3R 4R 5R 6R 7R, 82 08 42 55 55", // all: bits are shorter
    "100, 3S, 82 18 64 82 03 06",
    "100, 3R 4S, 82 18 64 84 03 05 00 06", // next to each other
    "100, 3R 4R 40S, 82 18 64 84 03 09 18 23 06",
    "9, 0R 2R 4R, 82 09 43 11 01 00", // as bits: shorter
    "5, 0R 4R, 82 05 42 01 01",
    "4, 3R, 82 04 41 40", // runs would take 3 bytes, bits take 2
  })
  void a_list_is_written_the_shorter_way(int size, String changes, String hex) throws Exception {
    StatusList list = list(size, changes);
    String digits = hex.replace(" ", "");
    assertThat(FORM.encode(list)).isEqualTo(Bytes.hex(digits));
    assertThat(FORM.decode(Bytes.hex(digits))).isEqualTo(list);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "82 08 42 40 00 00", // one thing more
        "81 08", // no list
        "82 08 41 00", // too few bits
        "82 08 43 00 00 00", // too many
        "82 08 42 00 00", // bits where runs are shorter
        "82 04 82 03 05", // runs where bits are shorter
        "82 05 42 00 05", // a ticket beyond the last
        "82 08 82 08 05", // a run beyond the last
        "82 08 82 09 05", // a gap beyond the last
        "82 08 82 07 09", // a run that ends beyond
        "82 08 82 00 01", // a run of none
        "82 08 82 00 04", // a run of valid ones
        "82 18 64 84 00 05 00 05", // two runs that are one
        "82 08 81 00", // half a run
        "82 08 82 20 05", // gap -1
        "82 1a00100001 80", // a ticket more than there can be
        "82 20 80", // size -1
        "82 1affffffff 80",
        "82 08 60", // text
      })
  void what_is_said_otherwise_is_refused(String hex) {
    assertThatThrownBy(() -> FORM.decode(Bytes.hex(hex.replace(" ", ""))))
        .isInstanceOf(WireException.class);
  }

  @Test
  void the_largest_lists_fit() throws Exception {
    var bits = new byte[262_144];
    new Random(1).nextBytes(bits);
    var noise = new StatusList(SeatMap.SEATS_MAX, bits);
    assertThat(FORM.decode(FORM.encode(noise))).isEqualTo(noise);
    assertThat(FORM.encode(noise).length()).isEqualTo(1 + 5 + 5 + 262_144);
    var revoked = new byte[262_144];
    java.util.Arrays.fill(revoked, (byte) 0x55);
    var all = new StatusList(SeatMap.SEATS_MAX, revoked);
    assertThat(FORM.encode(all).length()).isEqualTo(1 + 5 + 1 + 1 + 5);
    assertThat(FORM.decode(FORM.encode(all))).isEqualTo(all);
  }

  @Test
  void a_list_that_says_it_is_large_costs_what_it_says_and_no_more() throws Exception {
    StatusList list = FORM.decode(Bytes.hex("821a0010000080"));
    assertThat(list).isEqualTo(StatusList.allValid(SeatMap.SEATS_MAX));
  }

  @Test
  void five_hundred_scattered_changes_take_two_kilobytes() {
    Map<Integer, TicketStatus> changes = new HashMap<>();
    var random = new Random(1);
    while (changes.size() < 500) {
      changes.put(random.nextInt(100_000), TicketStatus.REVOKED);
    }
    assertThat(FORM.encode(StatusList.allValid(100_000).with(changes)).length()).isLessThan(2_048);
  }

  @Property(tries = 300)
  void every_list_comes_back(
      @ForAll @IntRange(max = 400) int size,
      @ForAll @Size(max = 60) Map<@IntRange(max = 399) Integer, TicketStatus> changes)
      throws Exception {
    StatusList list = StatusList.allValid(size).with(changes);
    assertThat(FORM.decode(FORM.encode(list))).isEqualTo(list);
    int bits = (list.size() + 3) / 4;
    assertThat(FORM.encode(list).length()).isLessThanOrEqualTo(1 + 3 + 3 + bits);
  }

  @Property(tries = 300)
  void xor_leads_from_one_list_to_another_of_any_size(
      @ForAll @IntRange(max = 40) int size,
      @ForAll @Size(max = 20) Map<@IntRange(max = 39) Integer, TicketStatus> first,
      @ForAll @IntRange(max = 40) int otherSize,
      @ForAll @Size(max = 20) Map<@IntRange(max = 39) Integer, TicketStatus> second) {
    StatusList before = StatusList.allValid(size).with(first);
    StatusList after = StatusList.allValid(otherSize).with(second);
    assertThat(before.xor(before.xor(after))).isEqualTo(after);
  }

  @Test
  void a_status_is_two_bits() {
    var list = new StatusList(8, new byte[] {(byte) 0b11_10_01_00, 0});
    assertThat(list.of(0)).isEqualTo(TicketStatus.VALID);
    assertThat(list.of(1)).isEqualTo(TicketStatus.REVOKED);
    assertThat(list.of(2)).isEqualTo(TicketStatus.SUSPENDED);
    assertThat(list.of(3)).isEqualTo(TicketStatus.REVOKED); // Nobody writes 3; it must not admit.
    assertThat(list.of(7)).isEqualTo(TicketStatus.VALID);
    assertThat(list.of(8)).isEqualTo(TicketStatus.VALID);
    assertThat(list.of(1_000_000)).isEqualTo(TicketStatus.VALID);
    assertThat(list).hasToString("StatusList[8 tickets]");
  }

  @Test
  void a_list_changes_only_what_it_is_told_to_and_grows() {
    StatusList list = StatusList.allValid(5).with(Map.of(1, TicketStatus.REVOKED));
    StatusList back = list.with(Map.of(1, TicketStatus.SUSPENDED, 9, TicketStatus.REVOKED));
    assertThat(list.of(1)).isEqualTo(TicketStatus.REVOKED);
    assertThat(list.size()).isEqualTo(5);
    assertThat(back.of(1)).isEqualTo(TicketStatus.SUSPENDED);
    assertThat(back.of(9)).isEqualTo(TicketStatus.REVOKED);
    assertThat(back.of(0)).isEqualTo(TicketStatus.VALID);
    assertThat(back.size()).isEqualTo(10);
    assertThat(back.with(Map.of())).isEqualTo(back).hasSameHashCodeAs(back);
    assertThat(back.hashCode()).isNotEqualTo(list.hashCode());
    assertThat(list).isNotEqualTo(StatusList.allValid(6).with(Map.of(1, TicketStatus.REVOKED)));
    assertThat(list).isNotEqualTo(StatusList.allValid(5)).isNotEqualTo(5);
    assertThat(list.toArray()).containsExactly(0b01_00, 0);
  }

  @Test
  void bits_and_size_agree() {
    assertThatIllegalArgumentException().isThrownBy(() -> new StatusList(4, new byte[2]));
    assertThatIllegalArgumentException().isThrownBy(() -> new StatusList(5, new byte[1]));
    assertThatIllegalArgumentException().isThrownBy(() -> new StatusList(-1, new byte[0]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StatusList(1_048_577, new byte[262_145]));
    assertThatIllegalArgumentException().isThrownBy(() -> new StatusList(1, new byte[] {4}));
    assertThatIllegalArgumentException().isThrownBy(() -> new StatusList(3, new byte[] {-128}));
    assertThat(new StatusList(1, new byte[] {3}).size()).isOne();
    assertThat(new StatusList(4, new byte[] {-1}).size()).isEqualTo(4);
    assertThat(new StatusList(0, new byte[0]).size()).isZero();
  }

  private static StatusList list(int size, String changes) {
    Map<Integer, TicketStatus> map = new HashMap<>();
    for (String change : changes.split(" ")) {
      if (!change.isEmpty()) {
        map.put(
            Integer.parseInt(change.substring(0, change.length() - 1)),
            change.endsWith("R") ? TicketStatus.REVOKED : TicketStatus.SUSPENDED);
      }
    }
    return StatusList.allValid(size).with(map);
  }
}
