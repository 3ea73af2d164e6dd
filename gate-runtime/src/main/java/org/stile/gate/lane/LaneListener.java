package org.stile.gate.lane;

/** Hears what a lane does; called from the lane's thread, so it must return at once. */
public interface LaneListener {
  /** A tap was answered: the arm opens, or the visitor was told why not. */
  void tapped(TapReport report);

  /** The lane has started: waits for chips, or says why it cannot. */
  default void ready(int lane, LaneState state) {}

  /** The lane went from one state to another. */
  default void moved(int lane, LaneState from, LaneEvent event, LaneState to) {}

  /** Something about the gate itself, as it went to the journal. */
  default void incident(int lane, Incident kind, String detail) {}
}
