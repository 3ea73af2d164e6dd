package org.stile.center.board;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.stile.center.board.GateCounts.Liveness;

/** Makes a board of what is known; reads no clock and no database. One thread, once. */
final class Composition {
  private static final long MINUTE = 60;
  private static final long FIVE_MINUTES = 300;
  private static final Duration DRAWN = Duration.ofHours(24);

  /** A scan may be that much ahead: clocks within it are not suspect. */
  private static final Duration AHEAD = Duration.ofMinutes(1);

  /** Bounds that grow with time grow in such steps, so that silence does not chatter. */
  static final long STEP_SECONDS = 5;

  private final Board.Parts parts;
  private final Instant now;
  private final Instant stepped;
  private final Map<Liveness, Long> states = new EnumMap<>(Liveness.class);
  private long perMinute;
  private long perFiveMinutes;
  private long rated;
  private long upTo;
  private long silent;
  private long leftOut;
  private long rows;
  private Instant completeUntil;

  private Composition(Board.Parts parts, Instant now) {
    this.parts = parts;
    this.now = now;
    this.completeUntil = now;
    long step = Math.floorDiv(now.getEpochSecond(), STEP_SECONDS) + 1;
    this.stepped = Instant.ofEpochSecond(step * STEP_SECONDS);
  }

  /**
   * The board.
   *
   * @param asOf when the parts were read.
   */
  static BoardView of(Board.Parts parts, Instant asOf, Instant now) {
    return new Composition(parts, now).view(asOf);
  }

  private BoardView view(Instant asOf) {
    List<BoardView.Gate> gates = parts.gates().stream().map(this::gate).toList();
    return new BoardView(
        parts.ground().event().event(), asOf, head(), zones(gates), gates, arrivals());
  }

  private BoardView.Gate gate(GateFacts gate) {
    Liveness state = gate.liveness(now);
    Tally counts = parts.fold().gate(gate.name());
    Instant end = state == Liveness.LIVE ? now : gate.contact().orElse(now);
    long second = Math.min(end.getEpochSecond(), now.getEpochSecond());
    long lastMinute = parts.fold().entries(gate.name(), second - MINUTE, second);
    long lastFive = parts.fold().entries(gate.name(), second - FIVE_MINUTES, second);
    long bound =
        Unknowns.upTo(
            gate, counts.pending(), lastFive, parts.ground().event().hours(), stepped(gate, state));
    states.merge(state, 1L, Long::sum);
    upTo += bound;
    rows += gate.rows() + gate.rowsLost();
    leftOut += Unknowns.leftOut(gate, now) ? 1 : 0;
    switch (state) {
      case LIVE -> {
        perMinute += lastMinute;
        perFiveMinutes += lastFive;
        rated += gate.rated();
      }
      case CLOCK_SUSPECT -> {}
      case DELAYED, OFFLINE -> {
        silent++;
        incomplete(gate.rows() > 0 ? gate.rowsAt() : gate.contact());
      }
      case NEVER_SEEN -> silent += gate.enrolled() ? 1 : 0;
    }
    boolean believed = state != Liveness.NEVER_SEEN && !gate.clockSuspect();
    return new BoardView.Gate(
        gate.name(),
        way(gate),
        state,
        gate.contact().orElse(null),
        counts,
        bound,
        believed ? lastMinute : null,
        believed ? lastFive : null,
        gate.rated(),
        gate.rows(),
        gate.rowsLost(),
        gate.master().orElse(0L),
        gate.clockSuspect() ? gate.clockOffMs() : 0,
        gate.troubles());
  }

  /** The state is of now; the bound is of the end of the step, unless that changed the state. */
  private Instant stepped(GateFacts gate, Liveness state) {
    return gate.liveness(stepped) == state ? stepped : now;
  }

  private void incomplete(java.util.Optional<Instant> since) {
    since
        .map(at -> at.minus(Unknowns.REPORT_EVERY))
        .filter(at -> at.isBefore(completeUntil))
        .ifPresent(at -> completeUntil = at);
  }

  private String way(GateFacts gate) {
    Map<Integer, String> names = parts.ground().event().zones();
    return new TreeSet<>(gate.zones())
        .stream()
            .map(zone -> names.getOrDefault(zone, "Zone " + zone))
            .collect(Collectors.joining(", "));
  }

  private BoardView.Head head() {
    Tally total = parts.fold().total();
    Board.Ground ground = parts.ground();
    long expected = ground.expected().all();
    long bound = upTo;
    if (expected >= 0 && !ground.event().unlimited()) {
      bound = Math.min(bound, Math.max(0, expected * ground.event().entries() - total.admitted()));
    }
    var unknown = new BoardView.Unknown(bound, silent, leftOut, rows);
    return new BoardView.Head(
        Summary.of(total.admitted(), unknown, states),
        expected,
        total,
        unknown,
        parts.fold().doubled(),
        parts.fold().doubted(),
        perMinute,
        perFiveMinutes,
        rated,
        forecast(total, bound),
        new EnumMap<>(states),
        new TreeMap<>(parts.refused()),
        new TreeMap<>(parts.unread()),
        new TreeMap<>(parts.exceptions()),
        types(),
        sellers(),
        parts.incidents(),
        parts.newestMaster(),
        parts.unit().map(unit -> unit.view(ground.event().zone(), now)).orElse(null));
  }

  private Forecast forecast(Tally total, long bound) {
    return Forecast.of(
        new Forecast.Facts(
            parts.ground().expected().all(),
            total.admitted(),
            bound,
            perFiveMinutes,
            rated,
            states.getOrDefault(Liveness.LIVE, 0L),
            Instant.ofEpochSecond(
                Math.floorDiv(now.getEpochSecond(), STEP_SECONDS) * STEP_SECONDS)));
  }

  private List<BoardView.Part> types() {
    Map<Long, Tally> counts = parts.fold().types();
    var numbers = new TreeSet<>(counts.keySet());
    parts.ground().event().types().keySet().forEach(number -> numbers.add((long) number));
    return numbers.stream()
        .map(
            number ->
                new BoardView.Part(
                    number,
                    parts
                        .ground()
                        .event()
                        .types()
                        .getOrDefault(number.intValue(), "Type " + number),
                    parts.ground().expected().type(number),
                    counts.getOrDefault(number, Tally.NONE)))
        .toList();
  }

  private List<BoardView.Part> sellers() {
    if (parts.unit().filter(UnitLink::here).isPresent()) {
      return List.of(); // A unit has no register: who sold a ticket is known at the center alone.
    }
    Map<Long, Tally> counts = parts.fold().sellers();
    var numbers = new TreeSet<>(counts.keySet());
    numbers.addAll(parts.ground().sellers().keySet());
    return numbers.stream()
        .map(
            number ->
                new BoardView.Part(
                    number,
                    number == 0
                        ? "Not issued here"
                        : parts.ground().sellers().getOrDefault(number, "Seller " + number),
                    number == 0 ? 0 : parts.ground().expected().seller(number),
                    counts.getOrDefault(number, Tally.NONE)))
        .toList();
  }

  private List<BoardView.Zone> zones(List<BoardView.Gate> gates) {
    Map<Long, Tally> counts = parts.fold().zones();
    var numbers = new TreeSet<>(counts.keySet());
    parts.ground().event().zones().keySet().forEach(number -> numbers.add((long) number));
    List<BoardView.Zone> zones = new ArrayList<>();
    for (long number : numbers) {
      long serving = 0;
      long live = 0;
      for (int i = 0; i < gates.size(); i++) {
        if (parts.gates().get(i).zones().contains((int) number)) {
          serving++;
          live += gates.get(i).state() == Liveness.LIVE ? 1 : 0;
        }
      }
      zones.add(
          new BoardView.Zone(
              number,
              parts.ground().event().zones().getOrDefault((int) number, "Zone " + number),
              parts.ground().expected().zone(number),
              counts.getOrDefault(number, Tally.NONE),
              serving,
              live));
    }
    return zones;
  }

  private BoardView.Arrivals arrivals() {
    long from = Math.floorDiv(now.minus(DRAWN).getEpochSecond(), MINUTE);
    long until = Math.floorDiv(now.plus(AHEAD).getEpochSecond(), MINUTE);
    List<long[]> minutes = new ArrayList<>();
    long drawn = 0;
    for (Map.Entry<Long, Integer> minute : parts.fold().minutes(from, until).entrySet()) {
      minutes.add(new long[] {minute.getKey(), minute.getValue()});
      drawn += minute.getValue();
    }
    return new BoardView.Arrivals(
        minutes,
        Instant.ofEpochSecond(Math.floorDiv(completeUntil.getEpochSecond(), MINUTE) * MINUTE),
        parts.fold().total().admitted() - drawn);
  }
}
