package org.stile.center.tenancy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.stile.center.db.Database;
import org.stile.center.events.SampleVenue;
import org.stile.center.grants.Holder;
import org.stile.center.grants.Holders;
import org.stile.center.masters.Masters;
import org.stile.center.register.Tickets;
import org.stile.center.settlement.Settlements;
import org.stile.center.settlement.Settling;
import org.stile.center.testing.Grants;
import org.stile.center.testing.People;
import org.stile.center.testing.Samples;
import org.stile.center.web.Caller;
import org.stile.center.web.Role;
import org.stile.core.Bytes;

/** Makes an organizer and a seller with everything that a route can be about. */
@ApplicationScoped
class Tenants {
  private static final AtomicInteger NUMBER = new AtomicInteger(0x5ec0de);
  private static final int SEATS = 1000;

  private final Database database;
  private final People people;
  private final Samples samples;
  private final Grants grants;
  private final Tickets tickets;
  private final Masters masters;
  private final Holders holders;
  private final Settling settling;
  private final Settlements settlements;
  private final ObjectMapper json;

  Tenants(
      Database database,
      People people,
      Samples samples,
      Grants grants,
      Tickets tickets,
      Masters masters,
      Holders holders,
      Settling settling,
      Settlements settlements,
      ObjectMapper json) {
    this.holders = holders;
    this.settling = settling;
    this.settlements = settlements;
    this.database = database;
    this.people = people;
    this.samples = samples;
    this.grants = grants;
    this.tickets = tickets;
    this.masters = masters;
    this.json = json;
  }

  /**
   * Whose data is to stay theirs.
   *
   * @param ids by the name of the path parameter (docs/reference/api.md) that stands for them.
   * @param eventForm what its organizer would send to change the event; likewise the others.
   * @param marks what only their data say: found in an answer to anybody else, it leaked.
   */
  record Owner(
      People.Person organizer,
      People.Person seller,
      Map<String, String> ids,
      String eventForm,
      String venueForm,
      String planDocument,
      List<String> marks) {

    /** The one of the two whose role has the scope, or either. */
    List<People.Person> those(Route route) {
      return List.of(organizer, seller).stream()
          .filter(
              person ->
                  route.scopes().isEmpty()
                      || (person == organizer ? Role.ORGANIZER : Role.SELLER)
                          .scopes().stream().anyMatch(route.scopes()::contains))
          .toList();
    }
  }

  /** A new owner, all of whose things are new. */
  Owner owner() {
    People.Person organizer = people.organizer();
    People.Person seller = people.seller();
    var sample = samples.published(organizer, SEATS);
    masters.publish(sample.event());
    Bytes chip = chip();
    long granted = grants.granted(sample.event(), seller, chip, 10, 11);
    long issued = grants.granted(sample.event(), seller, chip, 20);
    var made = database.write(h -> tickets.issue(h, caller(seller), sample.event(), issued));
    database.change(
        handle ->
            handle.execute(
                "UPDATE ticket SET status = 'SUSPENDED' WHERE event_id = ?", sample.event()));
    database.change(
        handle -> {
          handle.execute(
              "INSERT INTO membership (organizer_id, chip) VALUES (?, ?)",
              organizer.party(),
              chip.toArray());
          handle.execute(
              "INSERT INTO blocked_chip (organizer_id, chip, reason) VALUES (?, ?, 'lost')",
              organizer.party(),
              chip.toArray());
        });
    database.change(
        handle -> holders.keep(handle, sample.event(), granted, new Holder("A. Holder", "")));
    masters.publish(sample.event()); // A second one, so that there is a delta.
    var ids = new TreeMap<String, String>();
    ids.put("event", "" + sample.event());
    ids.put("venue", "" + sample.venue());
    ids.put("plan", "" + sample.plan());
    ids.put("request", "" + granted);
    ids.put("seller", "" + seller.party());
    ids.put("ticket", "" + made.tickets().getFirst().index());
    ids.put("seat", "20");
    ids.put("chip", chip.hex());
    ids.put("organizer", "" + organizer.party());
    ids.put("account", "" + organizer.account());
    ids.put("token", "" + token(organizer));
    ids.put("zone", one("SELECT min(number)::text FROM zone WHERE venue_id = ?", sample.venue()));
    ids.put("gate", one("SELECT min(name) FROM gate WHERE venue_id = ?", sample.venue()));
    ids.put("version", "1");
    ids.put("from", "1");
    ids.put("word", "none");
    ids.put("settlement", "" + settlement(organizer, sample.event()));
    ids.put("incident", incident(sample, ids.get("gate")));
    ids.put("quarantined", quarantined(sample.venue(), ids.get("gate")));
    ids.put("log", log(sample.venue(), ids.get("gate")));
    ids.put("serial", serial(sample.venue(), ids.get("gate")));
    return new Owner(
        organizer,
        seller,
        Map.copyOf(ids),
        written(samples.form("Changed " + sample.event(), sample.venue(), sample.plan())),
        written(SampleVenue.form("Changed " + sample.venue(), "Nordstadt", "Europe/Berlin"))
            .replace("\"version\":null", "\"version\":1"),
        one("SELECT document FROM seat_plan WHERE id = ?", sample.plan()),
        List.of(
            one("SELECT name FROM venue WHERE id = ?", sample.venue()),
            one("SELECT name FROM event WHERE id = ?", sample.event()),
            one("SELECT name FROM organizer WHERE id = ?", organizer.party()),
            chip.hex()));
  }

  /** Somebody of another organizer or seller, with one role; lives beside every owner. */
  People.Person stranger(Role role) {
    return switch (role) {
      case ADMINISTRATOR -> people.administrator();
      case ORGANIZER, VENUE_MANAGER, FIELD_TECH, AUDITOR ->
          people.person(OptionalLong.of(people.organizer().party()), OptionalLong.empty(), role);
      case SELLER, CLERK ->
          people.person(OptionalLong.empty(), OptionalLong.of(people.seller().party()), role);
    };
  }

  /** Another seller that handles the same event: nearer than a stranger. */
  People.Person neighbour(Owner owner, Role role) {
    People.Person neighbour = stranger(role);
    database.change(
        handle ->
            handle.execute(
                "INSERT INTO event_seller (event_id, seller_id) VALUES (?, ?)",
                Long.parseLong(owner.ids.get("event")),
                neighbour.party()));
    return neighbour;
  }

  private static Caller caller(People.Person seller) {
    return new Caller(
        seller.account(),
        OptionalLong.empty(),
        "test",
        java.util.Set.of(Role.SELLER),
        Role.SELLER.scopes(),
        OptionalLong.empty(),
        OptionalLong.of(seller.party()));
  }

  /** One that was signed. */
  private int settlement(People.Person organizer, long event) {
    var drawnUp = database.readOneMoment(h -> settling.of(h, Samples.caller(organizer), event));
    return database.write(h -> settlements.keep(h, Samples.caller(organizer), drawnUp)).number();
  }

  /** A certificate of a gate, as far as the center remembers it. */
  private String serial(long venue, String gate) {
    String serial = Long.toHexString(NUMBER.incrementAndGet());
    database.change(
        handle ->
            handle.execute(
                """
                INSERT INTO gate_certificate
                  (serial, venue_id, gate, not_before, not_after, issued_at, issued_by)
                VALUES (?, ?, ?, now(), now() + interval '1 day', now(), 'test')
                """,
                serial,
                venue,
                gate));
    return serial;
  }

  /** Something that happened at a gate while the event took place. */
  private String incident(Samples.Sample sample, String gate) {
    database.change(
        handle ->
            handle.execute(
                """
                INSERT INTO gate_incident
                  (venue_id, gate, kind, about, detail, event_id, first_at, last_at)
                VALUES (?, ?, 'DOUBLE_ADMISSION', 'ticket 20', 'twice', ?, now(), now())
                """,
                sample.venue(),
                gate,
                sample.event()));
    return one("SELECT id::text FROM gate_incident WHERE event_id = ?", sample.event());
  }

  /** Bytes that a gate sent and that are no message. */
  private String quarantined(long venue, String gate) {
    database.change(
        handle ->
            handle.execute(
                "INSERT INTO quarantine (venue_id, gate, kind, sha256, message, at)"
                    + " VALUES (?, ?, 'MALFORMED', '\\x00', '\\x00', now())",
                venue,
                gate));
    return one("SELECT id::text FROM quarantine WHERE venue_id = ?", venue);
  }

  /** A journal that the center has a row of. */
  private String log(long venue, String gate) {
    Bytes log =
        Bytes.copyOf(("log " + venue).getBytes(java.nio.charset.StandardCharsets.US_ASCII))
            .sha256();
    database.change(
        handle ->
            handle.execute(
                "INSERT INTO gate_log (log_id, venue_id, gate, high_water, hash, first_at, last_at)"
                    + " VALUES (?, ?, ?, 1, ?, now(), now())",
                log.slice(0, 16).toArray(),
                venue,
                gate,
                log.toArray()));
    return log.slice(0, 16).hex();
  }

  private long token(People.Person person) {
    return Long.parseLong(
        one("SELECT min(id)::text FROM api_token WHERE account_id = ?", person.account()));
  }

  private String one(String sql, long id) {
    return database.read(handle -> handle.createQuery(sql).bind(0, id).mapTo(String.class).one());
  }

  private String written(Object form) {
    try {
      return json.writeValueAsString(form);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Bytes chip() {
    int number = NUMBER.incrementAndGet();
    return Bytes.of(0x04, 0xA1, number >>> 24, number >>> 16, number >>> 8, number, 0x80);
  }
}
