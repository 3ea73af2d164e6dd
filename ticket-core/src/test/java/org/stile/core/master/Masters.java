package org.stile.core.master;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.stile.core.Bytes;
import org.stile.core.KnownEvent;
import org.stile.core.id.EventHash;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;

/** Masters with anything a master may say, from one random number each. */
public final class Masters {
  private static final String[] NAMES = {"A", "Süd", "北", "N 101", "\"", "x".repeat(24)};
  private static final String[] ZONES = {"Europe/Berlin", "Asia/Tokyo", "UTC", "America/Lima"};
  private static final String[] LANGUAGES = {"de", "ja", "zh-Hant", "fr"};

  private final Random random;

  private Masters(long seed) {
    random = new Random(seed);
  }

  /** A master that follows from {@code seed} and {@code version} alone; all of event 7. */
  public static EventMaster of(long seed, long version) {
    return new Masters(seed).master(version);
  }

  private EventMaster master(long version) {
    Instant start = instant();
    var information =
        new EventInformation(
            new EventId(7), any(NAMES), any(NAMES), random.nextBoolean() ? "" : "P", start, "UTC");
    Bytes signed = EventInformationCodec.sign(information, KnownEvent.ISSUING);
    Set<EventHash> accepted = new HashSet<>(Set.of(EventHash.of(signed)));
    for (int i = random.nextInt(3); i > 0; i--) {
      accepted.add(new EventHash(bytes(8)));
    }
    Venue venue = venue();
    SeatMap seats = seats(venue);
    return new EventMaster(
        version,
        instant(),
        information,
        signed,
        accepted,
        venue,
        seats,
        rules(),
        random.nextBoolean()
            ? KnownEvent.MASTER.keys()
            : List.of(KnownEvent.issuingKey(KnownEvent.ISSUING)),
        status());
  }

  private Venue venue() {
    List<Zone> zones = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      zones.add(new Zone(i * 60 + random.nextInt(60), any(NAMES), guidance()));
    }
    List<Gate> gates = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      Set<Integer> served = new HashSet<>();
      zones.stream().map(Zone::number).filter(_ -> random.nextBoolean()).forEach(served::add);
      gates.add(new Gate(new GateId("g" + i), served));
    }
    return new Venue(any(NAMES), any(NAMES), ZoneId.of(any(ZONES)), zones, gates);
  }

  private Guidance guidance() {
    Map<String, String> texts = new HashMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      texts.put("en", any(NAMES));
      texts.put(any(LANGUAGES), any(NAMES));
    }
    return new Guidance(texts);
  }

  private SeatMap seats(Venue venue) {
    List<SeatMap.Block> blocks = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      List<SeatMap.Run> runs = new ArrayList<>();
      for (int j = random.nextInt(4); j > 0; j--) {
        int step = random.nextBoolean() ? 1 + random.nextInt(10) : -1 - random.nextInt(10);
        runs.add(
            new SeatMap.Run(
                random.nextBoolean() ? "" : "R" + j,
                1_000 + random.nextInt(70_000),
                step,
                1 + random.nextInt(100),
                random.nextInt(256),
                random.nextBoolean()));
      }
      int zone = venue.zones().get(random.nextInt(venue.zones().size())).number();
      blocks.add(new SeatMap.Block(random.nextBoolean() ? "" : any(NAMES), any(NAMES), zone, runs));
    }
    return new SeatMap(blocks);
  }

  private AdmissionRules rules() {
    Instant doors = instant();
    List<AdmissionRules.Window> windows = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      windows.add(
          new AdmissionRules.Window(
              Set.of(random.nextInt(100), 100 + random.nextInt(156)),
              doors,
              doors.plusSeconds(1 + random.nextInt(1_000_000))));
    }
    return new AdmissionRules(
        doors,
        doors.plusSeconds(1 + random.nextInt(1_000_000)),
        windows,
        AdmissionRules.ReEntry.values()[random.nextInt(3)],
        AdmissionRules.WhenClockUntrusted.values()[random.nextInt(2)]);
  }

  private StatusList status() {
    Map<Integer, TicketStatus> changes = new HashMap<>();
    for (int i = random.nextInt(40); i > 0; i--) {
      changes.put(random.nextInt(500), TicketStatus.values()[random.nextInt(3)]);
    }
    return StatusList.allValid(random.nextInt(600)).with(changes);
  }

  private Instant instant() {
    // Two million seconds short of 2106, so that what is added stays within.
    return Instant.ofEpochSecond(random.nextLong(0xFFFF_FFFFL - 2_000_000));
  }

  private Bytes bytes(int length) {
    byte[] drawn = new byte[length];
    random.nextBytes(drawn);
    return Bytes.copyOf(drawn);
  }

  private String any(String[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
