package org.stile.center.board;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final ZoneSums zones = new ZoneSums();
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
        parts.ground().event().event(),
        asOf,
        head(),
        zones.view(parts.ground(), parts.fold().zones(), foreign()),
        gates,
        arrivals());
  }

  private BoardView.Gate gate(GateFacts gate) {
    Liveness state = gate.liveness(now);
    Tally counts = parts.fold().gate(gate.name());
    Instant end = state == Liveness.LIVE ? now : gate.contact().orElse(now);
    long second = Math.min(end.getEpochSecond(), now.getEpochSecond());
    Map<Long, Long> minute = parts.fold().entries(gate.name(), second - MINUTE, second);
    Map<Long, Long> five = parts.fold().entries(gate.name(), second - FIVE_MINUTES, second);
    long lastMinute = sum(minute);
    long lastFive = sum(five);
    long bound =
        Unknowns.upTo(
            gate, counts.pending(), lastFive, parts.ground().event().hours(), stepped(gate, state));
    states.merge(state, 1L, Long::sum);
    zones.serves(gate, state, bound);
    upTo += bound;
    rows += gate.rows() + gate.rowsLost();
    leftOut += Unknowns.leftOut(gate, now) ? 1 : 0;
    switch (state) {
      case LIVE -> {
        perMinute += lastMinute;
        perFiveMinutes += lastFive;
        rated += gate.rated();
        zones.entered(minute, five);
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
        gate.masterAt().orElse(null),
        gate.clockSuspect() ? gate.clockOffMs() : 0,
        gate.computer(),
        troubles(gate));
  }

  private List<String> troubles(GateFacts gate) {
    Map<Integer, Optional<LaneStates.State>> lanes =
        gate.log().isPresent() ? parts.lanes().of(gate.log().getAsLong()) : Map.of();
    return new Troubles(gate, lanes, parts.newestMaster(), parts.ground().event(), now).said();
  }

  private static long sum(Map<Long, Long> parts) {
    return parts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The state is of now; the bound is of the end of the step, unless that changed the state. */
  private Instant stepped(GateFacts gate, Liveness state) {
    return gate.liveness(stepped) == state ? stepped : now;
  }

  private void incomplete(Optional<Instant> since) {
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
    long bound =
        ground.event().atMost(upTo, ground.expected().issued(), total.admitted() - foreign());
    var unknown = new BoardView.Unknown(bound, silent, leftOut, rows);
    return new BoardView.Head(
        Summary.of(total.admitted(), unknown, states),
        expected,
        ground.event().from(),
        ground.event().until(),
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
        parts.newestMaster().version(),
        parts.unit().map(unit -> unit.view(ground.event().zone(), now)).orElse(null));
  }

  /** Entries of tickets that this center did not issue; a unit cannot tell them from others. */
  private long foreign() {
    boolean here = parts.unit().filter(UnitLink::here).isPresent();
    return here ? 0 : parts.fold().sellers().getOrDefault(0L, Tally.NONE).admitted();
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
            parts.ground().event().hours(),
            Instant.ofEpochSecond(
                Math.floorDiv(now.getEpochSecond(), STEP_SECONDS) * STEP_SECONDS)));
  }

  private List<BoardView.Part> types() {
    Map<Long, Tally> counts = parts.fold().types();
    var numbers = new TreeSet<>(counts.keySet());
    parts.ground().known().types().keySet().forEach(number -> numbers.add((long) number));
    return numbers.stream()
        .map(
            number ->
                new BoardView.Part(
                    number,
                    parts
                        .ground()
                        .known()
                        .types()
                        .getOrDefault(number.intValue(), "Type " + number),
                    parts.ground().expected().type(number),
                    counts.getOrDefault(number, Tally.NONE)))
        .toList();
  }

  private List<BoardView.Part> sellers() {
    // A unit has no register: who sold a ticket that came in is known at the center alone.
    boolean here = parts.unit().filter(UnitLink::here).isPresent();
    Map<Long, Tally> counts = here ? Map.of() : parts.fold().sellers();
    var numbers = new TreeSet<>(counts.keySet());
    numbers.addAll(parts.ground().known().sellers().keySet());
    return numbers.stream()
        .map(
            number ->
                new BoardView.Part(
                    number,
                    number == 0
                        ? "Not issued here"
                        : parts.ground().known().sellers().getOrDefault(number, "Seller " + number),
                    number == 0 ? 0 : parts.ground().expected().seller(number),
                    here ? Tally.UNKNOWN : counts.getOrDefault(number, Tally.NONE)))
        .toList();
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
