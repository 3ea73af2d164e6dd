package org.stile.core.master;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.stile.core.cbor.CborReader;
import org.stile.core.cbor.CborWriter;
import org.stile.core.cose.Algorithm;
import org.stile.core.id.EventHash;
import org.stile.core.id.GateId;

/** The sections of a master, each as docs/wire-format.md draws it. Sets are written sorted. */
final class MasterWire {
  private static final Comparator<EventHash> BY_BYTES =
      Comparator.comparing(hash -> hash.value().hex());

  private MasterWire() {}

  static Instant instant(CborReader from) throws IOException {
    return Instant.ofEpochSecond(from.integer(0, 0xFFFF_FFFFL));
  }

  static void accepted(CborWriter to, Set<EventHash> hashes) {
    to.all(hashes.stream().sorted(BY_BYTES).toList(), (each, hash) -> each.bytes(hash.value()));
  }

  static Set<EventHash> accepted(CborReader from) throws IOException {
    return new HashSet<>(
        from.all(EventMaster.ACCEPTED_MAX, each -> new EventHash(each.bytes(EventHash.LENGTH))));
  }

  static void venue(CborWriter to, Venue venue) {
    to.array(5).text(venue.name()).text(venue.place()).text(venue.timeZone().getId());
    to.all(venue.zones(), MasterWire::zone);
    to.all(venue.gates(), MasterWire::gate);
    to.endArray();
  }

  static Venue venue(CborReader from) throws IOException {
    from.array();
    String name = from.text();
    String place = from.text();
    ZoneId timeZone = ZoneId.of(from.text());
    List<Zone> zones = from.all(Venue.ZONES_MAX, MasterWire::zone);
    List<Gate> gates = from.all(Venue.GATES_MAX, MasterWire::gate);
    from.endArray();
    return new Venue(name, place, timeZone, zones, gates);
  }

  private static void zone(CborWriter to, Zone zone) {
    to.array(3).integer(zone.number()).text(zone.name());
    to.all(
        zone.guidance().texts().entrySet().stream().sorted(Map.Entry.comparingByKey()).toList(),
        (each, text) -> each.array(2).text(text.getKey()).text(text.getValue()).endArray());
    to.endArray();
  }

  private static Zone zone(CborReader from) throws IOException {
    from.array();
    int number = from.small(0, Zone.NUMBER_MAX);
    String name = from.text();
    Map<String, String> texts = new HashMap<>();
    from.all(
        Guidance.LANGUAGES_MAX,
        each -> {
          each.array();
          texts.put(each.text(), each.text());
          each.endArray();
          return texts;
        });
    from.endArray();
    return new Zone(number, name, new Guidance(texts));
  }

  private static void gate(CborWriter to, Gate gate) {
    to.array(2).text(gate.id().value());
    numbers(to, gate.zones());
    to.endArray();
  }

  private static Gate gate(CborReader from) throws IOException {
    from.array();
    var id = new GateId(from.text());
    Set<Integer> zones = numbers(from);
    from.endArray();
    return new Gate(id, zones);
  }

  static void seats(CborWriter to, SeatMap seats) {
    to.all(
        seats.blocks(),
        (each, block) -> {
          each.array(4).text(block.stand()).text(block.name()).integer(block.zone());
          each.all(block.runs(), MasterWire::run).endArray();
        });
  }

  static SeatMap seats(CborReader from) throws IOException {
    return new SeatMap(from.all(SeatMap.BLOCKS_MAX, MasterWire::block));
  }

  private static SeatMap.Block block(CborReader from) throws IOException {
    from.array();
    String stand = from.text();
    String name = from.text();
    int zone = from.small(0, Zone.NUMBER_MAX);
    List<SeatMap.Run> runs = from.all(SeatMap.RUNS_MAX, MasterWire::run);
    from.endArray();
    return new SeatMap.Block(stand, name, zone, runs);
  }

  private static void run(CborWriter to, SeatMap.Run run) {
    to.array(run.numbered() ? 5 : 3).text(run.row()).integer(run.count()).integer(run.type());
    if (run.numbered()) {
      to.integer(run.first()).integer(run.step());
    }
    to.endArray();
  }

  private static SeatMap.Run run(CborReader from) throws IOException {
    from.array();
    String row = from.text();
    int count = from.small(1, SeatMap.SEATS_MAX);
    int type = from.small(0, 255);
    boolean numbered = from.more();
    int first = numbered ? from.small(0, SeatMap.SEATS_MAX) : 0;
    int step = numbered ? from.small(-10, 10) : 1;
    from.endArray();
    return new SeatMap.Run(row, first, step, count, type, numbered);
  }

  static void rules(CborWriter to, AdmissionRules rules) {
    to.array(5);
    to.integer(rules.doorsOpen().getEpochSecond()).integer(rules.lastEntry().getEpochSecond());
    to.all(
        rules.windows(),
        (each, window) -> {
          numbers(each.array(3), window.types());
          each.integer(window.from().getEpochSecond());
          each.integer(window.until().getEpochSecond()).endArray();
        });
    to.integer(
        switch (rules.reEntry()) {
          case NONE -> 0;
          case FREE -> 1;
          case COUNTED -> 2;
        });
    to.integer(
        switch (rules.whenClockUntrusted()) {
          case ADMIT_AND_MARK -> 0;
          case REFUSE -> 1;
        });
    to.endArray();
  }

  static AdmissionRules rules(CborReader from) throws IOException {
    from.array();
    Instant doorsOpen = instant(from);
    Instant lastEntry = instant(from);
    List<AdmissionRules.Window> windows = from.all(AdmissionRules.WINDOWS_MAX, MasterWire::window);
    var reEntry =
        switch (from.small(0, 2)) {
          case 0 -> AdmissionRules.ReEntry.NONE;
          case 1 -> AdmissionRules.ReEntry.FREE;
          default -> AdmissionRules.ReEntry.COUNTED;
        };
    var whenClockUntrusted =
        from.small(0, 1) == 0
            ? AdmissionRules.WhenClockUntrusted.ADMIT_AND_MARK
            : AdmissionRules.WhenClockUntrusted.REFUSE;
    from.endArray();
    return new AdmissionRules(doorsOpen, lastEntry, windows, reEntry, whenClockUntrusted);
  }

  private static AdmissionRules.Window window(CborReader from) throws IOException {
    from.array();
    Set<Integer> types = numbers(from);
    Instant begin = instant(from);
    Instant until = instant(from);
    from.endArray();
    return new AdmissionRules.Window(types, begin, until);
  }

  static void keys(CborWriter to, List<IssuingKey> keys) {
    to.all(
        keys,
        (each, key) -> {
          each.array(5).integer(key.id()).integer(key.algorithm().cose()).bytes(key.publicKey());
          each.integer(key.notBefore().getEpochSecond());
          each.integer(key.notAfter().getEpochSecond()).endArray();
        });
  }

  static List<IssuingKey> keys(CborReader from) throws IOException {
    return from.all(EventMaster.KEYS_MAX, MasterWire::key);
  }

  private static IssuingKey key(CborReader from) throws IOException {
    from.array();
    int id = from.small(0, 255);
    Algorithm algorithm = Algorithm.ofCose(from.integer());
    var publicKey = from.bytes(algorithm.publicKeyLength());
    Instant notBefore = instant(from);
    Instant notAfter = instant(from);
    from.endArray();
    return new IssuingKey(id, algorithm, publicKey, notBefore, notAfter);
  }

  private static void numbers(CborWriter to, Set<Integer> numbers) {
    to.all(numbers.stream().sorted().toList(), (each, number) -> each.integer(number));
  }

  private static Set<Integer> numbers(CborReader from) throws IOException {
    return new HashSet<>(from.all(256, each -> each.small(0, 255)));
  }
}
