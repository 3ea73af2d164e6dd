package org.stile.center.masters;

import org.stile.core.master.AdmissionRules;
import org.stile.core.master.EventInformation;
import org.stile.core.master.SeatMap;
import org.stile.core.master.Venue;

/**
 * What a master tells of an event beside its tickets: as it was last published.
 *
 * @param cancelled no ticket of it admits.
 */
record EventFacts(
    EventInformation information,
    Venue venue,
    SeatMap seats,
    AdmissionRules rules,
    boolean cancelled) {}
