package org.stile.center.board;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What gates' lanes said of themselves last: that they are out of order, stand open, or stopped
 * (docs/reference/gate-log.md, "Incidents"). A gate that reports is not a gate that admits. One
 * thread at a time.
 */
final class LaneStates {
  /** Kinds that begin or end a state; of all else nothing follows for the lane. */
  static final Set<String> KINDS =
      Set.of(
          "STARTED",
          "STOPPED",
          "READER-FAILED",
          "JOURNAL-FAILED",
          "ARM-FAILED",
          "NO-EVENT",
          "BACK-IN-ORDER",
          "FIRE-RELEASE",
          "FIRE-CLEARED",
          "FIRE-RESET");

  /**
   * Why a lane is not as it should be.
   *
   * @param kind as the journal names what began it.
   * @param since by the gate's clock.
   */
  record State(String kind, Instant since) {
    /** Whether the arm lets everybody through. */
    boolean open() {
      return kind.startsWith("FIRE-");
    }
  }

  /**
   * A row of a journal.
   *
   * @param log the database's number of it.
   */
  record Said(long log, int lane, String kind, Instant at) {}

  private final Map<Long, TreeMap<Integer, Optional<State>>> logs = new HashMap<>();

  /** Takes what was said, in the order of the log. */
  void take(Said said) {
    if (!KINDS.contains(said.kind)) {
      return;
    }
    logs.computeIfAbsent(said.log, _ -> new TreeMap<>())
        .compute(said.lane, (_, known) -> after(known == null ? Optional.empty() : known, said));
  }

  private static Optional<State> after(Optional<State> known, Said said) {
    return switch (said.kind) {
      case "BACK-IN-ORDER", "FIRE-RESET" -> Optional.empty();
      case "STARTED" -> known.filter(State::open); // Latched over a restart.
      case "FIRE-RELEASE", "FIRE-CLEARED" -> Optional.of(new State(said.kind, said.at));
      default -> known.filter(State::open).or(() -> Optional.of(new State(said.kind, said.at)));
    };
  }

  /** The lanes of a log that ever said anything, by number; empty: in order. */
  Map<Integer, Optional<State>> of(long log) {
    return logs.getOrDefault(log, new TreeMap<>());
  }

  void clear() {
    logs.clear();
  }
}
