package org.stile.core.trust;

import java.time.Instant;
import java.util.Set;
import org.stile.core.cose.VerifyingKey;
import org.stile.core.id.EventId;

/**
 * A key that a center may sign masters and deltas with.
 *
 * @param id as they name it, range [0, 255].
 * @param notBefore masters issued earlier are not believed, whole seconds.
 * @param notAfter masters issued later are not believed, whole seconds.
 * @param events the only events it may speak for, at most {@link #EVENTS_MAX}; empty: all.
 */
public record MasterKey(
    int id, VerifyingKey key, Instant notBefore, Instant notAfter, Set<EventId> events) {
  /** A season of one organizer. */
  public static final int EVENTS_MAX = 1_000;

  public MasterKey {
    events = Set.copyOf(events);
    if (id < 0 || id > 0xFF) {
      throw new IllegalArgumentException("a key id is one byte, was " + id);
    }
    if (events.size() > EVENTS_MAX) {
      throw new IllegalArgumentException("a key for more than " + EVENTS_MAX + " events");
    }
    KeySet.wholeSeconds(notBefore);
    KeySet.wholeSeconds(notAfter);
    if (notAfter.isBefore(notBefore)) {
      throw new IllegalArgumentException("a key must begin before it ends: " + notBefore);
    }
  }

  /** Whether it may sign something issued at {@code instant}. */
  public boolean validAt(Instant instant) {
    return !instant.isBefore(notBefore) && !instant.isAfter(notAfter);
  }

  /** Whether it may speak for {@code event}. */
  public boolean speaksFor(EventId event) {
    return events.isEmpty() || events.contains(event);
  }
}
