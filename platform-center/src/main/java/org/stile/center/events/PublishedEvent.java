package org.stile.center.events;

import java.time.Instant;
import org.stile.core.master.AdmissionRules;
import org.stile.core.master.EventInformation;
import org.stile.core.master.Venue;

/**
 * A version of an event as it was published: what a master is formed of, but for the seat map,
 * which {@link org.stile.center.seating.SeatPlans} gives, keys, and status. Immutable.
 *
 * @param version grows with each publishing of the event, from 1.
 * @param entries how often a ticket of it admits, range [1, 255].
 */
public record PublishedEvent(
    int version,
    Instant publishedAt,
    EventInformation information,
    Venue venue,
    AdmissionRules rules,
    int entries,
    long organizerId,
    long venueId,
    long seatPlanId) {}
