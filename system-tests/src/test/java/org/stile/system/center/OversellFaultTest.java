package org.stile.system.center;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.system.center.CenterProcess.Launch;

/**
 * Sixty-four clients fight for the same seats over two nodes of one database, and one node is
 * killed while they do. Seats are wanted by name, as the best there are, and in pairs, so that all
 * ways to a seat meet.
 */
class OversellFaultTest {
  private static final int CLIENTS = 64;
  private static final int SEATS = 10_000;

  /** Of the seats, when a node dies and when a new one comes. */
  private static final double KILLED_AT = 0.4;

  private static final int LONG_RUNS = 5;

  /** In a row; then a client takes it that all is sold. */
  private static final int REFUSALS_MAX = 3;

  @TempDir Path folder;

  /** What the center said of one request, and stands by. */
  private record Acknowledged(long id, List<Integer> seats) {}

  @Test
  void no_seat_is_granted_twice_and_every_acknowledged_grant_is_kept() throws Exception {
    int runs = Boolean.getBoolean("stile.long") ? LONG_RUNS : 1;
    try (var database = PostgresServer.start(folder.resolve("database"));
        var one = Launch.node(folder.resolve("one"), database).ready()) {
      for (int run = 0; run < runs; run++) {
        long seed = System.nanoTime();
        Path home = folder.resolve("two" + run);
        try (var two = Launch.further(home, database, folder.resolve("one")).ready()) {
          sellOut(database, one, two, seed);
        }
      }
    }
  }

  private void sellOut(PostgresServer database, CenterProcess one, CenterProcess two, long seed)
      throws Exception {
    long event;
    CenterData.Party seller;
    try (Connection connection = database.connect()) {
      var data = new CenterData(connection);
      event = data.event(data.organizer("Organizer " + seed), SEATS);
      seller = data.seller("Seller " + seed);
      data.allot(event, seller, 0, SEATS);
    }
    var sale = new Sale(event, seed, one, two, seller);
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> work = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        int number = client;
        work.add(() -> sale.client(number));
      }
      List<Future<Boolean>> done = new ArrayList<>();
      work.forEach(each -> done.add(clients.submit(each)));
      sale.awaitSold((int) (SEATS * KILLED_AT));
      two.kill();
      for (Future<Boolean> each : done) {
        assertThat(each.get()).isTrue();
      }
    }
    try (Connection connection = database.connect()) {
      assertLedger(connection, event, sale.acknowledged, "seed " + seed);
    }
    assertThat(sale.failedOver.get())
        .as("clients who met the dead node, seed " + seed)
        .isPositive();
  }

  /** What the database says must be what clients were told, seat for seat. */
  private static void assertLedger(
      Connection connection, long event, Map<String, Acknowledged> acknowledged, String seed)
      throws Exception {
    Map<Long, Set<Integer>> held = new HashMap<>();
    Map<Long, Set<Integer>> registered = new HashMap<>();
    Map<Long, String> keys = new HashMap<>();
    try (var statement = connection.createStatement()) {
      try (ResultSet row =
          statement.executeQuery(
              "SELECT seat, request_id FROM seat WHERE request_id IS NOT NULL AND event_id = "
                  + event)) {
        while (row.next()) {
          held.computeIfAbsent(row.getLong(2), _ -> new TreeSet<>()).add(row.getInt(1));
        }
      }
      Set<Integer> twice = new TreeSet<>();
      Set<Integer> seen = new HashSet<>();
      try (ResultSet row =
          statement.executeQuery(
              "SELECT id, seats, idempotency_key FROM request"
                  + " WHERE state <> 'REFUSED' AND event_id = "
                  + event)) {
        while (row.next()) {
          var seats = new TreeSet<>(List.of((Integer[]) row.getArray(2).getArray()));
          registered.put(row.getLong(1), seats);
          keys.put(row.getLong(1), row.getString(3));
          seats.stream().filter(seat -> !seen.add(seat)).forEach(twice::add);
        }
      }
      assertThat(twice).as("seats granted twice, " + seed).isEmpty();
    }
    assertThat(held).as("seats as rows and as grants, " + seed).isEqualTo(registered);
    acknowledged.forEach(
        (key, told) -> {
          assertThat(registered.get(told.id))
              .as("what was acknowledged under " + key + ", " + seed)
              .isEqualTo(new TreeSet<>(told.seats));
          assertThat(keys.get(told.id)).isEqualTo(key);
        });
    // Clients repeat until they have an answer, so nothing is registered that nobody was told.
    assertThat(registered).as("grants told and registered, " + seed).hasSameSizeAs(acknowledged);
    assertThat(held.values().stream().mapToInt(Set::size).sum()).as("sold").isEqualTo(SEATS);
  }

  /** One sale, and what its clients were told. Any thread. */
  private static final class Sale {
    private final long event;
    private final long seed;
    private final List<CenterClient> nodes;
    private final Map<String, Acknowledged> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger sold = new AtomicInteger();
    private final AtomicInteger failedOver = new AtomicInteger();

    Sale(long event, long seed, CenterProcess one, CenterProcess two, CenterData.Party seller) {
      this.event = event;
      this.seed = seed;
      CenterClient first = CenterClient.of(one.uri(), seller.token());
      nodes = List.of(first, first.at(two.uri()));
    }

    void awaitSold(int count) throws InterruptedException {
      synchronized (sold) {
        while (sold.get() < count) {
          sold.wait();
        }
      }
    }

    /** Buys until there is nothing left. */
    boolean client(int number) throws InterruptedException {
      var random = new Random(seed + number);
      int node = number % nodes.size();
      int refusals = 0;
      for (int n = 0; refusals < REFUSALS_MAX; n++) {
        String key = "run" + seed + "-" + number + "-" + n;
        String body = body(number, n, random, refusals > 0);
        CenterClient.Answer answer = null;
        while (answer == null) {
          answer = tryOnce(node, key, body);
          if (answer == null) {
            node = (node + 1) % nodes.size(); // The same key at the other node.
            failedOver.incrementAndGet();
          }
        }
        refusals = settle(key, answer) ? 0 : refusals + 1;
      }
      return true;
    }

    /** Null: no answer, or "not now"; whether it was done is not known. */
    private CenterClient.Answer tryOnce(int node, String key, String body)
        throws InterruptedException {
      try {
        CenterClient.Answer answer =
            nodes.get(node).post("/api/v1/events/" + event + "/requests", key, body);
        return answer.status() == 503 ? null : answer;
      } catch (IOException e) {
        return null;
      }
    }

    /** Named seats are wanted where everybody wants them; who was refused takes any. */
    private static String body(int number, int n, Random random, boolean any) {
      String chip = "04%04x%08x".formatted(number, n);
      int kind = any ? 1 : random.nextInt(4);
      String wish =
          switch (kind) {
            case 0, 1 -> "\"count\":1";
            case 2 -> "\"count\":2,\"consecutive\":false";
            default -> {
              int seat = random.nextInt(SEATS - 1);
              yield "\"seats\":[%d,%d]".formatted(seat, seat + 1);
            }
          };
      return "{\"chip\":\"%s\",%s}".formatted(chip, wish);
    }

    /** Whether it was granted. */
    private boolean settle(String key, CenterClient.Answer answer) {
      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
      JsonNode request = answer.json();
      if (request.get("state").asText().equals("REFUSED")) {
        // Named seats are lost to others all the time; that is no sign that all is sold.
        return !request.get("lost").isEmpty();
      }
      assertThat(request.get("state").asText()).isEqualTo("GRANTED");
      List<Integer> seats = new ArrayList<>();
      request.get("seats").forEach(seat -> seats.add(seat.get("index").asInt()));
      acknowledged.put(key, new Acknowledged(request.get("id").asLong(), seats));
      synchronized (sold) {
        sold.addAndGet(seats.size());
        sold.notifyAll();
      }
      return true;
    }
  }
}
