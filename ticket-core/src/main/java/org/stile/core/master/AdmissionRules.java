package org.stile.core.master;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The event's own settings of the admission rules (docs/admission-rules.md).
 *
 * @param doorsOpen no entry before.
 * @param lastEntry no entry from then on.
 * @param windows narrower times for some ticket types; a type without one has doors to last entry.
 * @param reEntry what a holder who left may do.
 * @param whenClockUntrusted what to do about doors and windows when the time is a guess.
 */
public record AdmissionRules(
    Instant doorsOpen,
    Instant lastEntry,
    List<Window> windows,
    ReEntry reEntry,
    WhenClockUntrusted whenClockUntrusted) {
  public AdmissionRules {
    windows = List.copyOf(windows);
    if (!doorsOpen.isBefore(lastEntry)) {
      throw new IllegalArgumentException("doors must open before last entry: " + doorsOpen);
    }
  }

  /** When tickets of these types may enter: {@code [from, until)}. */
  public record Window(Set<Integer> types, Instant from, Instant until) {
    public Window {
      types = Set.copyOf(types);
      if (!from.isBefore(until)) {
        throw new IllegalArgumentException("a window must open before it closes: " + from);
      }
    }
  }

  /** What a holder who went out through an exit lane may do. */
  public enum ReEntry {
    /** Out is out. */
    NONE,
    /** Back in without using up another entry. */
    FREE,
    /** Back in for one more of the ticket's entries. */
    COUNTED
  }

  /** The venue's choice for a clock that cannot be believed. */
  public enum WhenClockUntrusted {
    /** Skip the time rules, and mark each admission. */
    ADMIT_AND_MARK,
    REFUSE
  }
}
