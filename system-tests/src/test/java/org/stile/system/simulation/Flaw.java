package org.stile.system.simulation;

import org.stile.center.ingest.SimulatedCenter;
import org.stile.center.venue.SimulatedUplink;

/** Something built in wrong on purpose: the simulation must notice, or it could not fail at all. */
enum Flaw {
  NONE,
  CENTER_ANSWERS_BEFORE_THE_COMMIT,
  CENTER_TAKES_EVERYTHING_AS_NEXT,
  CENTER_SAYS_NOTHING_OF_DOUBLES,
  /** What becomes of two grants later changes nothing of what was said of them. */
  CENTER_JUDGES_DOUBLES_ONCE,
  /** Two units under one name are taken for one that got a new card. */
  CENTER_SAYS_NOTHING_OF_SHARED_NAMES,
  /** An acknowledgement is believed, whoever's log it is about. */
  GATE_TRUSTS_ANY_HIGH_WATER,
  /** What the broker took counts as being at the center. */
  GATE_TAKES_PUBACK_FOR_DELIVERY,
  /** The arm opens, and then the row is written. */
  GATE_OPENS_BEFORE_THE_JOURNAL,
  /** A master is installed, whatever its version is. */
  GATE_TAKES_OLDER_MASTERS,
  /** What peers granted is not kept. */
  GATE_FORGETS_PEERS,
  /** A broker that takes connections is stayed with, though nobody is behind it. */
  GATE_STAYS_WHERE_NOBODY_ANSWERS,
  UNIT_ANSWERS_BEFORE_THE_COMMIT,
  /** What the unit hands on is said to follow upon other rows than it does. */
  UNIT_HANDS_ON_WITH_WRONG_BEGINNING,
  /** What came to the unit while it was cut off from the center stays there. */
  UNIT_FORGETS_WHAT_CAME_WHILE_CUT_OFF;

  SimulatedCenter.Flaw ofCenter() {
    return switch (this) {
      case CENTER_ANSWERS_BEFORE_THE_COMMIT -> SimulatedCenter.Flaw.ANSWERS_BEFORE_THE_COMMIT;
      case CENTER_TAKES_EVERYTHING_AS_NEXT -> SimulatedCenter.Flaw.TAKES_EVERYTHING_AS_NEXT;
      case CENTER_SAYS_NOTHING_OF_DOUBLES -> SimulatedCenter.Flaw.SAYS_NOTHING_OF_DOUBLES;
      case CENTER_JUDGES_DOUBLES_ONCE -> SimulatedCenter.Flaw.JUDGES_DOUBLES_ONCE;
      case CENTER_SAYS_NOTHING_OF_SHARED_NAMES -> SimulatedCenter.Flaw.SAYS_NOTHING_OF_SHARED_NAMES;
      case NONE,
          GATE_TRUSTS_ANY_HIGH_WATER,
          GATE_TAKES_PUBACK_FOR_DELIVERY,
          GATE_OPENS_BEFORE_THE_JOURNAL,
          GATE_TAKES_OLDER_MASTERS,
          GATE_FORGETS_PEERS,
          GATE_STAYS_WHERE_NOBODY_ANSWERS,
          UNIT_ANSWERS_BEFORE_THE_COMMIT,
          UNIT_HANDS_ON_WITH_WRONG_BEGINNING,
          UNIT_FORGETS_WHAT_CAME_WHILE_CUT_OFF ->
          SimulatedCenter.Flaw.NONE;
    };
  }

  /** Of the ingest in a venue's unit. */
  SimulatedCenter.Flaw ofUnit() {
    return this == UNIT_ANSWERS_BEFORE_THE_COMMIT
        ? SimulatedCenter.Flaw.ANSWERS_BEFORE_THE_COMMIT
        : SimulatedCenter.Flaw.NONE;
  }

  /** Of the way from a venue's unit to the center. */
  SimulatedUplink.Flaw ofUplink() {
    return switch (this) {
      case UNIT_HANDS_ON_WITH_WRONG_BEGINNING -> SimulatedUplink.Flaw.WRONG_BEGINNING;
      case UNIT_FORGETS_WHAT_CAME_WHILE_CUT_OFF ->
          SimulatedUplink.Flaw.FORGETS_WHAT_CAME_WHILE_CUT_OFF;
      case NONE,
          CENTER_ANSWERS_BEFORE_THE_COMMIT,
          CENTER_TAKES_EVERYTHING_AS_NEXT,
          CENTER_SAYS_NOTHING_OF_DOUBLES,
          CENTER_JUDGES_DOUBLES_ONCE,
          CENTER_SAYS_NOTHING_OF_SHARED_NAMES,
          GATE_TRUSTS_ANY_HIGH_WATER,
          GATE_TAKES_PUBACK_FOR_DELIVERY,
          GATE_OPENS_BEFORE_THE_JOURNAL,
          GATE_TAKES_OLDER_MASTERS,
          GATE_FORGETS_PEERS,
          GATE_STAYS_WHERE_NOBODY_ANSWERS,
          UNIT_ANSWERS_BEFORE_THE_COMMIT ->
          SimulatedUplink.Flaw.NONE;
    };
  }
}
