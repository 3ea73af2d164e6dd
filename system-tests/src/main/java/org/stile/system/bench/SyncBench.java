package org.stile.system.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.stile.cache.MasterReader;
import org.stile.core.Bytes;
import org.stile.core.id.EventId;
import org.stile.core.id.TicketId;
import org.stile.core.sync.DownMessage.Passages;
import org.stile.core.sync.follow.Backoff;
import org.stile.system.center.CenterData;
import org.stile.system.center.CenterData.Party;
import org.stile.system.center.CenterProcess;
import org.stile.system.center.CenterProcess.Launch;
import org.stile.system.center.PostgresServer;

/**
 * Gates, broker, center and PostgreSQL, all on this machine: the packaged center with its own
 * broker as a process, gates as light clients of the real protocol or as packaged agents. Budgets
 * stand in docs/benchmarks.md.
 */
final class SyncBench implements AutoCloseable {
  private static final int INGEST_GATES = 40;
  private static final int INGEST_ADMISSIONS = 200_000;
  private static final int ROUNDS = 3;
  private static final int BOARD_GATES = 500;
  private static final int BOARD_ADMISSIONS = 2_000;
  private static final int BOARD_PER_SECOND = 100;
  private static final int PEER_ADMISSIONS = 200;
  private static final int BACKLOG = 10_000;
  private static final int RETURNING_GATES = 1_000;
  private static final int RETURNING_ROWS = 20;
  private static final int AT_ONCE = 20;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long PATIENCE_NANOS = 180 * NANOS_PER_SECOND;
  private static final long POLL_NANOS = 500_000;

  private final Path folder;
  private final InstantSource clock;
  private final PostgresServer database;
  private final Connection connection;
  private final CenterData data;
  private final Party organizer;
  private final Random random = new Random();
  private final int brokerPort;
  private final List<String> table = new ArrayList<>();
  private CenterProcess center;

  private SyncBench(InstantSource clock) throws Exception {
    this.clock = clock;
    folder = Files.createTempDirectory("stile-bench");
    database = PostgresServer.start(folder.resolve("database"));
    brokerPort = freePort();
    center = launch();
    connection = database.connect();
    data = new CenterData(connection);
    organizer = data.organizer("Bench");
  }

  static void run(InstantSource clock) throws Exception {
    try (var bench = new SyncBench(clock)) {
      bench.ingest();
      bench.units();
      bench.board();
      bench.comeBack();
      System.out.println();
      System.out.println("%-58s %14s %14s".formatted("sync", "measured", "budget"));
      bench.table.forEach(System.out::println);
    }
  }

  private CenterProcess launch() throws Exception {
    CenterProcess launched =
        Launch.node(folder.resolve("node"), database)
            .with("STILE_BROKER_ADDRESS", "127.0.0.1:" + brokerPort)
            .ready();
    await(this::brokerListens, "the broker"); // It comes a little after the web server.
    return launched;
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

  private void row(String what, String measured, String budget) {
    String line = "%-58s %14s %14s".formatted(what, measured, budget);
    System.out.println(line);
    table.add(line);
  }

  /** An event in a venue of its own, with gates. */
  private record Ground(long event, long venue) {}

  private Ground ground(int seats, int gates) throws Exception {
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

  private List<BenchGate> gates(Ground ground, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new BenchGate(ground.venue, "g" + i, random))
        .toList();
  }

  // ---- Ingest

  void ingest() throws Exception {
    for (int rows : new int[] {1, 4}) {
      double best = 0;
      double perAdmission = 0;
      int admissions = rows == 1 ? INGEST_ADMISSIONS : INGEST_ADMISSIONS / 4;
      for (int round = 0; round < ROUNDS; round++) {
        Ground ground = ground(200, INGEST_GATES);
        List<BenchGate> gates = gates(ground, INGEST_GATES);
        for (int ticket = 0; ticket < admissions; ticket++) {
          BenchGate gate = gates.get(ticket % INGEST_GATES);
          if (rows == 1) {
            gate.grant(ground.event, ticket, clock.instant());
          } else {
            gate.admit(ground.event, ticket, clock.instant());
          }
        }
        List<List<Bytes>> messages = gates.stream().map(gate -> gate.messages(0)).toList();
        var up = new AtomicLong();
        var down = new AtomicLong();
        for (BenchGate gate : gates) {
          gate.connect(brokerPort, up, down);
        }
        await(() -> gates.stream().allMatch(gate -> gate.acknowledged() == 0), "hellos");
        up.set(0);
        long begun = System.nanoTime();
        all(gates.size(), i -> publish(gates.get(i), messages.get(i)));
        await(() -> gates.stream().allMatch(BenchGate::isAcknowledged), "acknowledgements");
        double seconds = (System.nanoTime() - begun) / 1e9;
        gates.forEach(BenchGate::close);
        long there = count(ground, "");
        if (there != admissions) {
          throw new IllegalStateException(there + " of " + admissions + " admissions are there");
        }
        best = Math.max(best, admissions / seconds);
        perAdmission = up.get() / (double) admissions;
        System.out.printf(
            "  %d row%s each: %,.0f admissions/s%n",
            rows, rows == 1 ? "" : "s", admissions / seconds);
      }
      row(
          "ingest through the broker, %d row%s an admission".formatted(rows, rows == 1 ? "" : "s"),
          "%,.0f /s".formatted(best),
          rows == 1 ? ">= 50 000 /s" : "");
      row("  on the wire, in full messages", "%.0f bytes".formatted(perAdmission), "");
    }
  }

  private long count(Ground ground, String where) throws Exception {
    return data.id("SELECT count(*) FROM passage WHERE event_id = ?" + where, ground.event);
  }

  private static void publish(BenchGate gate, List<Bytes> messages) throws Exception {
    for (Bytes message : messages) {
      gate.publish(message);
    }
  }

  // ---- Real agents

  void units() throws Exception {
    Ground ground = ground(20_000, 2);
    try (var cable = new Relay(brokerPort);
        var here = unit(ground, "g0", cable.port());
        var there = unit(ground, "g1", brokerPort)) {
      await(() -> highWater(here) >= 0 && highWater(there) >= 0, "agents");
      peers(ground, here, there, cable);
      backlog(ground, here, cable);
      memory(here, there);
    }
  }

  private SyncUnit unit(Ground ground, String name, int broker) throws IOException {
    return new SyncUnit(
        folder.resolve("unit-" + name), ground.venue, name, broker, center.uri().getPort());
  }

  private long highWater(SyncUnit unit) {
    try {
      return data.id(
          "SELECT coalesce(max(high_water), -1) FROM gate_log WHERE log_id = decode(?, 'hex')",
          unit.logId().hex());
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** From the durable grant, at which the arm opens, to the other gate's memory on its disk. */
  private void peers(Ground ground, SyncUnit here, SyncUnit there, Relay cable) throws Exception {
    var told = new Samples("durable here to known at the peer gate");
    long last = 0;
    long up = 0;
    try (MasterReader peers = there.peers()) {
      for (int ticket = 0; ticket < PEER_ADMISSIONS; ticket++) {
        if (ticket == PEER_ADMISSIONS / 2) {
          up = cable.bytesUp();
        }
        var id = new TicketId(new EventId(ground.event), ticket);
        last = here.admit(ground.event, ticket, clock.instant()) + 3;
        long durable = System.nanoTime();
        await(() -> !peers.of(id).isEmpty(), "the peer");
        told.add(System.nanoTime() - durable);
        LockSupport.parkNanos((20 + random.nextInt(60)) * 1_000_000L);
      }
    }
    System.out.println(Samples.header());
    System.out.println(told);
    row(
        "admission to the peer gate's disk, two agents, p99",
        "%.0f ms".formatted(told.millis(0.99)),
        "<= 200 ms");
    long all = last;
    await(() -> highWater(here) == all, "the rest");
    row(
        "  on the wire, one by one (4 rows in 1 to 3 messages)",
        "%.0f bytes".formatted((cable.bytesUp() - up) / (PEER_ADMISSIONS / 2.0)),
        "");
  }

  private void backlog(Ground ground, SyncUnit here, Relay cable) throws Exception {
    var drained = new Samples("drained");
    for (int round = 0; round < ROUNDS; round++) {
      cable.cut();
      long last = here.grants(ground.event, 1_000 + round * BACKLOG, BACKLOG, clock.instant());
      cable.mend();
      await(() -> highWater(here) == last, "the backlog");
      drained.add(System.nanoTime() - cable.connectedAt());
      System.out.printf("  backlog drained in %.0f ms%n", drained.millis(1));
    }
    row(
        "10 000 rows drained by a real agent, from its connection",
        "%.0f ms".formatted(drained.millis(0.5)),
        "<= 2 000 ms");
  }

  private void memory(SyncUnit... units) throws IOException {
    long most = 0;
    for (SyncUnit unit : units) {
      Map<String, Long> parts = unit.memory();
      parts.forEach((what, kilobytes) -> System.out.printf("  %6d kB %s%n", kilobytes, what));
      most = Math.max(most, parts.getOrDefault("all", 0L));
    }
    row("agent RSS after that", "%.0f MB".formatted(most / 1024.0), "<= 60 MB");
  }

  // ---- Board and peers, 500 gates

  void board() throws Exception {
    Ground ground = ground(20_000, BOARD_GATES);
    List<BenchGate> gates = gates(ground, BOARD_GATES);
    var up = new AtomicLong();
    var down = new AtomicLong();
    all(BOARD_GATES, i -> gates.get(i).connect(brokerPort, up, down));
    await(() -> gates.stream().allMatch(gate -> gate.acknowledged() == 0), "hellos");
    long[] sent = new long[BOARD_ADMISSIONS];
    long[] shown = new long[BOARD_ADMISSIONS];
    var peers = new ConcurrentHashMap<Integer, Long>();
    BenchGate ear = gates.getLast();
    ear.listener(
        (message, at) -> {
          if (message instanceof Passages(var passages)) {
            passages.forEach(passage -> peers.putIfAbsent(passage.ticket().index(), at));
          }
        });
    var open = new CountDownLatch(1);
    Thread viewer = Thread.ofVirtual().start(() -> watch(ground, shown, open));
    open.await();
    down.set(0);
    long begun = System.nanoTime();
    for (int ticket = 0; ticket < BOARD_ADMISSIONS; ticket++) {
      long due = begun + ticket * NANOS_PER_SECOND / BOARD_PER_SECOND;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      BenchGate gate = gates.get(ticket % (BOARD_GATES - 1)); // Never the one that listens.
      int from = gate.size();
      gate.admit(ground.event, ticket, clock.instant());
      sent[ticket] = due; // When it was due: a sender that is held up is no excuse.
      gate.publish(gate.messages(from).getFirst());
    }
    await(() -> shown[BOARD_ADMISSIONS - 1] != 0 && peers.size() == BOARD_ADMISSIONS, "the board");
    viewer.interrupt();
    gates.forEach(BenchGate::close);
    var board = new Samples("admission to the board's stream");
    var peer = new Samples("admission to a peer gate");
    for (int i = 0; i < BOARD_ADMISSIONS; i++) {
      board.add(shown[i] - sent[i]);
      peer.add(peers.getOrDefault(i, Long.MAX_VALUE) - sent[i]);
    }
    System.out.println(Samples.header());
    System.out.println(board);
    System.out.println(peer);
    row(
        "admission to the board, 500 gates, %d a second, p99".formatted(BOARD_PER_SECOND),
        "%.0f ms".formatted(board.millis(0.99)),
        "<= 500 ms");
    row(
        "admission to a peer gate, 500 gates, p99",
        "%.0f ms".formatted(peer.millis(0.99)),
        "<= 200 ms");
    row(
        "  down to each peer gate, for each admission",
        "%.0f bytes".formatted(down.get() / (double) BOARD_ADMISSIONS / BOARD_GATES),
        "");
  }

  /** The n-th admission is shown when the stream first says n or more. */
  private void watch(Ground ground, long[] shown, CountDownLatch open) {
    var json = new ObjectMapper();
    URI stream = center.uri().resolve("/api/v1/events/" + ground.event + "/board/stream");
    HttpRequest request =
        HttpRequest.newBuilder(stream)
            .header("Authorization", "Bearer " + organizer.token())
            .header("Accept", "text/event-stream")
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<java.io.InputStream> answer =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      if (answer.statusCode() != 200) {
        throw new IOException("the stream answers " + answer.statusCode());
      }
      try (var lines =
          new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
        int known = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (!line.startsWith("data:")) {
            continue;
          }
          open.countDown();
          JsonNode total = json.readTree(line.substring(5)).path("head").path("total");
          int admitted = total.path("admitted").asInt();
          if (admitted > known) {
            Arrays.fill(shown, known, Math.min(admitted, shown.length), System.nanoTime());
            known = admitted;
          }
        }
      }
    } catch (IOException | InterruptedException e) {
      open.countDown(); // The bench sees that nothing is shown.
    }
  }

  // ---- A thousand at once

  void comeBack() throws Exception {
    Ground ground = ground(200, RETURNING_GATES);
    List<BenchGate> gates = gates(ground, RETURNING_GATES);
    var up = new AtomicLong();
    var down = new AtomicLong();
    // At first in an orderly way; what is measured comes later.
    for (int from = 0; from < RETURNING_GATES; from += AT_ONCE) {
      int first = from;
      all(AT_ONCE, i -> gates.get(first + i).connect(brokerPort, up, down));
    }
    await(() -> gates.stream().allMatch(gate -> gate.acknowledged() == 0), "hellos");
    System.out.println("  1 000 gates are connected; the center is killed");
    center.kill();
    for (int i = 0; i < RETURNING_GATES; i++) {
      for (int row = 0; row < RETURNING_ROWS; row++) {
        gates.get(i).grant(ground.event, i * RETURNING_ROWS + row, clock.instant());
      }
    }
    List<Future<Long>> returns = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (BenchGate gate : gates) {
        double[] jitter = random.doubles(64).toArray();
        returns.add(threads.submit(() -> comesBack(gate, jitter, up, down)));
      }
      center = launch();
      long ready = System.nanoTime();
      var back = new Samples("from the center's start to the last row acknowledged");
      for (Future<Long> each : returns) {
        back.add(Math.max(0, each.get() - ready));
      }
      System.out.println(Samples.header());
      System.out.println(back);
      row(
          "1 000 gates back at once, 20 rows each: all acknowledged",
          "%.1f s".formatted(back.millis(1) / 1000),
          "");
      row(
          "  of these missing or doubled",
          "" + (count(ground, "") - RETURNING_GATES * RETURNING_ROWS),
          "0");
    }
    gates.forEach(BenchGate::close);
  }

  /** As the agent does it: full jitter, doubling; answers when all was acknowledged. */
  private long comesBack(BenchGate gate, double[] jitter, AtomicLong up, AtomicLong down)
      throws Exception {
    var backoff = new Backoff(500, 30_000);
    for (double chance : jitter) {
      LockSupport.parkNanos(backoff.afterFailure(chance) * 1_000_000);
      try {
        gate.connect(brokerPort, up, down);
        publish(gate, gate.messages(0));
        long giveUp = System.nanoTime() + 20 * NANOS_PER_SECOND; // As the session does.
        while (gate.isConnected() && System.nanoTime() < giveUp) {
          if (gate.isAcknowledged()) {
            return System.nanoTime();
          }
          LockSupport.parkNanos(POLL_NANOS * 4);
        }
      } catch (IOException e) {
        // Not yet.
      }
      gate.close();
    }
    throw new IOException("a gate does not come back");
  }

  // ---- Tools

  private interface Each {
    void go(int index) throws Exception;
  }

  private static void all(int count, Each each) throws Exception {
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

  private static void await(BooleanSupplier condition, String what) {
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
