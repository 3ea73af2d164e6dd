package org.stile.core.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.stile.core.Bytes;
import org.stile.core.KnownEvent;
import org.stile.core.id.EventHash;
import org.stile.core.id.GateId;
import org.stile.core.master.AdmissionRules.ReEntry;
import org.stile.core.master.AdmissionRules.WhenClockUntrusted;
import org.stile.core.master.AdmissionRules.Window;
import org.stile.core.master.SeatMap.Block;
import org.stile.core.master.SeatMap.Run;

/** Every documented range, at its edge and one beyond. */
class MasterRangesTest {
  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final Instant START = KnownEvent.START;
  private static final Instant TOO_FINE = START.plusMillis(1);
  private static final EventMaster MASTER = KnownEvent.MASTER;

  @Test
  void a_zone() {
    good(() -> new Zone(0, "N".repeat(48), Guidance.NONE));
    good(() -> new Zone(255, "N", Guidance.NONE));
    refused(() -> new Zone(-1, "N", Guidance.NONE));
    refused(() -> new Zone(256, "N", Guidance.NONE));
    refused(() -> new Zone(0, "", Guidance.NONE));
    refused(() -> new Zone(0, "N".repeat(49), Guidance.NONE));
  }

  @Test
  void guidance() {
    good(() -> new Guidance(Map.of("en", "x".repeat(160))));
    good(() -> new Guidance(Map.of("en", "水".repeat(160), "zh-Hant", "水", "sr-Latn-RS", "x")));
    good(() -> new Guidance(languages(16)));
    refused(() -> new Guidance(languages(17)));
    refused(() -> new Guidance(Map.of("en", "x".repeat(161))));
    refused(() -> new Guidance(Map.of("en", "")));
    refused(() -> new Guidance(Map.of("de", "x"))); // English must be there.
    refused(() -> new Guidance(Map.of("en", "x", "EN", "x")));
    refused(() -> new Guidance(Map.of("en", "x", "e", "x")));
    refused(() -> new Guidance(Map.of("en", "x", "en_GB", "x")));
    refused(() -> new Guidance(Map.of("en", "x", "", "x")));
    refused(() -> new Guidance(Map.of("en", "\udc00")));
  }

  @Test
  void guidance_speaks_the_language_or_english_or_nothing() {
    var guidance = new Guidance(Map.of("en", "right", "de", "rechts"));
    assertThat(guidance.in("de")).isEqualTo("rechts");
    assertThat(guidance.in("ja")).isEqualTo("right");
    assertThat(Guidance.NONE.in("en")).isEmpty();
  }

  private static Map<String, String> languages(int count) {
    Map<String, String> texts = new HashMap<>();
    texts.put("en", "x");
    for (char c = 'a'; texts.size() < count; c++) {
      texts.put("x" + c, "x");
    }
    return texts;
  }

  @Test
  void a_gate() {
    var id = new GateId("a");
    good(() -> new Gate(id, Set.of(0, 255)));
    good(() -> new Gate(id, Set.of()));
    refused(() -> new Gate(id, Set.of(256)));
    refused(() -> new Gate(id, Set.of(-1)));
  }

  @Test
  void a_venue() {
    good(() -> new Venue("V".repeat(48), "P".repeat(48), UTC, zones(256), gates(1_024)));
    good(() -> new Venue("V", "", UTC, List.of(), List.of()));
    refused(() -> new Venue("", "", UTC, List.of(), List.of()));
    refused(() -> new Venue("V".repeat(49), "", UTC, List.of(), List.of()));
    refused(() -> new Venue("V", "P".repeat(49), UTC, List.of(), List.of()));
    refused(() -> new Venue("V", "", UTC, zones(1), gates(1_025)));
    refused(
        () ->
            new Venue("V", "", UTC, List.of(zones(1).getFirst(), zones(1).getFirst()), List.of()));
    refused(
        () -> new Venue("V", "", UTC, zones(1), List.of(gates(1).getFirst(), gates(1).getFirst())));
    refused(() -> new Venue("V", "", UTC, List.of(), gates(1))); // It serves a zone there is not.
  }

  private static List<Zone> zones(int count) {
    return IntStream.range(0, count).mapToObj(i -> new Zone(i, "Z", Guidance.NONE)).toList();
  }

  private static List<Gate> gates(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Gate(new GateId("g" + i), Set.of(0)))
        .toList();
  }

  @Test
  void a_run_of_seats() {
    good(() -> new Run("R".repeat(16), 1_000_000, 10, 100_000, 255, true));
    good(() -> new Run("", 9, -1, 10, 0, true)); // down to number 0
    good(() -> new Run("", 0, -10, 1, 0, true));
    refused(() -> new Run("R".repeat(17), 1, 1, 1, 0, true));
    refused(() -> new Run("", -1, 1, 1, 0, true));
    refused(() -> new Run("", 1_000_001, 1, 1, 0, true));
    refused(() -> new Run("", 100, -11, 1, 0, true));
    refused(() -> new Run("", 1, 11, 1, 0, true));
    refused(() -> new Run("", 1, 0, 1, 0, true));
    refused(() -> new Run("", 1, 1, 0, 0, true));
    refused(() -> new Run("", 1, 1, 100_001, 0, true));
    refused(() -> new Run("", 1, 1, 1, -1, true));
    refused(() -> new Run("", 1, 1, 1, 256, true));
    refused(() -> new Run("", 9, -1, 11, 0, true)); // down to number -1
    assertThat(new Run("", 7, 0, 5, 4, false)).isEqualTo(new Run("", 0, 1, 5, 4, false));
  }

  @Test
  void a_block_and_a_map() {
    var hundredThousand = new Run("", 0, 1, 100_000, 0, false);
    var rest = new Run("", 0, 1, 48_576, 0, false);
    var one = new Run("", 0, 1, 1, 0, false);
    var ten = Collections.nCopies(10, hundredThousand);
    var largest = new Block("S".repeat(32), "B".repeat(32), 255, ten);
    assertThat(new SeatMap(List.of(largest, new Block("", "B", 0, List.of(rest)))).size())
        .isEqualTo(1_048_576);
    refused(() -> new SeatMap(List.of(largest, new Block("", "B", 0, List.of(rest, one)))));
    good(() -> new SeatMap(List.of(new Block("", "B", 0, Collections.nCopies(200_000, one)))));
    refused(() -> new SeatMap(List.of(new Block("", "B", 0, Collections.nCopies(200_001, one)))));
    var empty = new Block("", "B", 0, List.of());
    good(() -> new SeatMap(Collections.nCopies(10_000, empty)));
    refused(() -> new SeatMap(Collections.nCopies(10_001, empty)));
    refused(() -> new Block("S".repeat(33), "B", 0, List.of()));
    refused(() -> new Block("", "", 0, List.of()));
    refused(() -> new Block("", "B".repeat(33), 0, List.of()));
    refused(() -> new Block("", "B", -1, List.of()));
    refused(() -> new Block("", "B", 256, List.of()));
  }

  @Test
  void a_seat_is_found_by_its_index() {
    SeatMap seats = MASTER.seats();
    assertThat(seats.size()).isEqualTo(11);
    assertThat(seats.at(0)).contains(new Seat(0, 0, "North", "N1", "1", "1", 0));
    assertThat(seats.at(2)).contains(new Seat(2, 0, "North", "N1", "1", "5", 0));
    assertThat(seats.at(3)).contains(new Seat(3, 0, "North", "N1", "2", "26", 2));
    assertThat(seats.at(5)).contains(new Seat(5, 0, "North", "N1", "2", "24", 2));
    assertThat(seats.at(6)).contains(new Seat(6, 1, "South", "Terrace", "", "", 4));
    assertThat(seats.at(10)).contains(new Seat(10, 1, "South", "Terrace", "", "", 4));
    assertThat(seats.at(11)).isEmpty();
    assertThat(seats.at(-1)).isEmpty();
    assertThat(new SeatMap(List.of()).at(0)).isEmpty();
    assertThat(seats.blocks().getFirst().rows()).containsExactly("1", "2");
    assertThat(seats).hasToString("SeatMap[11 seats in 2 blocks]");
    assertThat(new SeatMap(seats.blocks())).isEqualTo(seats).hasSameHashCodeAs(seats);
    assertThat(new SeatMap(List.of())).isNotEqualTo(seats).isNotEqualTo(1);
    assertThat(seats.hashCode()).isNotEqualTo(new SeatMap(List.of()).hashCode());
  }

  @Test
  void an_empty_block_shifts_nobody() {
    var one = new Block("", "A", 0, List.of(new Run("", 0, 1, 1, 0, false)));
    var none = new Block("", "B", 0, List.of());
    var map = new SeatMap(List.of(none, one, none, none, one));
    assertThat(map.at(0).orElseThrow().block()).isEqualTo("A");
    assertThat(map.at(1).orElseThrow().block()).isEqualTo("A");
    assertThat(map.at(2)).isEmpty();
  }

  @Test
  void a_seat() {
    good(() -> new Seat(1_048_575, 255, "", "", "", "", 255));
    refused(() -> new Seat(-1, 0, "", "", "", "", 0));
    refused(() -> new Seat(1_048_576, 0, "", "", "", "", 0));
    refused(() -> new Seat(0, 256, "", "", "", "", 0));
    refused(() -> new Seat(0, 0, "", "", "", "", 256));
  }

  @Test
  void rules() {
    good(() -> rules(START, START.plusSeconds(1), 64));
    refused(() -> rules(START, START.plusSeconds(1), 65));
    refused(() -> rules(START, START, 0));
    refused(() -> rules(TOO_FINE, START.plusSeconds(1), 0));
    refused(() -> rules(START, TOO_FINE, 0));
    good(() -> new Window(Set.of(0, 255), START, START.plusSeconds(1)));
    refused(() -> new Window(Set.of(256), START, START.plusSeconds(1)));
    refused(() -> new Window(Set.of(-1), START, START.plusSeconds(1)));
    refused(() -> new Window(Set.of(1), START, START));
    refused(() -> new Window(Set.of(1), TOO_FINE, START.plusSeconds(1)));
    refused(() -> new Window(Set.of(1), START, TOO_FINE));
  }

  private static AdmissionRules rules(Instant doors, Instant last, int windows) {
    return new AdmissionRules(
        doors,
        last,
        Collections.nCopies(windows, new Window(Set.of(1), START, START.plusSeconds(1))),
        ReEntry.NONE,
        WhenClockUntrusted.REFUSE);
  }

  @Test
  void an_issuing_key() {
    var key = MASTER.keys().getFirst().key();
    good(() -> new IssuingKey(0, key, START, START));
    good(() -> new IssuingKey(255, key, START, START.plusSeconds(1)));
    refused(() -> new IssuingKey(-1, key, START, START));
    refused(() -> new IssuingKey(256, key, START, START));
    refused(() -> new IssuingKey(0, key, START, START.minusSeconds(1)));
    refused(() -> new IssuingKey(0, key, START.minusMillis(1), START));
    refused(() -> new IssuingKey(0, key, START, TOO_FINE));
  }

  @Test
  void a_master() {
    good(() -> master(1, START, 1, 1, MASTER.venue()));
    good(() -> master((1L << 53) - 1, START, 64, 256, MASTER.venue()));
    refused(() -> master(0, START, 1, 1, MASTER.venue()));
    refused(() -> master(1L << 53, START, 1, 1, MASTER.venue()));
    refused(() -> master(1, TOO_FINE, 1, 1, MASTER.venue()));
    refused(() -> master(1, START, 0, 1, MASTER.venue()));
    refused(() -> master(1, START, 65, 1, MASTER.venue()));
    refused(() -> master(1, START, 1, 0, MASTER.venue()));
    refused(() -> master(1, START, 1, 257, MASTER.venue()));
    var terraceMissing = new Venue("V", "", UTC, zones(1), List.of());
    refused(() -> master(1, START, 1, 1, terraceMissing));
    var key = MASTER.keys().getFirst();
    refused(() -> master(1, START, 1, List.of(key, key), MASTER.venue()));
  }

  private static EventMaster master(
      long version, Instant issuedAt, int accepted, int keys, Venue venue) {
    var key = MASTER.keys().getFirst().key();
    return master(
        version,
        issuedAt,
        accepted,
        // An id of 256 would be refused by the key itself: there one id comes twice.
        IntStream.range(0, keys).mapToObj(i -> new IssuingKey(i % 256, key, START, START)).toList(),
        venue);
  }

  private static EventMaster master(
      long version, Instant issuedAt, int accepted, List<IssuingKey> keys, Venue venue) {
    Set<EventHash> hashes = new HashSet<>();
    for (int i = 0; i < accepted; i++) {
      hashes.add(new EventHash(Bytes.of(0, 0, 0, 0, 0, 0, 0, i)));
    }
    return new EventMaster(
        version,
        issuedAt,
        MASTER.information(),
        MASTER.signedInformation(),
        hashes,
        venue,
        MASTER.seats(),
        MASTER.rules(),
        keys,
        MASTER.status());
  }

  @Test
  void a_master_finds_what_it_has() {
    assertThat(MASTER.event()).isEqualTo(MASTER.information().event());
    assertThat(MASTER.key(8)).contains(MASTER.keys().get(1));
    assertThat(MASTER.key(9)).isEqualTo(Optional.empty());
    assertThat(MASTER.gate(new GateId("back"))).contains(MASTER.venue().gates().get(1));
    assertThat(MASTER.gate(new GateId("side"))).isEmpty();
    assertThat(MASTER.zone(1)).contains(MASTER.venue().zones().get(1));
    assertThat(MASTER.zone(2)).isEmpty();
    assertThat(MASTER.gatesServing(0))
        .containsExactlyInAnyOrder(new GateId("main-1"), new GateId("back"));
    assertThat(MASTER.gatesServing(1)).containsExactly(new GateId("back"));
    assertThat(MASTER.gatesServing(2)).isEmpty();
  }

  @Test
  void a_chip_has_a_uid_of_4_to_10_bytes() {
    refused(() -> new org.stile.core.id.ChipId(Bytes.copyOf(new byte[3])));
    refused(() -> new org.stile.core.id.ChipId(Bytes.copyOf(new byte[11])));
    good(() -> new org.stile.core.id.ChipId(Bytes.copyOf(new byte[4])));
    good(() -> new org.stile.core.id.ChipId(Bytes.copyOf(new byte[10])));
    assertThat(KnownEvent.CHIP).hasToString("04112233445566");
  }

  private static void good(ThrowingCallable making) {
    assertThatCode(making).doesNotThrowAnyException();
  }

  private static void refused(ThrowingCallable making) {
    assertThatIllegalArgumentException().isThrownBy(making);
  }
}
