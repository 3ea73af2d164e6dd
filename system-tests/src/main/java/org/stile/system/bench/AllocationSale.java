package org.stile.system.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.stile.center.audit.Audit;
import org.stile.center.db.Database;
import org.stile.center.events.SampleVenue;
import org.stile.center.events.Venues;
import org.stile.center.events.ZonesInUse;
import org.stile.center.grants.Ask;
import org.stile.center.grants.Registered;
import org.stile.center.grants.Requests;
import org.stile.center.grants.Wish;
import org.stile.center.seating.EventSeats;
import org.stile.center.seating.PlanStore;
import org.stile.center.seating.SampleStadium;
import org.stile.center.seating.SeatPlan;
import org.stile.center.seating.SeatPlans;
import org.stile.center.web.Caller;
import org.stile.center.web.Role;
import org.stile.core.Bytes;
import org.stile.core.id.ChipId;

/** Events in a stadium of 100 000, each sold by one seller through the center's own counter. */
final class AllocationSale {
  private static final int SEATS = 100_000;

  private final Database database;
  private final InstantSource clock;
  private final SeatPlan plan = SampleStadium.plan(SEATS);
  private final long organizer;
  private final long seller;
  private final long venue;
  private final long planId;
  private long event;
  private int sold;

  AllocationSale(Database database, InstantSource clock, ObjectMapper json) {
    this.database = database;
    this.clock = clock;
    String name = "Bench " + clock.instant();
    organizer = party("organizer", name);
    seller = party("seller", name);
    Set<Role> roles = Set.of(Role.ORGANIZER);
    var caller =
        new Caller(
            1,
            OptionalLong.empty(),
            "bench",
            roles,
            Role.scopesOf(roles),
            OptionalLong.of(organizer),
            OptionalLong.empty());
    var audit = new Audit(clock, json);
    var plans = new PlanStore(clock, audit);
    var venues = new Venues(clock, audit, json, new ZonesInUse(plans, new SeatPlans()));
    venue =
        database.write(
            handle ->
                venues.create(
                    handle, caller, SampleVenue.form(name.substring(0, 20), "Here", "UTC")));
    planId = database.write(handle -> plans.add(handle, caller, venue, "Stadium", plan));
  }

  /** Every client asks for seats of its own, anywhere in the stadium. */
  AllocationMain.Contender named(List<Requests> nodes) {
    long on = newEvent();
    List<Integer> seats = new ArrayList<>();
    for (int seat = 0; seat < SEATS; seat++) {
      seats.add(seat);
    }
    Collections.shuffle(seats, new Random(1));
    sold = 1;
    return number ->
        ask(nodes.get(number % nodes.size()), on, number, Wish.Named.of(seats.get(number)));
  }

  /** Every client asks for the best there are. */
  AllocationMain.Contender best(List<Requests> nodes, int count) {
    long on = newEvent();
    sold = count;
    return number ->
        ask(nodes.get(number % nodes.size()), on, number, Wish.Best.of(count, count > 1));
  }

  private void ask(Requests counter, long on, int number, Wish wish) {
    String key = on + "-" + number;
    Registered answer =
        counter.ask(
            new Ask(
                on,
                seller,
                "token:1",
                new ChipId(Bytes.of(4, 1, 2, number >>> 24, number >>> 16, number >>> 8, number)),
                Optional.empty(),
                wish,
                Optional.empty(),
                Optional.empty(),
                key,
                sha256(key)));
    if (answer.seats().size() != wish.count()) {
      throw new IllegalStateException("refused: " + answer.reason());
    }
  }

  /** Every grant has its seats and no seat has two: what was sold last is what is held. */
  void verify() {
    if (sold == 0) {
      return;
    }
    long wrong =
        database.read(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT (SELECT sum(cardinality(seats)) FROM request WHERE event_id = :event)
                             - (SELECT count(*) FROM seat s JOIN request r
                                  ON r.event_id = s.event_id AND r.id = s.request_id
                                     AND s.seat = ANY (r.seats)
                                WHERE s.event_id = :event)
                        """)
                    .bind("event", event)
                    .mapTo(long.class)
                    .one());
    if (wrong != 0) {
      throw new IllegalStateException("oversold or lost: " + wrong);
    }
    sold = 0;
  }

  private long newEvent() {
    Instant start = clock.instant().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofDays(30));
    event =
        database.write(
            handle -> {
              long id =
                  handle
                      .createQuery(
                          """
                          INSERT INTO event (id, organizer_id, venue_id, seat_plan_id, name,
                            starts_at, doors_open, last_entry, state, published, next_ticket,
                            created_at)
                          VALUES (nextval('event_number'), :organizer, :venue, :plan, 'Match',
                            :start, :start, :start, 'PUBLISHED', 1, :seats, :start)
                          RETURNING id
                          """)
                      .bind("organizer", organizer)
                      .bind("venue", venue)
                      .bind("plan", planId)
                      .bind("start", start)
                      .bind("seats", SEATS)
                      .mapTo(long.class)
                      .one();
              EventSeats.lay(handle, id, plan);
              allot(handle, id);
              return id;
            });
    return event;
  }

  private void allot(Handle handle, long to) {
    handle.execute("INSERT INTO event_seller (event_id, seller_id) VALUES (?, ?)", to, seller);
    handle.execute("UPDATE seat SET seller_id = ? WHERE event_id = ?", seller, to);
  }

  private long party(String table, String name) {
    return database.write(
        handle ->
            handle
                .createQuery(
                    "INSERT INTO "
                        + table
                        + " (name, created_at) VALUES (:name, now()) RETURNING id")
                .bind("name", name)
                .mapTo(long.class)
                .one());
  }

  private static Bytes sha256(String text) {
    try {
      return Bytes.copyOf(
          MessageDigest.getInstance("SHA-256")
              .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every JDK has it.
    }
  }
}
