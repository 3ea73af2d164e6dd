package org.stile.center.ingest;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.stile.center.broker.GateName;
import org.stile.center.broker.Incidents;
import org.stile.center.db.Database;
import org.stile.core.Bytes;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.admission.Direction;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalEntry.Granted;
import org.stile.core.journal.JournalEntry.Outcome;
import org.stile.core.journal.JournalEntry.Progress;
import org.stile.core.journal.JournalEntry.Refused;
import org.stile.core.journal.JournalRow;
import org.stile.core.journal.RowBytes;
import org.stile.core.sync.DownMessage;
import org.stile.core.sync.DownMessage.Passages;
import org.stile.core.sync.DownMessage.TimeTold;
import org.stile.core.sync.StateMessage.Birth;
import org.stile.core.sync.StateMessage.Death;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.SyncTopic;
import org.stile.core.sync.SyncTopic.Channel;
import org.stile.core.sync.UpMessage.Health;
import org.stile.core.sync.UpMessage.Hello;
import org.stile.core.sync.UpMessage.Rows;

/**
 * Brings the same messages to the center's ingest over PostgreSQL and over {@link MemoryStore}, and
 * compares what gates are answered and what is there afterwards. Run by {@code IngestStoresTest} in
 * a JVM of its own, on the packaged center's class path.
 */
public final class IngestStoresMain {
  private static final int BATCHES = 60;
  private static final int GATES = 3;
  private static final int TICKETS = 8;

  private final Random random;
  private final long venue;
  private final long event;
  private final Database database;
  private final MemoryStore memory;
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final List<Log> logs = new ArrayList<>();

  private IngestStoresMain(Database database, long venue, long event, long seed) {
    this.database = database;
    this.venue = venue;
    this.event = event;
    random = new Random(seed);
    memory = new MemoryStore(now::get);
    memory.venueOfEvent.put(event, venue);
    for (int i = 0; i < GATES; i++) {
      logs.add(new Log(new GateName(venue, new GateId("g" + i)), bytes(16)));
    }
  }

  /**
   * Compares; ends with 1 if they differ.
   *
   * @param arguments JDBC URL, and how many seeds.
   */
  public static void main(String[] arguments) throws Exception {
    try (var connection = DriverManager.getConnection(arguments[0])) {
      var database = new Database(new OneConnection(connection).source());
      for (long seed = 0; seed < Long.parseLong(arguments[1]); seed++) {
        long venue = ground(database, seed);
        long event =
            database.read(
                handle ->
                    handle
                        .createQuery("SELECT id FROM event WHERE venue_id = :venue")
                        .bind("venue", venue)
                        .mapTo(long.class)
                        .one());
        new IngestStoresMain(database, venue, event, seed).compare(seed);
      }
    }
    System.out.println("the same");
  }

  /** A log and what its gate has written. */
  private static final class Log {
    final GateName gate;
    final Bytes id;
    final List<JournalRow> rows = new ArrayList<>();

    Log(GateName gate, Bytes id) {
      this.gate = gate;
      this.id = id;
    }

    Bytes before(int row) {
      return row == 0 ? RowBytes.genesis(id, gate.gate().value()) : rows.get(row - 1).hash();
    }

    void append(JournalEntry entry) {
      var bare = new JournalRow(rows.size() + 1L, entry, id, rows.size(), Bytes.EMPTY);
      rows.add(
          new JournalRow(
              bare.sequence(),
              entry,
              id,
              bare.monotonicNanos(),
              RowBytes.hash(before(rows.size()), bare)));
    }
  }

  private void compare(long seed) {
    for (int batch = 0; batch < BATCHES; batch++) {
      now.set(Instant.ofEpochMilli(System.currentTimeMillis()));
      List<Batches.Message> messages = new ArrayList<>();
      int count = 1 + random.nextInt(5);
      for (int i = 0; i < count; i++) {
        messages.add(message());
      }
      List<String> inDatabase =
          answers(messages, work -> database.change(handle -> work.accept(postgres(handle))));
      List<String> inMemory = answers(messages, memory);
      check(seed, batch, "answers", inDatabase, inMemory);
    }
    check(seed, BATCHES, "tables", database.read(this::dump), dump());
  }

  private static void check(
      long seed, int batch, String what, List<String> database, List<String> memory) {
    if (!database.equals(memory)) {
      System.out.printf(
          "seed %d, batch %d: %s differ%ndatabase %s%nmemory   %s%n",
          seed, batch, what, database, memory);
      System.exit(1);
    }
  }

  private List<String> answers(
      List<Batches.Message> messages, IngestStore.Transactions transactions) {
    List<String> said = new ArrayList<>();
    var answers =
        new Answers() {
          @Override
          public void tell(GateName gate, DownMessage message) {
            switch (message) {
              case Passages(var passages) ->
                  passages.forEach(passage -> said.add(gate + " hears of " + passage));
              case TimeTold _ -> said.add(gate + " is told the time");
              case DownMessage other -> said.add(gate + " is told " + other);
            }
          }

          @Override
          public void passages(List<Intake.Changed> changed) {
            changed.forEach(
                each ->
                    said.add(
                        each.gate()
                            + (each.current() ? " " : " once ")
                            + new Peers.Told(0, true, Peers.of(each).passage())));
          }
        };
    java.time.InstantSource clock = now::get;
    new Batches(transactions, new Intake(clock), new Greetings(clock), answers, clock)
        .take(messages);
    Collections.sort(said); // Of what one transaction wrote, nobody says in which order it comes.
    return said;
  }

  /** All of it, but for manifests and other nodes, about which this is not. */
  private IngestStore postgres(Handle handle) {
    var real = new PostgresStore(handle, new Incidents(now::get), null, null);
    return (IngestStore)
        Proxy.newProxyInstance(
            IngestStoresMain.class.getClassLoader(),
            new Class<?>[] {IngestStore.class},
            (_, method, values) -> {
              try {
                return switch (method.getName()) {
                  case "keySet" -> Optional.empty();
                  case "lacking" -> List.of();
                  case "tellNodes" -> null;
                  default -> method.invoke(real, values);
                };
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private Batches.Message message() {
    Log log = logs.get(random.nextInt(logs.size()));
    GateName gate = log.gate;
    return switch (random.nextInt(12)) {
      case 0 ->
          up(
              gate,
              SyncCodec.encode(new Hello(log.id, bytes(16), log.rows.size(), List.of(), 0, "1")));
      case 1 -> up(gate, SyncCodec.encode(health(log)));
      case 2 -> state(gate, SyncCodec.encode(new Birth(bytes(16), "1")));
      case 3 -> state(gate, SyncCodec.encode(new Death(bytes(16))));
      case 4 -> up(gate, bytes(1 + random.nextInt(50)));
      case 5 -> {
        // A new card, or rows of one that is another's.
        if (random.nextBoolean()) {
          logs.add(new Log(gate, bytes(16)));
        }
        yield up(logs.get(random.nextInt(GATES)).gate, rows(log));
      }
      default -> up(gate, random.nextInt(15) == 0 ? forked(log) : rows(log));
    };
  }

  private Health health(Log log) {
    long last = log.rows.size();
    return new Health(
        bytes(16),
        last,
        last == 0 ? 0 : random.nextInt((int) last),
        List.of(),
        Optional.of(Trust.HELD),
        now.get().toEpochMilli() + random.nextInt(200_000),
        0,
        1,
        java.util.OptionalInt.empty(),
        Optional.empty());
  }

  /** Some of its rows, known, new, or behind a gap. */
  private Bytes rows(Log log) {
    grow(log);
    int from = random.nextInt(log.rows.size());
    int to = from + 1 + random.nextInt(Math.min(8, log.rows.size() - from));
    return SyncCodec.encode(Rows.of(log.id, log.before(from), log.rows.subList(from, to)));
  }

  /** The first rows under the same numbers, and other ones. */
  private Bytes forked(Log log) {
    var other = new Log(log.gate, log.id);
    grow(other);
    return SyncCodec.encode(Rows.of(log.id, other.before(0), other.rows));
  }

  private void grow(Log log) {
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      var at = new ClockReading(now.get().plusSeconds(random.nextInt(100)), Trust.TRUSTED);
      var ticket =
          new TicketId(
              new EventId(random.nextInt(20) == 0 ? event + 1_000_000 : event),
              random.nextInt(TICKETS));
      var chip = new ChipId(bytes(7));
      log.append(
          switch (random.nextInt(5)) {
            case 0, 1 ->
                new Granted(
                    0,
                    at,
                    ticket,
                    Direction.values()[random.nextInt(2)],
                    1 + random.nextInt(3),
                    chip,
                    0,
                    bytes(8),
                    true,
                    random.nextInt(3),
                    random.nextInt(3),
                    random.nextBoolean());
            case 2, 3 ->
                new Progress(
                    0,
                    at,
                    1 + random.nextInt(log.rows.size() + 1),
                    Outcome.values()[random.nextInt(Outcome.values().length)],
                    "");
            default ->
                new Refused(0, at, Optional.of(ticket), Optional.of(chip), "C05", "nul \0 in it");
          });
    }
  }

  private Bytes bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  private static Batches.Message up(GateName gate, Bytes payload) {
    return message(gate, Channel.UP, payload);
  }

  private static Batches.Message state(GateName gate, Bytes payload) {
    return message(gate, Channel.STATE, payload);
  }

  private static Batches.Message message(GateName gate, Channel channel, Bytes payload) {
    String topic = new SyncTopic(gate.venue(), gate.gate(), channel).toString();
    return new Batches.Message(topic, payload.toArray(), () -> {});
  }

  /** What is in the tables, as lines. */
  private List<String> dump(Handle handle) {
    var lines = new TreeSet<String>();
    for (String query :
        List.of(
            """
            SELECT concat_ws(' ', 'log', encode(log_id, 'hex'), gate, high_water,
              encode(hash, 'hex'), ahead, told, broken, apart) FROM gate_log WHERE venue_id = :venue
            """,
            """
            SELECT concat_ws(' ', 'segment', encode(log_id, 'hex'), first, last,
              encode(sha256(message), 'hex'))
            FROM journal_segment s JOIN gate_log l ON l.id = s.log WHERE venue_id = :venue
            """,
            """
            SELECT concat_ws(' ', 'ahead', encode(log_id, 'hex'), first, encode(sha256(message), 'hex'))
            FROM journal_ahead s JOIN gate_log l ON l.id = s.log WHERE venue_id = :venue
            """,
            """
            SELECT concat_ws(' ', 'passage', encode(log_id, 'hex'), sequence, as_of, ticket_index,
              direction, number, state, stamp_open, twin)
            FROM passage p JOIN gate_log l ON l.id = p.log WHERE venue_id = :venue
            """,
            """
            SELECT concat_ws(' ', 'note', encode(log_id, 'hex'), sequence, code)
            FROM gate_note p JOIN gate_log l ON l.id = p.log WHERE venue_id = :venue
            """,
            """
            SELECT concat_ws(' ', 'quarantine', gate, kind, encode(sha256, 'hex'))
            FROM quarantine WHERE venue_id = :venue
            """,
            """
            SELECT concat_ws(' ', 'incident', gate, kind, about, times)
            FROM gate_incident WHERE venue_id = :venue
            """,
            """
            SELECT concat_ws(' ', 'status', s.gate, s.online, encode(s.boot_id, 'hex'),
              encode(l.log_id, 'hex'))
            FROM gate_status s LEFT JOIN gate_log l ON l.id = s.log WHERE s.venue_id = :venue
            """)) {
      handle.createQuery(query).bind("venue", venue).mapTo(String.class).forEach(lines::add);
    }
    return List.copyOf(lines);
  }

  private List<String> dump() {
    var lines = new TreeSet<String>();
    memory.logs.forEach(
        (id, log) -> {
          lines.add(
              "log %s %s %d %s %d %d %d %d"
                  .formatted(
                      id.hex(),
                      log.gate.gate(),
                      log.highWater,
                      log.hash.hex(),
                      log.ahead,
                      log.told,
                      log.broken,
                      log.apart));
          log.segments.forEach(
              (first, segment) ->
                  lines.add(
                      "segment %s %d %d %s"
                          .formatted(
                              id.hex(), first, segment.last(), segment.message().sha256().hex())));
          log.waiting.forEach(
              (first, message) ->
                  lines.add("ahead %s %d %s".formatted(id.hex(), first, message.sha256().hex())));
        });
    memory.passages.forEach(
        (key, kept) -> {
          PassageRow row = kept.row();
          lines.add(
              "passage %s %d %d %d %d %d %d %s %s"
                  .formatted(
                      memory.byId.get(key.log()).logId.hex(),
                      key.sequence(),
                      row.asOf(),
                      row.ticket().index(),
                      PassageRow.code(row.direction()),
                      row.number(),
                      PassageRow.code(row.fate().state()),
                      row.fate().stampOpen() ? "t" : "f",
                      kept.twin() ? "t" : "f"));
        });
    memory.notes.forEach(
        (key, note) ->
            lines.add(
                "note %s %d %s"
                    .formatted(
                        memory.byId.get(key.log()).logId.hex(), key.sequence(), note.code())));
    memory.quarantine.forEach(
        (gate, kept) ->
            kept.forEach(
                (hash, kind) ->
                    lines.add("quarantine %s %s %s".formatted(gate.gate(), kind, hash.hex()))));
    memory.incidents.forEach(
        (each, times) ->
            lines.add(
                "incident %s %s %s %d"
                    .formatted(each.gate().gate(), each.kind(), each.about(), times)));
    memory.statuses.forEach(
        (gate, status) ->
            lines.add(
                "status %s %s %s%s"
                    .formatted(
                        gate.gate(),
                        status.online() ? "t" : "f",
                        status.bootId().hex(),
                        status.log().map(log -> " " + log.hex()).orElse(""))));
    return List.copyOf(lines);
  }

  private static long ground(Database database, long seed) {
    return database.write(
        handle -> {
          long organizer =
              one(
                  handle,
                  "INSERT INTO organizer (name, created_at) VALUES (:a, now()) RETURNING id",
                  "O" + seed,
                  0);
          long venue =
              one(
                  handle,
                  """
                  INSERT INTO venue (organizer_id, name, place, time_zone, created_at)
                  VALUES (:b, :a, '', 'UTC', now()) RETURNING id
                  """,
                  "V",
                  organizer);
          long plan =
              one(
                  handle,
                  """
                  INSERT INTO seat_plan (venue_id, name, seats, document, created_at)
                  VALUES (:b, :a, 1, '', now()) RETURNING id
                  """,
                  "P",
                  venue);
          long _ =
              one(
                  handle,
                  """
                  INSERT INTO event (id, organizer_id, venue_id, seat_plan_id, name, starts_at,
                    doors_open, last_entry, next_ticket, created_at)
                  SELECT nextval('event_number'), v.organizer_id, v.id, :b, :a, now(), now(), now(), 1,
                    now() FROM seat_plan p JOIN venue v ON v.id = p.venue_id WHERE p.id = :b
                  RETURNING id
                  """,
                  "E",
                  plan);
          return venue;
        });
  }

  private static long one(Handle handle, String sql, String a, long b) {
    var query = handle.createQuery(sql);
    if (sql.contains(":a")) {
      query.bind("a", a);
    }
    if (sql.contains(":b")) {
      query.bind("b", b);
    }
    return query.mapTo(long.class).one();
  }

  /** One connection that is never closed by those who borrow it. */
  private record OneConnection(java.sql.Connection connection) {
    javax.sql.DataSource source() {
      var kept =
          (java.sql.Connection)
              Proxy.newProxyInstance(
                  Jdbi.class.getClassLoader(),
                  new Class<?>[] {java.sql.Connection.class},
                  (_, method, values) -> {
                    if (method.getName().equals("close")) {
                      return null;
                    }
                    try {
                      return method.invoke(connection, values);
                    } catch (InvocationTargetException e) {
                      throw e.getCause();
                    }
                  });
      return (javax.sql.DataSource)
          Proxy.newProxyInstance(
              Jdbi.class.getClassLoader(),
              new Class<?>[] {javax.sql.DataSource.class},
              (_, _, _) -> kept);
    }
  }
}
