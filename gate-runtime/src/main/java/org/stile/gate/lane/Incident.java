package org.stile.gate.lane;

/** What can happen to the gate itself, as its journal names it. */
public enum Incident {
  STARTED,
  STOPPED,
  READER_FAILED,
  READER_RECOVERED,
  JOURNAL_FAILED,
  NO_EVENT,
  ARM_FAILED,
  BACK_IN_ORDER,
  /** A body went through although nothing was released. */
  FORCED,
  /** A body went through an open arm the other way. */
  WRONG_WAY,
  /** The arm was open and its sensor never said what came of it. */
  PASSAGE_UNKNOWN,
  FIRE_RELEASE,
  FIRE_CLEARED,
  FIRE_RESET,
  /** The lane saw an event it cannot have seen: a fault of ours; it stays shut. */
  CONFUSED;

  /** As the journal writes it: upper case with hyphens. */
  public String kind() {
    return name().replace('_', '-');
  }
}
