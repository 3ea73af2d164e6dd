package org.stile.center.ingest;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.stile.center.broker.GateName;
import org.stile.center.broker.Incidents;
import org.stile.center.db.Database;
import org.stile.core.Bytes;
import org.stile.core.admission.Direction;
import org.stile.core.id.GateId;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.UpMessage.Rows;

/**
 * Admissions a second into one durable PostgreSQL, from encoded messages to the commit: reading,
 * chain, fold, all tables and indexes; without the broker. Run by hand: the machine must be quiet.
 */
final class IngestBench {
  private static final int GATES = 40;
  private static final int THREADS = 2;
  private static final InstantSource CLOCK = InstantSource.system();

  private IngestBench() {}

  public static void main(String... arguments) throws Exception {
    int admissions = arguments.length == 0 ? 200_000 : Integer.parseInt(arguments[0]);
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("shared_buffers", "128MB")
            .start()) {
      Flyway.configure().dataSource(postgres.getPostgresDatabase()).load().migrate();
      var database = new Database(perThread(postgres.getPostgresDatabase()));
      for (int round = 0; round < 3; round++) {
        run(database, "one row each", admissions, false);
        run(database, "four rows each", admissions / 4, true);
      }
    }
  }

  private static void run(Database database, String name, int admissions, boolean whole)
      throws Exception {
    long event = ground(database);
    long venue =
        database.read(
            handle ->
                handle
                    .createQuery("SELECT venue_id FROM event WHERE id = :event")
                    .bind("event", event)
                    .mapTo(long.class)
                    .one());
    List<List<List<Bytes>>> batches = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      batches.add(new ArrayList<>());
    }
    List<GateName> names = new ArrayList<>();
    for (int gate = 0; gate < GATES; gate++) {
      var journal = new GateJournal(new GateName(venue, new GateId("g" + gate)), new Random());
      names.add(journal.gate);
      for (int ticket = gate; ticket < admissions; ticket += GATES) {
        if (whole) {
          journal.admit(event, ticket, Instant.now());
        } else {
          journal.grant(event, ticket, Direction.ENTRY, 1, Instant.now());
        }
      }
      List<Bytes> messages =
          journal.messages(100).stream().map(message -> SyncCodec.encode(message)).toList();
      for (int from = 0; from < messages.size(); from += Ingest.BATCH_MAX) {
        batches
            .get(gate % THREADS)
            .add(messages.subList(from, Math.min(messages.size(), from + Ingest.BATCH_MAX)));
      }
    }
    var intake = new Intake(CLOCK);
    long begun = System.nanoTime();
    try (var threads = Executors.newFixedThreadPool(THREADS)) {
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (List<List<Bytes>> own : batches) {
        tasks.add(() -> take(database, intake, names, own));
      }
      for (var done : threads.invokeAll(tasks)) {
        done.get();
      }
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    long there =
        database.read(
            handle ->
                handle
                    .createQuery("SELECT count(*) FROM passage WHERE event_id = :event")
                    .bind("event", event)
                    .mapTo(long.class)
                    .one());
    System.out.printf(
        "%s: %,.0f admissions/s (%d of %d in %.2f s)%n",
        name, there / seconds, there, admissions, seconds);
  }

  private static boolean take(
      Database database, Intake intake, List<GateName> names, List<List<Bytes>> batches)
      throws Exception {
    for (List<Bytes> batch : batches) {
      List<Arrival> arrivals = new ArrayList<>();
      for (Bytes message : batch) {
        var rows = (Rows) SyncCodec.up(message);
        arrivals.add(new Arrival(owner(names, rows), rows, message));
      }
      database.change(
          handle ->
              // Intake asks for neither manifests nor other nodes.
              intake.take(new PostgresStore(handle, new Incidents(CLOCK), null, null), arrivals));
    }
    return true;
  }

  /** The topic says it; here the chain's beginning does, which costs the same for all. */
  private static GateName owner(List<GateName> names, Rows rows) {
    return OWNERS.computeIfAbsent(
        rows.logId(),
        log ->
            names.stream()
                .filter(
                    name ->
                        rows.hashBefore()
                            .equals(
                                org.stile.core.journal.RowBytes.genesis(log, name.gate().value())))
                .findFirst()
                .orElseThrow());
  }

  private static final java.util.Map<Bytes, GateName> OWNERS =
      new java.util.concurrent.ConcurrentHashMap<>();

  private static long ground(Database database) {
    return database.write(
        handle -> {
          String suffix = String.valueOf(System.nanoTime());
          long organizer =
              handle
                  .createQuery(
                      "INSERT INTO organizer (name, created_at) VALUES (:name, now()) RETURNING id")
                  .bind("name", "Bench " + suffix)
                  .mapTo(long.class)
                  .one();
          long venue =
              handle
                  .createQuery(
                      """
                      INSERT INTO venue (organizer_id, name, place, time_zone, created_at)
                      VALUES (:organizer, 'V', '', 'UTC', now()) RETURNING id
                      """)
                  .bind("organizer", organizer)
                  .mapTo(long.class)
                  .one();
          long plan =
              handle
                  .createQuery(
                      """
                      INSERT INTO seat_plan (venue_id, name, seats, document, created_at)
                      VALUES (:venue, 'P', 1, '', now()) RETURNING id
                      """)
                  .bind("venue", venue)
                  .mapTo(long.class)
                  .one();
          return handle
              .createQuery(
                  """
                  INSERT INTO event (id, organizer_id, venue_id, seat_plan_id, name, starts_at,
                    doors_open, last_entry, next_ticket, created_at)
                  VALUES (nextval('event_number'), :organizer, :venue, :plan, 'E', now(), now(),
                    now(), 1, now()) RETURNING id
                  """)
              .bind("organizer", organizer)
              .bind("venue", venue)
              .bind("plan", plan)
              .mapTo(long.class)
              .one();
        });
  }

  /** One connection for each thread, kept open. */
  private static DataSource perThread(DataSource source) {
    ThreadLocal<Connection> own =
        ThreadLocal.withInitial(
            () -> {
              try {
                return source.getConnection();
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
    return (DataSource)
        Proxy.newProxyInstance(
            IngestBench.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (_, method, values) ->
                method.getName().equals("getConnection")
                    ? keptOpen(own.get())
                    : method.invoke(source, values));
  }

  private static Connection keptOpen(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            IngestBench.class.getClassLoader(),
            new Class<?>[] {Connection.class},
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
  }
}
