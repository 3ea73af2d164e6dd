package org.stile.simulator.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Set;
import org.stile.core.master.AdmissionRules;
import org.stile.core.master.AdmissionRules.ReEntry;
import org.stile.core.master.AdmissionRules.Window;
import org.stile.core.master.EventMaster;
import org.stile.core.master.TicketStatus;
import org.stile.core.sample.SampleEvent;
import org.stile.core.sample.SampleKeys;

/**
 * The events of the demo: a cup final tonight, doors open, in a stadium of 80 000 that lets people
 * out and in again; and a concert on another day.
 *
 * @param tonight what the gate admits to.
 * @param concert what some tickets are for instead.
 */
record DemoEvents(SampleEvent tonight, SampleEvent concert) {
  /** The demo's keys are public: they follow from this number alone. */
  static final long SEED = 2026;

  /** A ticket type that may enter only in the last minutes before the start. */
  static final int TYPE_LATE = 10;

  /** The ticket that was taken back. */
  static final int REVOKED_INDEX = 666;

  static DemoEvents around(Instant now) {
    Instant start = now.plus(Duration.ofMinutes(90)).truncatedTo(ChronoUnit.MINUTES);
    SampleKeys keys = SampleKeys.seeded(SEED);
    SampleEvent tonight =
        SampleEvent.stadium(keys, start)
            .changed(DemoEvents::withReEntry)
            .withStatus(REVOKED_INDEX, TicketStatus.REVOKED);
    return new DemoEvents(tonight, SampleEvent.concert(keys, start.plus(Duration.ofDays(12))));
  }

  private static EventMaster withReEntry(EventMaster master) {
    AdmissionRules rules = master.rules();
    Instant start = master.information().startsAt();
    var windows = new ArrayList<>(rules.windows());
    windows.add(
        new Window(Set.of(TYPE_LATE), start.minus(Duration.ofMinutes(30)), rules.lastEntry()));
    return withRules(
        master,
        new AdmissionRules(
            rules.doorsOpen(),
            rules.lastEntry(),
            windows,
            ReEntry.FREE,
            rules.whenClockUntrusted()));
  }

  /** The same master under other rules. */
  static EventMaster withRules(EventMaster master, AdmissionRules rules) {
    return new EventMaster(
        master.version(),
        master.issuedAt(),
        master.information(),
        master.signedInformation(),
        master.accepted(),
        master.venue(),
        master.seats(),
        rules,
        master.keys(),
        master.status());
  }
}
