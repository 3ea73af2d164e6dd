package org.stile.center.grants;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.stile.center.db.Database;
import org.stile.center.seating.SeatPlan;
import org.stile.core.Bytes;
import org.stile.core.id.ChipId;

/** An event on sale by one seller, straight in the database, for tests of what grants do. */
final class Sale {
  private static final AtomicLong NUMBER = new AtomicLong();

  final Database database;
  final SeatPlan plan;
  final long event;
  final long organizer;
  final long seller;

  private Sale(Database database, SeatPlan plan, long event, long organizer, long seller) {
    this.database = database;
    this.plan = plan;
    this.event = event;
    this.organizer = organizer;
    this.seller = seller;
  }

  /** A published event of a new organizer, all of it allotted to a new seller without rules. */
  static Sale begin(Database database, Instant now, SeatPlan plan) {
    long n = NUMBER.incrementAndGet();
    long organizer = party(database, "organizer", "Sale organizer " + n, now);
    long seller = party(database, "seller", "Sale seller " + n, now);
    return begin(database, now, plan, organizer, seller);
  }

  static Sale begin(Database database, Instant now, SeatPlan plan, long organizer, long seller) {
    long event =
        database.write(
            handle -> {
              long venue =
                  handle
                      .createUpdate(
                          """
                          INSERT INTO venue (organizer_id, name, place, time_zone, created_at)
                          VALUES (:organizer, 'Venue ' || :n, 'Town', 'Europe/Berlin', :now)
                          """)
                      .bind("organizer", organizer)
                      .bind("n", NUMBER.incrementAndGet())
                      .bind("now", now)
                      .executeAndReturnGeneratedKeys("id")
                      .mapTo(long.class)
                      .one();
              long planId =
                  handle
                      .createUpdate(
                          """
                          INSERT INTO seat_plan (venue_id, name, seats, document, created_at)
                          VALUES (:venue, 'Plan', :seats, '{}', :now)
                          """)
                      .bind("venue", venue)
                      .bind("seats", plan.size())
                      .bind("now", now)
                      .executeAndReturnGeneratedKeys("id")
                      .mapTo(long.class)
                      .one();
              long id =
                  handle
                      .createQuery(
                          """
                          INSERT INTO event (id, organizer_id, venue_id, seat_plan_id, name,
                              starts_at, doors_open, last_entry, state, next_ticket, created_at)
                          VALUES (nextval('event_number'), :organizer, :venue, :plan, 'Match',
                              :starts, :starts, :last, 'PUBLISHED', :seats, :now)
                          RETURNING id
                          """)
                      .bind("organizer", organizer)
                      .bind("venue", venue)
                      .bind("plan", planId)
                      .bind("starts", now.plus(Duration.ofDays(30)))
                      .bind("last", now.plus(Duration.ofDays(31)))
                      .bind("seats", plan.size())
                      .bind("now", now)
                      .mapTo(long.class)
                      .one();
              handle
                  .createUpdate(
                      "INSERT INTO event_seller (event_id, seller_id) VALUES (:event, :seller)")
                  .bind("event", id)
                  .bind("seller", seller)
                  .execute();
              handle
                  .createUpdate(
                      """
                      INSERT INTO seat (event_id, seat, type, seller_id)
                      SELECT :event, ordinality - 1, type, :seller
                      FROM unnest(:types) WITH ORDINALITY AS t(type)
                      """)
                  .bind("event", id)
                  .bind("seller", seller)
                  .bind("types", plan.seatTypes())
                  .execute();
              return id;
            });
    return new Sale(database, plan, event, organizer, seller);
  }

  /** Rows of as many seats, in blocks of 20 rows, all of type 0. */
  static SeatPlan rows(int rows, int seats) {
    var blocks = new ArrayList<SeatPlan.Block>();
    for (int from = 0; from < rows; from += 20) {
      int base = from;
      List<SeatPlan.Row> own =
          IntStream.range(from, Math.min(rows, from + 20))
              .mapToObj(
                  row ->
                      new SeatPlan.Row(
                          "" + (row - base + 1),
                          List.of(
                              new SeatPlan.Run(
                                  1,
                                  1,
                                  seats,
                                  0,
                                  true,
                                  false,
                                  new SeatPlan.Place.Line(0, row * 80, 50, 0)))))
              .toList();
      blocks.add(new SeatPlan.Block("North", "" + (from / 20 + 1), 0, own));
    }
    return new SeatPlan(
        List.of(new SeatPlan.SeatType(0, "Seat", "#0072b2", SeatPlan.Shape.SQUARE)), blocks);
  }

  /** One area without numbers. */
  static SeatPlan area(int places) {
    var run =
        new SeatPlan.Run(0, 1, places, 0, false, false, new SeatPlan.Place.Area(0, 0, 900, 900));
    return new SeatPlan(
        List.of(new SeatPlan.SeatType(0, "Standing", "#0072b2", SeatPlan.Shape.SQUARE)),
        List.of(new SeatPlan.Block("", "Terrace", 0, List.of(new SeatPlan.Row("", List.of(run))))));
  }

  /** A request with a chip and a key of its own. */
  Ask ask(Wish wish) {
    return ask(wish, chip(), "key-" + NUMBER.incrementAndGet());
  }

  Ask ask(Wish wish, ChipId chip, String key) {
    return new Ask(
        event,
        seller,
        "account:1",
        chip,
        Optional.empty(),
        wish,
        Optional.empty(),
        Optional.empty(),
        key,
        Bytes.copyOf((wish + "/" + chip).getBytes(java.nio.charset.StandardCharsets.UTF_8))
            .sha256());
  }

  static ChipId chip() {
    return new ChipId(Bytes.hex("04%012x".formatted(NUMBER.incrementAndGet())));
  }

  /** Changes the seller's rules, such as "per_chip_max = 2". */
  void rule(String assignment) {
    change("UPDATE event_seller SET " + assignment + " WHERE event_id = " + event);
  }

  void change(String sql) {
    database.change(handle -> handle.execute(sql));
  }

  /** A number the database knows. */
  long count(String sql) {
    return database.read(handle -> handle.createQuery(sql).mapTo(long.class).one());
  }

  /** Seats of the event that a request holds. */
  long held() {
    return count("SELECT count(*) FROM seat WHERE request_id IS NOT NULL AND event_id = " + event);
  }

  private static long party(Database database, String table, String name, Instant now) {
    return database.write(
        handle ->
            handle
                .createUpdate("INSERT INTO " + table + " (name, created_at) VALUES (:name, :now)")
                .bind("name", name)
                .bind("now", now)
                .executeAndReturnGeneratedKeys("id")
                .mapTo(long.class)
                .one());
  }
}
