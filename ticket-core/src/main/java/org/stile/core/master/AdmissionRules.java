package org.stile.core.master;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The event's own settings of the admission rules (docs/admission-rules.md).
 *
 * <p>All times are whole seconds.
 *
 * @param doorsOpen no entry before.
 * @param lastEntry no entry from then on.
 * @param windows at most {@link #WINDOWS_MAX}: narrower times for some ticket types; a type without
 *     one has doors to last entry.
 * @param reEntry what a holder who left may do.
 * @param whenClockUntrusted what to do about doors and windows when the time is a guess.
 */
public record AdmissionRules(
    Instant doorsOpen,
    Instant lastEntry,
    List<Window> windows,
    ReEntry reEntry,
    WhenClockUntrusted whenClockUntrusted) {
  /** A type can have one window at most, and nobody tells 64 apart. */
  public static final int WINDOWS_MAX = 64;

  public AdmissionRules {
    windows = List.copyOf(windows);
    Require.within("number of windows", windows.size(), 0, WINDOWS_MAX);
    Require.seconds("doors", doorsOpen);
    Require.seconds("last entry", lastEntry);
    if (!doorsOpen.isBefore(lastEntry)) {
      throw new IllegalArgumentException("doors must open before last entry: " + doorsOpen);
    }
  }

  /** When tickets of these types may enter: {@code [from, until)}. */
  public record Window(Set<Integer> types, Instant from, Instant until) {
    public Window {
      types = Set.copyOf(types);
      types.forEach(type -> Require.within("ticket type", type, 0, 255));
      Require.seconds("window start", from);
      Require.seconds("window end", until);
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
