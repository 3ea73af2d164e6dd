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
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;
import org.stile.center.broker.GateName;
import org.stile.center.broker.Incidents;
import org.stile.center.db.Database;
import org.stile.center.venue.UnitTwin;
import org.stile.core.sync.DownMessage;
import org.stile.core.sync.DownMessage.Passages;
import org.stile.core.sync.DownMessage.TimeTold;

/**
 * Brings the same messages to the center's ingest over PostgreSQL and over {@link MemoryStore}, and
 * compares what gates are answered, what a venue's unit would hand on, and what is there
 * afterwards. Run by {@code IngestStoresTest} in a JVM of its own, on the packaged center's class
 * path.
 */
public final class IngestStoresMain {
  private static final int BATCHES = 60;

  private final Random random;
  private final long venue;
  private final long event;
  private final Database database;
  private final MemoryStore memory;
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final ScriptedGates gates;

  private IngestStoresMain(Database database, long venue, long event, long seed) {
    this.database = database;
    this.venue = venue;
    this.event = event;
    random = new Random(seed);
    memory = new MemoryStore(now::get);
    memory.venueOfEvent.put(event, venue);
    gates = new ScriptedGates(random, venue, event, now::get);
  }

  /**
   * Compares; ends with 1 if they differ.
   *
   * @param arguments JDBC URL, and how many seeds.
   */
  public static void main(String[] arguments) throws Exception {
    try (var connection = DriverManager.getConnection(arguments[0])) {
      Database database = StoresGround.database(connection);
      for (long seed = 0; seed < Long.parseLong(arguments[1]); seed++) {
        long venue = StoresGround.venue(database, seed);
        long event = StoresGround.event(database, venue);
        new IngestStoresMain(database, venue, event, seed).compare(seed);
      }
    }
    System.out.println("the same");
  }

  private void compare(long seed) {
    for (int batch = 0; batch < BATCHES; batch++) {
      now.set(Instant.ofEpochMilli(System.currentTimeMillis()));
      List<Batches.Message> messages = new ArrayList<>();
      int count = 1 + random.nextInt(5);
      for (int i = 0; i < count; i++) {
        messages.add(gates.message());
      }
      List<String> inDatabase =
          answers(messages, work -> database.change(handle -> work.accept(postgres(handle))));
      List<String> inMemory = answers(messages, memory);
      check(seed, batch, "answers", inDatabase, inMemory);
      long chance = random.nextInt();
      check(
          seed,
          batch,
          "what a venue's unit hands on",
          UnitTwin.ofDatabase(database, venue, chance),
          UnitTwin.ofMemory(new UnitTables(memory), venue, event, chance));
    }
    check(
        seed,
        BATCHES,
        "tables",
        database.read(handle -> StoreDump.of(handle, venue)),
        StoreDump.of(memory));
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
}
