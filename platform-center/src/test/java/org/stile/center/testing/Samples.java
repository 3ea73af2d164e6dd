package org.stile.center.testing;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.stile.center.db.Database;
import org.stile.center.events.EventForm;
import org.stile.center.events.Events;
import org.stile.center.events.Publishing;
import org.stile.center.events.SampleVenue;
import org.stile.center.events.Venues;
import org.stile.center.seating.PlanStore;
import org.stile.center.seating.SampleStadium;
import org.stile.center.web.Caller;
import org.stile.center.web.Role;

/** Venues, seat plans and events to test with, made through the services that make real ones. */
@ApplicationScoped
public class Samples {
  /** Seat types of the sample stadium, by number: standard, premium, wheelchair, away, standing. */
  public static final List<Integer> TYPES = List.of(0, 1, 2, 3, 4);

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Database database;
  private final Venues venues;
  private final PlanStore plans;
  private final Events events;
  private final Publishing publishing;
  private final InstantSource clock;

  public Samples(
      Database database,
      Venues venues,
      PlanStore plans,
      Events events,
      Publishing publishing,
      InstantSource clock) {
    this.database = database;
    this.venues = venues;
    this.plans = plans;
    this.events = events;
    this.publishing = publishing;
    this.clock = clock;
  }

  /** An event with what it stands on. */
  public record Sample(long event, long venue, long plan) {}

  /** The organizer as a caller of services. */
  public static Caller caller(People.Person organizer) {
    Set<Role> roles = Set.of(Role.ORGANIZER);
    return new Caller(
        organizer.account(),
        OptionalLong.empty(),
        "test",
        roles,
        Role.scopesOf(roles),
        OptionalLong.of(organizer.party()),
        OptionalLong.empty());
  }

  /**
   * A published event in a sample stadium; it starts in thirty days, doors open two hours before.
   *
   * @param seats range [1 000, 100 000].
   * @return its number.
   */
  public long publishedEvent(People.Person organizer, int seats) {
    return published(organizer, seats).event();
  }

  /** {@link #publishedEvent} with the venue and the plan it stands on. */
  public Sample published(People.Person organizer, int seats) {
    Sample sample = draft(organizer, seats);
    database.change(handle -> publishing.publish(handle, caller(organizer), sample.event()));
    return sample;
  }

  /** The same, not published yet. */
  public Sample draft(People.Person organizer, int seats) {
    return database.write(handle -> draft(handle, caller(organizer), seats));
  }

  private Sample draft(Handle handle, Caller caller, int seats) {
    int number = NUMBER.incrementAndGet();
    long venue =
        venues.create(
            handle, caller, SampleVenue.form("Stadium " + number, "Nordstadt", "Europe/Berlin"));
    long plan = plans.add(handle, caller, venue, "Sample", SampleStadium.plan(seats));
    long event = events.create(handle, caller, form("Match " + number, venue, plan));
    return new Sample(event, venue, plan);
  }

  /** The form of an event that starts in thirty days. */
  public EventForm form(String name, long venue, long plan) {
    Instant start = clock.instant().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofDays(30));
    return new EventForm(
        1,
        name,
        venue,
        plan,
        start.toString(),
        start.minus(Duration.ofHours(2)).toString(),
        start.plus(Duration.ofHours(1)).toString(),
        List.of(),
        "NONE",
        "ADMIT_AND_MARK",
        1);
  }
}
