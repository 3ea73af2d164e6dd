package org.stile.system.center;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A sale over one or several nodes, in which clients want the same seats, by name, as the best
 * there are, and in pairs, so that all ways to a seat meet. A client that gets no answer repeats
 * its request under the same key, at the next node, until it has one. Any thread.
 */
final class SeatSale {
  /** In a row; then a client takes it that all is sold. */
  private static final int REFUSALS_MAX = 3;

  /** Between two tries, when every node is away. */
  private static final long PAUSE_NANOS = 20_000_000;

  private final int seats;
  private final long event;
  private final long seed;
  private final List<CenterClient> nodes;
  private final Map<String, Acknowledged> acknowledged = new ConcurrentHashMap<>();
  private final AtomicInteger sold = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();

  private SeatSale(long event, int seats, long seed, List<CenterClient> nodes) {
    this.event = event;
    this.seats = seats;
    this.seed = seed;
    this.nodes = nodes;
  }

  /** What the center said of one request, and stands by. */
  record Acknowledged(long id, List<Integer> seats) {}

  /** What happens during a sale. */
  interface Trouble {
    void happen(SeatSale sale) throws Exception;
  }

  /** Makes an event whose seats all are one seller's to sell. */
  static SeatSale of(PostgresServer database, int seats, long seed, CenterProcess... nodes)
      throws SQLException {
    try (Connection connection = database.connect()) {
      var data = new CenterData(connection);
      long event = data.event(data.organizer("Organizer " + seed), seats);
      CenterData.Party seller = data.seller("Seller " + seed);
      data.allot(event, seller, 0, seats);
      var clients =
          Arrays.stream(nodes).map(node -> CenterClient.of(node.uri(), seller.token())).toList();
      return new SeatSale(event, seats, seed, clients);
    }
  }

  long event() {
    return event;
  }

  int seats() {
    return seats;
  }

  Map<String, Acknowledged> acknowledged() {
    return Map.copyOf(acknowledged);
  }

  /** How often a client got no answer. */
  int failures() {
    return failures.get();
  }

  /** Runs clients until nothing is left, and meanwhile what is to happen to the nodes. */
  void run(int clients, Trouble trouble) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> done = new ArrayList<>();
      for (int client = 0; client < clients; client++) {
        int number = client;
        done.add(
            threads.submit(
                () -> {
                  client(number);
                  return number;
                }));
      }
      trouble.happen(this);
      for (Future<Integer> each : done) {
        var _ = each.get();
      }
    }
  }

  /** Until so many are sold. */
  void awaitSold(int count) throws InterruptedException {
    synchronized (sold) {
      while (sold.get() < count) {
        sold.wait();
      }
    }
  }

  /** Buys until there is nothing left. */
  private void client(int number) throws InterruptedException {
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
          failures.incrementAndGet();
          if (node == number % nodes.size()) {
            LockSupport.parkNanos(PAUSE_NANOS);
          }
        }
      }
      refusals = settle(key, answer) ? 0 : refusals + 1;
    }
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
  private String body(int number, int n, Random random, boolean any) {
    String chip = "04%04x%08x".formatted(number, n);
    int kind = any ? 1 : random.nextInt(4);
    String wish =
        switch (kind) {
          case 0, 1 -> "\"count\":1";
          case 2 -> "\"count\":2,\"consecutive\":false";
          default -> {
            int seat = random.nextInt(seats - 1);
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
