package org.stile.center.sellers;

import static io.restassured.RestAssured.given;

import io.restassured.response.ValidatableResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.stile.center.db.Database;
import org.stile.center.seating.EventSeats;
import org.stile.center.seating.PlanStore;
import org.stile.center.seating.SampleStadium;
import org.stile.center.seating.SeatPlan;
import org.stile.center.testing.People.Person;
import org.stile.center.web.Caller;
import org.stile.center.web.Role;

/** A published event in the sample stadium, and what tests ask of it. */
@ApplicationScoped
class Stadium {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Database database;
  private final InstantSource clock;
  private final PlanStore plans;

  Stadium(Database database, InstantSource clock, PlanStore plans) {
    this.plans = plans;
    this.database = database;
    this.clock = clock;
  }

  long event(Person organizer, int seats) {
    return event(organizer, SampleStadium.plan(seats), "PUBLISHED");
  }

  /** An event on any plan, straight in the database. */
  long event(Person organizer, SeatPlan plan, String state) {
    return database.write(
        handle -> {
          long venue =
              handle
                  .createUpdate(
                      """
                      INSERT INTO venue (organizer_id, name, place, time_zone, created_at)
                      VALUES (:organizer, :name, 'Tokyo', 'Asia/Tokyo', :now)
                      """)
                  .bind("organizer", organizer.party())
                  .bind("name", "Venue " + NUMBER.incrementAndGet())
                  .bind("now", clock.instant())
                  .executeAndReturnGeneratedKeys("id")
                  .mapTo(long.class)
                  .one();
          handle.execute(
              "INSERT INTO zone (venue_id, number, name) SELECT ?, n, 'Zone ' || n FROM"
                  + " generate_series(0, 13) n",
              venue);
          long planId = plans.add(handle, caller(organizer), venue, "Plan", plan);
          long event =
              handle
                  .createUpdate(
                      """
                      INSERT INTO event (id, organizer_id, venue_id, seat_plan_id, name, starts_at,
                        doors_open, last_entry, state, next_ticket, created_at)
                      VALUES (nextval('event_number'), :organizer, :venue, :plan, 'Cup final', :start,
                        :start, :start, :state, :seats, :now)
                      """)
                  .bind("organizer", organizer.party())
                  .bind("venue", venue)
                  .bind("plan", planId)
                  .bind("start", clock.instant().plus(Duration.ofDays(30)))
                  .bind("state", state)
                  .bind("seats", plan.size())
                  .bind("now", clock.instant())
                  .executeAndReturnGeneratedKeys("id")
                  .mapTo(long.class)
                  .one();
          EventSeats.lay(handle, event, plan);
          return event;
        });
  }

  private static Caller caller(Person organizer) {
    return new Caller(
        organizer.account(),
        OptionalLong.empty(),
        "Test",
        Set.of(Role.ORGANIZER),
        Role.ORGANIZER.scopes(),
        OptionalLong.of(organizer.party()),
        OptionalLong.empty());
  }

  /** Lets a seller handle an event by the usual rules. */
  void handles(Person organizer, long event, Person seller) {
    put(organizer, "/events/" + event + "/sellers/" + seller.party(), "{}").statusCode(200);
  }

  ValidatableResponse post(Person who, String path, String body) {
    return given()
        .header("Authorization", "Bearer " + who.token())
        .header("Idempotency-Key", UUID.randomUUID().toString())
        .contentType("application/json")
        .body(body)
        .post("/api/v1" + path)
        .then();
  }

  ValidatableResponse put(Person who, String path, String body) {
    return given()
        .header("Authorization", "Bearer " + who.token())
        .header("Idempotency-Key", UUID.randomUUID().toString())
        .contentType("application/json")
        .body(body)
        .put("/api/v1" + path)
        .then();
  }

  ValidatableResponse get(Person who, String path) {
    return given().header("Authorization", "Bearer " + who.token()).get("/api/v1" + path).then();
  }

  ValidatableResponse allot(Person organizer, long event, String body) {
    return post(organizer, "/events/" + event + "/allotments", body);
  }

  ValidatableResponse withdraw(Person organizer, long event, String body) {
    return post(organizer, "/events/" + event + "/allotments/withdrawals", body);
  }

  ValidatableResponse block(Person organizer, long event, String body) {
    return post(organizer, "/events/" + event + "/allotments/blocks", body);
  }

  /** Seats a seller has, sold or not, in order. */
  List<Integer> seatsOf(long event, Person seller) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT seat FROM seat WHERE event_id = :e AND seller_id = :s ORDER BY seat")
                .bind("e", event)
                .bind("s", seller.party())
                .mapTo(Integer.class)
                .list());
  }

  /** Sells seats as a grant does: one conditional update; how many it got. */
  int sell(long event, Person seller, long request, Integer... seats) {
    return database.write(
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE seat SET request_id = :r WHERE event_id = :e AND seat = ANY(:seats)
                      AND seller_id = :s AND request_id IS NULL AND NOT blocked
                    """)
                .bind("r", request)
                .bind("e", event)
                .bindArray("seats", Integer.class, (Object[]) seats)
                .bind("s", seller.party())
                .execute());
  }

  /** The number of an event's plan. */
  long plan(long event) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT seat_plan_id FROM event WHERE id = :e")
                .bind("e", event)
                .mapTo(long.class)
                .one());
  }

  /** How many seats of an event satisfy a condition. */
  int count(long event, String condition) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT count(*) FROM seat WHERE event_id = :e AND " + condition)
                .bind("e", event)
                .mapTo(int.class)
                .one());
  }
}
