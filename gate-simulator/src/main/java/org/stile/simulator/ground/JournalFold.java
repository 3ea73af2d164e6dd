package org.stile.simulator.ground;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.stile.core.admission.Direction;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalRow;

/**
 * What a gate's own journal says: where its arms stand, and who went through. Owned by one thread.
 */
final class JournalFold {
  private static final String FIRE = "FIRE-RELEASE";
  private static final String FIRE_OVER = "FIRE-RESET";

  private final Map<Long, Direction> grants = new HashMap<>();
  private final Map<Integer, Arm> arms = new TreeMap<>();
  private long sequence;
  private long admitted;
  private long left;
  private long refused;
  private long forced;
  private long notPassed;

  /** Where an arm stands, as far as rows tell. */
  enum Arm {
    LOCKED,
    OPEN,
    FREE
  }

  /**
   * Counts.
   *
   * @param sequence of the last row.
   * @param admitted bodies that went in.
   * @param left bodies that went out.
   * @param forced bodies that nothing was opened for.
   * @param notPassed openings nobody walked through.
   */
  record Counts(
      long sequence, long admitted, long left, long refused, long forced, long notPassed) {}

  /** Takes the next row. */
  void add(JournalRow row) {
    sequence = row.sequence();
    switch (row.entry()) {
      case JournalEntry.Granted granted -> grants.put(row.sequence(), granted.direction());
      case JournalEntry.Progress progress -> add(progress);
      case JournalEntry.Refused _ -> refused++;
      case JournalEntry.Incident incident -> add(incident);
    }
  }

  private void add(JournalEntry.Progress progress) {
    switch (progress.outcome()) {
      case OPENED -> arms.put(progress.lane(), Arm.OPEN);
      case PASSED -> {
        arms.put(progress.lane(), Arm.LOCKED);
        if (grants.get(progress.about()) == Direction.EXIT) {
          left++;
        } else {
          admitted++;
        }
      }
      case NOT_PASSED -> {
        arms.put(progress.lane(), Arm.LOCKED);
        notPassed++;
      }
      case WITHDRAWN -> arms.put(progress.lane(), Arm.LOCKED);
      case STAMPED, NOT_STAMPED, STAMP_UNKNOWN -> {}
    }
  }

  private void add(JournalEntry.Incident incident) {
    switch (incident.kind()) {
      case FIRE -> arms.put(incident.lane(), Arm.FREE);
      case FIRE_OVER -> arms.put(incident.lane(), Arm.LOCKED);
      case "FORCED" -> forced++;
      default -> {}
    }
  }

  Arm arm(int lane) {
    return arms.getOrDefault(lane, Arm.LOCKED);
  }

  Counts counts() {
    return new Counts(sequence, admitted, left, refused, forced, notPassed);
  }
}
