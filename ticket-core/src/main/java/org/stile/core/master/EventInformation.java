package org.stile.core.master;

import java.time.Instant;
import org.stile.core.id.EventId;

/**
 * The small record on every chip that lets any reader show what the tickets are for
 * (docs/wire-format.md, "Event information").
 *
 * @param name range [1, 64] bytes of UTF-8.
 * @param venue range [1, 48] bytes of UTF-8.
 * @param place range [0, 48] bytes of UTF-8.
 * @param startsAt whole seconds.
 * @param timeZone IANA name, range [1, 40] bytes.
 */
public record EventInformation(
    EventId event, String name, String venue, String place, Instant startsAt, String timeZone) {
  public EventInformation {
    Require.text("event name", name, 1, 64);
    Require.text("venue", venue, 1, 48);
    Require.text("place", place, 0, 48);
    Require.seconds("start", startsAt);
    Require.text("time zone", timeZone, 1, 40);
  }
}
