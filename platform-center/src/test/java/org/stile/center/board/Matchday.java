package org.stile.center.board;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import org.stile.center.broker.Fleet;
import org.stile.center.broker.GateName;
import org.stile.center.db.Database;
import org.stile.center.ingest.Turnstiles;
import org.stile.center.testing.People;
import org.stile.center.testing.People.Person;
import org.stile.center.web.Role;
import org.stile.core.id.EventId;
import org.stile.core.sync.InstalledVersion;

/** An event whose doors are open, with tickets out and gates that people walk through. */
@ApplicationScoped
public class Matchday {
  private final Fleet fleet;
  private final Database database;
  private final People people;
  private final Turnstiles turnstiles;
  private final InstantSource clock;

  public Matchday(
      Fleet fleet, Database database, People people, Turnstiles turnstiles, InstantSource clock) {
    this.fleet = fleet;
    this.database = database;
    this.people = people;
    this.turnstiles = turnstiles;
    this.clock = clock;
  }

  /**
   * An evening.
   *
   * @param manager of the venue, of the same organizer.
   */
  public record Evening(Fleet.Ground ground, Person manager, Person seller) {
    public long event() {
      return ground.event();
    }

    public GateName gate(int index) {
      return ground.gates().get(index);
    }

    public String path() {
      return "/events/" + event() + "/board";
    }
  }

  /** Doors opened an hour ago; the first {@code tickets} seats have a ticket. */
  public Evening evening(int tickets) {
    Fleet.Ground ground = fleet.ground();
    Person seller = people.seller();
    Person manager =
        people.person(
            OptionalLong.of(ground.organizer().party()), OptionalLong.empty(), Role.VENUE_MANAGER);
    Instant now = clock.instant();
    database.change(
        handle -> {
          handle.execute(
              "UPDATE event SET doors_open = ?, starts_at = ?, last_entry = ? WHERE id = ?",
              now.minus(Duration.ofHours(1)),
              now.plus(Duration.ofHours(1)),
              now.plus(Duration.ofHours(2)),
              ground.event());
          handle.execute(
              "INSERT INTO event_seller (event_id, seller_id) VALUES (?, ?)",
              ground.event(),
              seller.party());
          long request =
              handle
                  .createUpdate(
                      """
                      INSERT INTO request (event_id, seller_id, chip, seats, wanted, state,
                        idempotency_key, fingerprint, requested_at, window_ends_at)
                      VALUES (:event, :seller, '\\x04a1b2c3d4e580', '{0}', 1, 'GRANTED',
                        'matchday', '\\x00', :now, :now)
                      """)
                  .bind("event", ground.event())
                  .bind("seller", seller.party())
                  .bind("now", now)
                  .executeAndReturnGeneratedKeys("id")
                  .mapTo(long.class)
                  .one();
          handle.execute(
              """
              INSERT INTO ticket (event_id, ticket_index, request_id, seat, chip, signed,
                issued_at, changed_at)
              SELECT ?, n, ?, n, '\\x04a1b2c3d4e580', '\\x00', ?, ?
              FROM generate_series(0, ?) AS n
              """,
              ground.event(),
              request,
              now,
              now,
              tickets - 1);
        });
    var master = new InstalledVersion(new EventId(ground.event()), 1); // Soon made.
    ground.gates().forEach(gate -> turnstiles.install(gate, master));
    return new Evening(ground, manager, seller);
  }

  /** So many walked in at a gate, one each few seconds until now; the center has it. */
  public void admitted(Evening evening, int gate, int firstTicket, int count) {
    Instant now = clock.instant();
    for (int i = 0; i < count; i++) {
      Instant at = now.minusMillis((count - i) * 4_700L);
      turnstiles.admit(evening.gate(gate), evening.event(), firstTicket + i, at);
    }
    turnstiles.greet(evening.gate(gate));
    turnstiles.send(evening.gate(gate));
  }

  /** As people come on an evening: few, then many, then few; to a zone that the gate serves. */
  public void crowd(Evening evening, int gate, int firstTicket, int count) {
    Instant now = clock.instant();
    var random = new java.util.Random(firstTicket);
    Integer[] zones =
        database.read(
            handle ->
                handle
                    .createQuery("SELECT zones FROM gate WHERE venue_id = :venue AND name = :gate")
                    .bind("venue", evening.ground().venue())
                    .bind("gate", evening.gate(gate).gate().value())
                    .map((row, _) -> (Integer[]) row.getArray(1).getArray())
                    .one());
    List<Instant> scans =
        random
            .doubles(count, 0, 1)
            .mapToObj(_ -> Math.clamp(1100 + (long) (random.nextGaussian() * 800), 4, 3400))
            .map(now::minusSeconds)
            .sorted()
            .toList();
    for (int i = 0; i < count; i++) {
      int zone = zones[random.nextInt(zones.length)];
      turnstiles.admit(
          evening.gate(gate), evening.event(), firstTicket + i, i % 3, zone, scans.get(i));
    }
    turnstiles.greet(evening.gate(gate));
    turnstiles.send(evening.gate(gate));
  }

  /** So many gates connect. */
  public void open(Evening evening, int gates) {
    List<GateName> all = evening.ground().gates();
    all.subList(0, gates).forEach(turnstiles::greet);
  }
}
