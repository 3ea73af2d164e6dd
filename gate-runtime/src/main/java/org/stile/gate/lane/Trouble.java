package org.stile.gate.lane;

/** Why a lane takes no taps. */
public enum Trouble {
  /** Rows cannot be made durable (law 1). */
  JOURNAL,
  /** The journal's file is damaged: only a new start of the process sets it aside. */
  JOURNAL_DAMAGED,
  READER,
  /** No event is installed, or none of those installed is the one to admit. */
  NO_EVENT,
  ARM,
  /** A fault of ours. */
  INTERNAL
}
