package org.stile.gate.lane;

import org.stile.core.admission.Decision;

/** Where a lane is with one visitor. */
public sealed interface LaneState {
  /**
   * Waiting for a chip.
   *
   * @param lingering the panel still shows the answer to the last one.
   */
  record Idle(boolean lingering) implements LaneState {}

  /** Asking the chip who it is and what it carries. */
  record Reading() implements LaneState {}

  /** Reading its tickets, and asking the rules about each until one lets through. */
  record Deciding() implements LaneState {}

  /** Journal and chip: the grant becomes durable, then the chip commits. */
  record Stamping(Decision.Admit decision) implements LaneState {}

  /**
   * The arm was told to open, or is about to be.
   *
   * @param sequence the granting row.
   */
  record Open(long sequence, Decision.Admit decision) implements LaneState {}

  /** Answered; the next tap counts only after this chip has left. */
  record Removing(Ended ended) implements LaneState {}

  /** No taps until it is repaired; the arm stays shut. */
  record OutOfOrder(Trouble trouble) implements LaneState {}

  /**
   * The arm is free, by wire. Not ours to lock until it is reset (law 7).
   *
   * @param active whether the wire still says so.
   * @param bodies how many walked through meanwhile, as far as the sensor saw.
   */
  record FireRelease(boolean active, int bodies) implements LaneState {}

  /** How a tap ended. */
  enum Ended {
    PASSED,
    NOT_PASSED,
    REFUSED,
    /** Not finished: the same chip may try again. */
    AGAIN,
    /** There was no tap: the lane comes back from a trouble. */
    NOTHING
  }
}
