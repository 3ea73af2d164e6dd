package org.stile.center.ingest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.stile.center.broker.Fleet;
import org.stile.center.db.Database;
import org.stile.center.testing.Grants;
import org.stile.center.testing.People;
import org.stile.core.Bytes;

/** Tickets of a ground's event, issued straight in the database: who sold what. */
final class SoldOut {
  /** One that was issued; its index is its seat's. */
  record Sold(int seat, long seller, boolean revoked) {}

  final Fleet.Ground ground;
  final List<Sold> sold = new ArrayList<>();
  private final Database database;

  private SoldOut(Database database, Fleet.Ground ground) {
    this.database = database;
    this.ground = ground;
  }

  /** Seats {@code [from, to)} of the event, by these sellers in turn; one in ten is revoked. */
  static SoldOut of(
      Database database,
      Grants grants,
      Fleet.Ground ground,
      List<People.Person> sellers,
      int from,
      int to,
      Random random) {
    var all = new SoldOut(database, ground);
    for (int seat = from; seat < to; seat++) {
      People.Person seller = sellers.get(random.nextInt(sellers.size()));
      all.issue(grants, seat, seller, random.nextInt(10) == 0);
    }
    return all;
  }

  void issue(Grants grants, int seat, People.Person seller, boolean revoked) {
    Bytes chip = Bytes.hex("04%012x".formatted(seat));
    long request = grants.granted(ground.event(), seller, chip, seat);
    database.change(
        handle -> {
          handle.execute(
              "UPDATE request SET state = 'ISSUED' WHERE event_id = ? AND id = ?",
              ground.event(),
              request);
          handle.execute(
              """
              INSERT INTO ticket (event_id, ticket_index, request_id, seat, chip, signed, status,
                                  issued_at, changed_at)
              VALUES (?, ?, ?, ?, ?, '\\x00', ?, now(), now())
              """,
              ground.event(),
              seat,
              request,
              seat,
              chip.toArray(),
              revoked ? "REVOKED" : "VALID");
        });
    sold.add(new Sold(seat, seller.party(), revoked));
  }

  /** Lets last entry be at that time. */
  void over(Instant lastEntry) {
    database.change(
        handle ->
            handle.execute(
                "UPDATE event SET doors_open = ?, starts_at = ?, last_entry = ? WHERE id = ?",
                java.sql.Timestamp.from(lastEntry.minusSeconds(7_200)),
                java.sql.Timestamp.from(lastEntry.minusSeconds(3_600)),
                java.sql.Timestamp.from(lastEntry),
                ground.event()));
  }
}
