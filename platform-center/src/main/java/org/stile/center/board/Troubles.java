package org.stile.center.board;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Says what staff should see to at a gate (docs/reference/board.md, "Troubles"). Whoever reads it
 * stands somewhere else and has little time.
 *
 * @param lanes of the gate, as they last said of themselves.
 * @param newest of the event's masters.
 */
record Troubles(
    GateFacts gate,
    Map<Integer, Optional<LaneStates.State>> lanes,
    Newest newest,
    EventFacts event,
    Instant now) {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");

  /** Less, and a journal may soon not be written any more; a day of a busy gate takes a tenth. */
  private static final long DISK_FREE_MIN = 100L << 20;

  /** A Raspberry Pi slows down from 80 degrees Celsius. */
  private static final int TEMPERATURE_MAX = 79;

  /** A gate that is there has a new master within seconds. */
  private static final Duration MASTER_COMES = Duration.ofMinutes(1);

  /**
   * The newest master of an event.
   *
   * @param version 0: there is none.
   * @param at when it came to be.
   */
  record Newest(long version, Instant at) {
    static final Newest NONE = new Newest(0, Instant.EPOCH);
  }

  /** In a few words each, the worst first; empty: there is none. */
  List<String> said() {
    List<String> said = new ArrayList<>();
    if (Boolean.FALSE.equals(gate.computer().gateRuns()) && !isStopped()) {
      said.add("the gate's program does not run: takes no taps");
    }
    lanes.forEach((lane, state) -> state.ifPresent(it -> said.add(lane(lane) + words(it))));
    master().ifPresent(said::add);
    BoardView.Computer computer = gate.computer();
    if (computer.diskFree() != null && computer.diskFree() < DISK_FREE_MIN) {
      said.add("disk nearly full: " + (computer.diskFree() >> 20) + " MB left");
    }
    if (computer.temperature() != null && computer.temperature() > TEMPERATURE_MAX) {
      said.add("hot: " + computer.temperature() + " °C");
    }
    if (Boolean.TRUE.equals(computer.underVoltage())) {
      said.add("too little voltage: see to its supply");
    }
    return said;
  }

  /** It was ended and said so itself, with the time. */
  private boolean isStopped() {
    return lanes.values().stream()
        .flatMap(Optional::stream)
        .anyMatch(state -> state.kind().equals("STOPPED"));
  }

  private String lane(int lane) {
    return lanes.size() > 1 ? "lane " + lane + " " : "";
  }

  private String words(LaneStates.State state) {
    String since = " since " + at(state.since());
    return switch (state.kind()) {
      case "FIRE-RELEASE" -> "FIRE RELEASE, arm open" + since;
      case "FIRE-CLEARED" -> "arm open: fire release is over and was not reset" + since;
      case "STOPPED" -> "stopped" + since + ", takes no taps";
      case "READER-FAILED" -> "out of order" + since + ": reader does not answer";
      case "JOURNAL-FAILED" -> "out of order" + since + ": journal cannot be written";
      case "ARM-FAILED" -> "out of order" + since + ": arm does not answer";
      case "NO-EVENT" -> "out of order" + since + ": no event it can admit to";
      default -> "out of order" + since;
    };
  }

  /** A gate without the event's master lets nobody in; with an old one, whoever was taken back. */
  private Optional<String> master() {
    boolean reached =
        switch (gate.liveness(now)) {
          case LIVE, DELAYED, CLOCK_SUSPECT -> true;
          case OFFLINE, NEVER_SEEN -> false;
        };
    if (!reached
        || newest.version() == 0
        || now.isBefore(newest.at().plus(MASTER_COMES))
        || now.isAfter(event.until())) {
      return Optional.empty();
    }
    long has = gate.master().orElse(0L);
    if (has == 0) {
      return Optional.of("has no master of this event: lets nobody in");
    }
    return has < newest.version()
        ? Optional.of("knows nothing of what changed since master v" + has)
        : Optional.empty();
  }

  private String at(Instant time) {
    return at(time, now, event.zone());
  }

  /** The time of day; of another day, its date. */
  static String at(Instant time, Instant now, ZoneId zone) {
    var there = time.atZone(zone);
    return there.toLocalDate().equals(now.atZone(zone).toLocalDate())
        ? TIME.format(there)
        : there.toLocalDate().toString();
  }
}
