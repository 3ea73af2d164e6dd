package org.stile.system.simulation;

import org.stile.center.ingest.SimulatedCenter;

/** Something built in wrong on purpose: the simulation must notice, or it could not fail at all. */
enum Flaw {
  NONE,
  CENTER_ANSWERS_BEFORE_THE_COMMIT,
  CENTER_TAKES_EVERYTHING_AS_NEXT,
  CENTER_SAYS_NOTHING_OF_DOUBLES,
  /** An acknowledgement is believed, whoever's log it is about. */
  GATE_TRUSTS_ANY_HIGH_WATER,
  /** What the broker took counts as being at the center. */
  GATE_TAKES_PUBACK_FOR_DELIVERY,
  /** The arm opens, and then the row is written. */
  GATE_OPENS_BEFORE_THE_JOURNAL,
  /** A master is installed, whatever its version is. */
  GATE_TAKES_OLDER_MASTERS,
  /** What peers granted is not kept. */
  GATE_FORGETS_PEERS;

  SimulatedCenter.Flaw ofCenter() {
    return switch (this) {
      case CENTER_ANSWERS_BEFORE_THE_COMMIT -> SimulatedCenter.Flaw.ANSWERS_BEFORE_THE_COMMIT;
      case CENTER_TAKES_EVERYTHING_AS_NEXT -> SimulatedCenter.Flaw.TAKES_EVERYTHING_AS_NEXT;
      case CENTER_SAYS_NOTHING_OF_DOUBLES -> SimulatedCenter.Flaw.SAYS_NOTHING_OF_DOUBLES;
      case NONE,
          GATE_TRUSTS_ANY_HIGH_WATER,
          GATE_TAKES_PUBACK_FOR_DELIVERY,
          GATE_OPENS_BEFORE_THE_JOURNAL,
          GATE_TAKES_OLDER_MASTERS,
          GATE_FORGETS_PEERS ->
          SimulatedCenter.Flaw.NONE;
    };
  }
}
