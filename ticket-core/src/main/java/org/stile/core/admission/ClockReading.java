package org.stile.core.admission;

import java.time.Instant;

/**
 * The time, and how far it can be believed (law 8: wrong time is normal).
 *
 * @param now what the clock says.
 * @param trust how it came to say so.
 */
public record ClockReading(Instant now, Trust trust) {
  /** How a clock came by its time. */
  public enum Trust {
    /** Set by a source the venue trusts since the unit started. */
    TRUSTED,
    /** Carried on from the last good time kept on disk: never early, perhaps late. */
    HELD,
    /** Nothing is known but that it is not before the last good time. */
    UNTRUSTED
  }
}
