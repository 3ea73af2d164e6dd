package org.stile.system.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.stile.core.Bytes;
import org.stile.system.center.CenterData;
import org.stile.system.center.CenterData.Party;
import org.stile.system.center.CenterProcess;
import org.stile.system.center.CenterProcess.Launch;
import org.stile.system.center.PostgresServer;

/**
 * Broker, center and PostgreSQL on this machine for {@link SyncBench}: the packaged center with its
 * own broker as a process, on a database server of its own; and the table of what was measured.
 */
final class SyncStage implements AutoCloseable {
  static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long PATIENCE_NANOS = 180 * NANOS_PER_SECOND;
  static final long POLL_NANOS = 500_000;

  final Path folder;
  final InstantSource clock;
  final CenterData data;
  final Party organizer;
  final Random random = new Random();
  final int brokerPort;
  private final PostgresServer database;
  private final Connection connection;
  private final List<String> table = new ArrayList<>();
  private CenterProcess center;

  SyncStage(InstantSource clock) throws Exception {
    this.clock = clock;
    folder = Files.createTempDirectory("stile-bench");
    database = PostgresServer.start(folder.resolve("database"));
    brokerPort = freePort();
    center = launch();
    connection = database.connect();
    data = new CenterData(connection);
    organizer = data.organizer("Bench");
  }

  private CenterProcess launch() throws Exception {
    CenterProcess launched =
        Launch.node(folder.resolve("node"), database)
            .with("STILE_BROKER_ADDRESS", "127.0.0.1:" + brokerPort)
            .ready();
    await(this::brokerListens, "the broker"); // It comes a little after the web server.
    return launched;
  }

  /** Ends the center as a power cut would. */
  void killCenter() {
    center.kill();
  }

  /** The center again, on the same database; returns when it is ready. */
  void startCenter() throws Exception {
    center = launch();
  }

  /** Where the center's pages and API are. */
  URI center() {
    return center.uri();
  }

  private boolean brokerListens() {
    try (var _ = new Socket(InetAddress.getLoopbackAddress(), brokerPort)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  void row(String what, String measured, String budget) {
    String line = "%-58s %14s %14s".formatted(what, measured, budget);
    System.out.println(line);
    table.add(line);
  }

  /** All rows once more, together. */
  void print() {
    System.out.println();
    System.out.println("%-58s %14s %14s".formatted("sync", "measured", "budget"));
    table.forEach(System.out::println);
  }

  /** An event in a venue of its own, with gates. */
  record Ground(long event, long venue) {}

  Ground ground(int seats, int gates) throws Exception {
    long event = data.event(organizer, seats);
    long venue = data.id("SELECT venue_id FROM event WHERE id = ?", event);
    long _ =
        data.id(
            """
            WITH made AS (INSERT INTO gate (venue_id, name, zones)
                          SELECT ?, 'g' || n, '{1}' FROM generate_series(0, ? - 1) n RETURNING 1)
            SELECT count(*) FROM made
            """,
            venue, gates);
    return new Ground(event, venue);
  }

  List<BenchGate> gates(Ground ground, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new BenchGate(ground.venue, "g" + i, random))
        .toList();
  }

  long count(Ground ground, String where) throws Exception {
    return data.id("SELECT count(*) FROM passage WHERE event_id = ?" + where, ground.event);
  }

  static void publish(BenchGate gate, List<Bytes> messages) throws Exception {
    for (Bytes message : messages) {
      gate.publish(message);
    }
  }

  interface Each {
    void go(int index) throws Exception;
  }

  static void all(int count, Each each) throws Exception {
    List<Future<Boolean>> done = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        int index = i;
        done.add(
            threads.submit(
                () -> {
                  each.go(index);
                  return true;
                }));
      }
      for (Future<Boolean> one : done) {
        one.get();
      }
    }
  }

  static void await(BooleanSupplier condition, String what) {
    long giveUp = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > giveUp) {
        throw new IllegalStateException("waited in vain for " + what);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  @Override
  public void close() throws IOException, java.sql.SQLException {
    center.close();
    connection.close();
    database.close();
    try (var all = Files.walk(folder)) {
      for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
