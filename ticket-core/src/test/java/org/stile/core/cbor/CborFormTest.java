package org.stile.core.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.WireException.Fault;

class CborFormTest {
  private static final int LENGTH_MAX = 3_000;

  private static final CborForm<Long> INTEGER =
      new CborForm<>(LENGTH_MAX, (to, value) -> to.integer(value), CborReader::integer);

  private static final CborForm<Bytes> BYTES =
      new CborForm<>(LENGTH_MAX, (to, value) -> to.bytes(value), from -> from.bytes(LENGTH_MAX));

  private static final CborForm<String> TEXT =
      new CborForm<>(LENGTH_MAX, (to, value) -> to.text(value), CborReader::text);

  private static final CborForm<List<Long>> LIST =
      new CborForm<>(
          LENGTH_MAX,
          (to, list) -> to.all(list, (each, value) -> each.integer(value)),
          from -> from.all(1_000, CborReader::integer));

  private static final CborForm<Map<Integer, Long>> MAP =
      new CborForm<>(
          LENGTH_MAX,
          (to, map) -> {
            to.map(map.size());
            map.forEach((key, value) -> to.key(key).integer(value));
            to.endMap();
          },
          from -> {
            Map<Integer, Long> map = new TreeMap<>();
            from.map();
            while (from.more()) {
              map.put(from.key(), from.integer());
            }
            from.endMap();
            return map;
          });

  /** RFC 8949, Appendix A; and the edges of each head's size. */
  @ParameterizedTest
  @CsvSource({
    "0, 00",
    "1, 01",
    "10, 0a",
    "23, 17",
    "24, 1818",
    "100, 1864",
    "255, 18ff",
    "256, 190100",
    "1000, 1903e8",
    "65535, 19ffff",
    "65536, 1a00010000",
    "1000000, 1a000f4240",
    "2147483648, 1a80000000",
    "4294967295, 1affffffff",
    "4294967296, 1b0000000100000000",
    "1000000000000, 1b000000e8d4a51000",
    "9223372036854775807, 1b7fffffffffffffff",
    "-1, 20",
    "-10, 29",
    "-100, 3863",
    "-1000, 3903e7",
    "-9223372036854775808, 3b7fffffffffffffff",
  })
  void integers_have_the_shortest_head(long value, String hex) throws Exception {
    assertThat(INTEGER.encode(value)).isEqualTo(Bytes.hex(hex));
    assertThat(INTEGER.decode(Bytes.hex(hex))).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 60",
    "a, 6161",
    "IETF, 6449455446",
    "'\"\\', 62225c",
    "ü, 62c3bc",
    "水, 63e6b0b4"
  })
  void texts_are_utf8(String value, String hex) throws Exception {
    assertThat(TEXT.encode(value)).isEqualTo(Bytes.hex(hex));
    assertThat(TEXT.decode(Bytes.hex(hex))).isEqualTo(value);
  }

  @Test
  void byte_strings_lists_and_maps_have_definite_lengths() throws Exception {
    assertThat(BYTES.encode(Bytes.EMPTY)).isEqualTo(Bytes.hex("40"));
    assertThat(BYTES.encode(Bytes.hex("01020304"))).isEqualTo(Bytes.hex("4401020304"));
    assertThat(LIST.encode(List.of())).isEqualTo(Bytes.hex("80"));
    assertThat(LIST.encode(List.of(1L, 2L, 3L))).isEqualTo(Bytes.hex("83010203"));
    assertThat(MAP.encode(Map.of())).isEqualTo(Bytes.hex("a0"));
    assertThat(MAP.encode(new TreeMap<>(Map.of(1, 2L, 3, 4L)))).isEqualTo(Bytes.hex("a201020304"));
    assertThat(MAP.decode(Bytes.hex("a201020304"))).isEqualTo(Map.of(1, 2L, 3, 4L));
  }

  @ParameterizedTest
  @ValueSource(ints = {23, 24, 255, 256, 999, 1_000})
  void long_texts_are_written_in_one_piece(int length) throws Exception {
    String text = "x".repeat(length);
    Bytes encoded = TEXT.encode(text);
    int head = length < 24 ? 1 : length < 256 ? 2 : 3;
    assertThat(encoded.length()).isEqualTo(head + length);
    assertThat(TEXT.decode(encoded)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1800", "1817", "190000", "1900ff", "1a0000ffff", "1b00000000ffffffff"})
  void integers_with_a_longer_head_are_refused(String hex) {
    assertThat(faultOf(() -> INTEGER.decode(Bytes.hex(hex)))).isEqualTo(new Fault.NotCanonical());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1b8000000000000000", // too large for a long
        "3b8000000000000000",
        "c001", // tagged
        "c24101", // bignum
        "f4", // simple values and floats
        "f6",
        "f7",
        "f93c00",
        "fa3f800000",
        "fb3ff0000000000000",
        "1c", // reserved additional information
        "ff", // a break that breaks nothing
        "6131",
        "",
      })
  void what_is_no_integer_is_refused(String hex) {
    assertThatThrownBy(() -> INTEGER.decode(Bytes.hex(hex))).isInstanceOf(WireException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"5f4101ff", "580101", "5900020102", "5f41014102ff", "4201", "c24101", "6101"})
  void byte_strings_said_otherwise_are_refused(String hex) {
    assertThatThrownBy(() -> BYTES.decode(Bytes.hex(hex))).isInstanceOf(WireException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7f6161ff",
        "780161",
        "61c3",
        "61ff",
        "62c328",
        "63eda080",
        "62c080",
        "64f5808080",
        "4161"
      })
  void texts_said_otherwise_or_not_utf8_are_refused(String hex) {
    assertThatThrownBy(() -> TEXT.decode(Bytes.hex(hex))).isInstanceOf(WireException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9f0102ff", "98020102", "8201", "820102ff", "8301", "a10102", "82018102"})
  void lists_said_otherwise_are_refused(String hex) {
    assertThatThrownBy(() -> LIST.decode(Bytes.hex(hex))).isInstanceOf(WireException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bf0102ff", // indefinite length
        "b80101 02", // longer head
        "a203040102", // keys not ascending
        "a201020103", // key twice
        "a1613102", // text "1" for the key 1
        "a12002", // negative key
        "a1186402", // key 100
        "a140 02", // bytes for a key
        "a101", // value missing
        "a20102", // pair missing
        "a16002", // empty text key
        "a1626162 02", // text key
      })
  void maps_said_otherwise_are_refused(String hex) {
    String digits = hex.replace(" ", "");
    assertThatThrownBy(() -> MAP.decode(Bytes.hex(digits))).isInstanceOf(WireException.class);
  }

  @Test
  void nothing_may_follow() {
    assertThat(faultOf(() -> INTEGER.decode(Bytes.hex("0100"))))
        .isEqualTo(new Fault.NotCanonical());
  }

  @Test
  void lengths_that_are_only_announced_cost_nothing() {
    // 2^31 - 1 and more bytes, characters, items and pairs that never come.
    for (String hex : List.of("5a7fffffff", "5b7fffffffffffffff", "5affffffff01")) {
      assertThatThrownBy(() -> BYTES.decode(Bytes.hex(hex))).isInstanceOf(WireException.class);
    }
    for (String hex : List.of("7a7fffffff61", "7b7fffffffffffffff", "7bffffffffffffffff")) {
      assertThatThrownBy(() -> TEXT.decode(Bytes.hex(hex))).isInstanceOf(WireException.class);
    }
    for (String hex : List.of("9a7fffffff01", "9b7fffffffffffffff01", "9bffffffffffffffff01")) {
      assertThatThrownBy(() -> LIST.decode(Bytes.hex(hex))).isInstanceOf(WireException.class);
    }
    for (String hex : List.of("ba7fffffff0102", "bbffffffffffffffff0102")) {
      assertThatThrownBy(() -> MAP.decode(Bytes.hex(hex))).isInstanceOf(WireException.class);
    }
  }

  @Test
  void a_limit_holds_at_its_edge() throws Exception {
    var upTo3 =
        new CborForm<Bytes>(4, (to, value) -> to.bytes(value), from -> from.bytes(LENGTH_MAX));
    assertThat(upTo3.decode(Bytes.hex("43010203"))).isEqualTo(Bytes.hex("010203"));
    assertThat(faultOf(() -> upTo3.decode(Bytes.hex("4401020304"))))
        .isEqualTo(new Fault.TooLong(4, 5));
    assertThat(upTo3.encode(Bytes.hex("010203"))).isEqualTo(Bytes.hex("43010203"));
    assertThatIllegalArgumentException().isThrownBy(() -> upTo3.encode(Bytes.hex("01020304")));
  }

  @Test
  void items_ranges_and_lengths_hold_at_their_edges() throws Exception {
    var two =
        new CborForm<List<Long>>(
            LENGTH_MAX,
            (to, list) -> to.all(list, (each, value) -> each.integer(value)),
            from -> from.all(2, each -> each.integer(5, 7)));
    assertThat(two.decode(Bytes.hex("820507"))).containsExactly(5L, 7L);
    assertThat(faultOf(() -> two.decode(Bytes.hex("83050607"))))
        .isInstanceOf(Fault.OutOfRange.class);
    assertThat(faultOf(() -> two.decode(Bytes.hex("8104")))).isInstanceOf(Fault.OutOfRange.class);
    assertThat(faultOf(() -> two.decode(Bytes.hex("8108")))).isInstanceOf(Fault.OutOfRange.class);
    var short2 =
        new CborForm<Bytes>(LENGTH_MAX, (to, value) -> to.bytes(value), from -> from.bytes(2));
    assertThat(short2.decode(Bytes.hex("420102"))).isEqualTo(Bytes.hex("0102"));
    assertThat(faultOf(() -> short2.decode(Bytes.hex("43010203"))))
        .isEqualTo(new Fault.TooLong(2, 3));
  }

  @Test
  void depth_has_an_end() {
    var nested =
        new CborForm<Integer>(
            LENGTH_MAX,
            (to, depth) -> {
              for (int i = 0; i < depth; i++) {
                to.array(i < depth - 1 ? 1 : 0);
              }
              for (int i = 0; i < depth; i++) {
                to.endArray();
              }
            },
            from -> {
              int depth = 0;
              // Empty arrays one in another: as many as there are to begin.
              while (from.more()) {
                from.array();
                depth++;
              }
              for (int i = 0; i < depth; i++) {
                from.endArray();
              }
              return depth;
            });
    assertThat(decoded(nested, "81".repeat(7) + "80")).isEqualTo(8);
    assertThatThrownBy(() -> nested.decode(Bytes.hex("81".repeat(8) + "80")))
        .isInstanceOf(WireException.class);
    assertThatThrownBy(() -> nested.decode(Bytes.hex("81".repeat(2_999) + "80")))
        .isInstanceOf(WireException.class);
  }

  @Test
  void texts_have_an_end() {
    String thousand = "7903e8" + "61".repeat(1_000);
    assertThat(decoded(TEXT, thousand)).hasSize(1_000);
    assertThatThrownBy(() -> TEXT.decode(Bytes.hex("7903e9" + "61".repeat(1_001))))
        .isInstanceOf(WireException.class);
  }

  @Test
  void what_a_value_refuses_the_form_refuses() {
    var refusing =
        new CborForm<Long>(
            LENGTH_MAX,
            (to, value) -> to.integer(value),
            from -> {
              long value = from.integer();
              throw value == 0
                  ? new IllegalArgumentException("no")
                  : value == 1
                      ? new ArithmeticException("no")
                      : new java.time.DateTimeException("no");
            });
    for (String hex : List.of("00", "01", "02")) {
      assertThat(faultOf(() -> refusing.decode(Bytes.hex(hex))))
          .isEqualTo(new Fault.OutOfRange("no"));
    }
  }

  @Test
  void a_writer_that_miscounts_is_noticed() {
    var wrong =
        new CborForm<Long>(LENGTH_MAX, (to, _) -> to.array(2).integer(1).endArray(), _ -> 0L);
    assertThatThrownBy(() -> wrong.encode(0L)).isInstanceOf(java.io.UncheckedIOException.class);
  }

  @Test
  void the_key_that_is_asked_for_must_come() throws Exception {
    var keyed =
        new CborForm<Long>(
            LENGTH_MAX,
            (to, value) -> to.map(1).key(value == 7 ? 2 : 1).integer(value).endMap(),
            from -> {
              from.map();
              long value = from.has(2) ? from.integer() : from.key(1).integer();
              from.endMap();
              return value;
            });
    assertThat(keyed.decode(Bytes.hex("a10105"))).isEqualTo(5);
    assertThat(keyed.decode(Bytes.hex("a10207"))).isEqualTo(7);
    assertThat(faultOf(() -> keyed.decode(Bytes.hex("a10305"))))
        .isInstanceOf(Fault.Malformed.class);
    assertThat(faultOf(() -> keyed.decode(Bytes.hex("a0")))).isInstanceOf(Fault.Malformed.class);
  }

  @Property(tries = 200)
  void every_list_comes_back(@ForAll @Size(max = 100) List<Long> list) throws Exception {
    assertThat(LIST.decode(LIST.encode(list))).isEqualTo(list);
  }

  @Property(tries = 300)
  void noise_gives_the_value_it_canonically_says_or_is_refused(
      @ForAll @Size(max = 12) byte[] noise) {
    Bytes bytes = Bytes.copyOf(noise);
    for (CborForm<?> form : List.of(INTEGER, BYTES, TEXT, LIST, MAP)) {
      assertThat(comesBackOrIsRefused(form, bytes)).isTrue();
    }
  }

  private static <T> boolean comesBackOrIsRefused(CborForm<T> form, Bytes bytes) {
    try {
      return form.encode(form.decode(bytes)).equals(bytes);
    } catch (WireException e) {
      return e.fault() != null;
    }
  }

  private static <T> T decoded(CborForm<T> form, String hex) {
    try {
      return form.decode(Bytes.hex(hex));
    } catch (WireException e) {
      throw new AssertionError(e);
    }
  }

  private static Fault faultOf(ThrowingCallable decoding) {
    var caught =
        org.assertj.core.api.Assertions.catchThrowableOfType(WireException.class, decoding);
    assertThat(caught).isNotNull();
    assertThat(caught).hasMessage(caught.fault().toString());
    return caught.fault();
  }
}
