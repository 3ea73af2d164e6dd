package org.stile.center.events;

import java.time.Instant;
import java.util.OptionalInt;
import org.stile.core.master.AdmissionRules;

/**
 * The draft of an event, as it stands in the database.
 *
 * @param version of the draft; grows with each change.
 * @param published the version last published, if any.
 * @param nextTicket first ticket index for seats issued again.
 */
public record StoredEvent(
    long id,
    long organizerId,
    long venueId,
    long seatPlanId,
    String name,
    Instant startsAt,
    AdmissionRules rules,
    int entries,
    State state,
    int version,
    OptionalInt published,
    int nextTicket) {

  /** Where an event is in its life. */
  public enum State {
    DRAFT,
    PUBLISHED,
    CANCELLED
  }

  StoredEvent withNextTicket(int index) {
    return new StoredEvent(
        id,
        organizerId,
        venueId,
        seatPlanId,
        name,
        startsAt,
        rules,
        entries,
        state,
        version,
        published,
        index);
  }

  public boolean draft() {
    return state == State.DRAFT;
  }

  public boolean cancelled() {
    return state == State.CANCELLED;
  }
}
