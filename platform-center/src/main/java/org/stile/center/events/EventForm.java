package org.stile.center.events;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event as it comes in: nothing of it is checked. Times are by the clock of the venue, as
 * "2026-06-13T20:00", or with an offset, as "2026-06-13T20:00+02:00".
 *
 * @param version which version was edited; empty for a new event.
 * @param venue number of the venue.
 * @param seatPlan number of a seat plan of that venue.
 * @param windows narrower times for seat types; empty: none.
 * @param reEntry "NONE", "FREE" or "COUNTED"; empty: "NONE".
 * @param whenClockUntrusted "ADMIT_AND_MARK" or "REFUSE"; empty: "ADMIT_AND_MARK".
 * @param entries how often a ticket of it admits, range [1, 255]; empty: 1.
 */
public record EventForm(
    @Nullable Integer version,
    @Nullable String name,
    @Nullable Long venue,
    @Nullable Long seatPlan,
    @Nullable String startsAt,
    @Nullable String doorsOpen,
    @Nullable String lastEntry,
    @Nullable List<WindowForm> windows,
    @Nullable String reEntry,
    @Nullable String whenClockUntrusted,
    @Nullable Integer entries) {

  /** When holders of seats of these types may enter. */
  public record WindowForm(
      @Nullable List<Integer> types, @Nullable String from, @Nullable String until) {}
}
