package org.stile.simulator.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import org.stile.core.master.AdmissionRules;
import org.stile.core.sample.SampleEvent;
import org.stile.core.sample.SampleKeys;

/**
 * The sample event that chips and gates made by the command line are for: the same for all that are
 * made on one day (UTC), with doors open all that day.
 */
public final class SampleVenue {
  private static final LocalTime START = LocalTime.of(20, 0);
  private static final Duration LONGEST_DAY = Duration.ofDays(1);

  private SampleVenue() {}

  /** The cup final of the day of {@code now}. */
  public static SampleEvent today(Instant now) {
    var day = now.atZone(ZoneOffset.UTC).toLocalDate();
    Instant midnight = day.atStartOfDay().toInstant(ZoneOffset.UTC);
    var event =
        SampleEvent.stadium(
            SampleKeys.seeded(DemoEvents.SEED), day.atTime(START).toInstant(ZoneOffset.UTC));
    var allDay =
        new AdmissionRules(
            midnight,
            midnight.plus(LONGEST_DAY),
            List.of(),
            event.master().rules().reEntry(),
            event.master().rules().whenClockUntrusted());
    return event.changed(master -> DemoEvents.withRules(master, allDay));
  }
}
