package org.stile.system.center;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.stile.system.center.CenterProcess.Launch;

/**
 * The waits of docs/reference/center.md, "When things fail". By default they are set short, with
 * -Dstile.long=true they are as the center ships with them.
 */
class NodeTroubleFaultTest {
  private static final boolean AS_SHIPPED = Boolean.getBoolean("stile.long");

  /** Each wait, and then the answer; generous for a loaded machine. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(AS_SHIPPED ? 25 : 15);

  /** A frozen node gives its locks back after 60 s, or 6 s here. */
  private static final Duration FREED_MAX = Duration.ofSeconds(AS_SHIPPED ? 100 : 40);

  private static final String VENUE = "{\"name\":\"%s\",\"place\":\"Here\",\"timeZone\":\"UTC\"}";

  @TempDir Path folder;
  private PostgresServer database;
  private CenterProcess node;
  private CenterClient client;

  private void start(int lockSeconds) throws Exception {
    database = PostgresServer.start(folder.resolve("database"));
    node = waits(Launch.node(folder.resolve("one"), database), lockSeconds).ready();
    try (var connection = database.connect()) {
      client =
          CenterClient.of(node.uri(), new CenterData(connection).organizer("Organizer").token());
    }
    assertThat(client.get("/api/v1/events").status()).isEqualTo(200);
  }

  @AfterEach
  void stop() {
    if (node != null) {
      node.close();
    }
    if (database != null) {
      database.close();
    }
  }

  private static Launch waits(Launch launch, int lockSeconds) {
    Launch few = launch.with("STILE_DB_CONNECTIONS", "4").with("STILE_BROKER", "off");
    return AS_SHIPPED
        ? few
        : few.with("QUARKUS_DATASOURCE_JDBC_ACQUISITION_TIMEOUT", "3S")
            .with(
                "QUARKUS_DATASOURCE_JDBC_NEW_CONNECTION_SQL",
                "SET lock_timeout = '%ds'; SET idle_in_transaction_session_timeout = '6s'"
                    .formatted(lockSeconds));
  }

  private static String key() {
    return UUID.randomUUID().toString();
  }

  @Test
  void who_waits_for_a_lock_is_told_to_come_again_and_nothing_was_done() throws Exception {
    start(1);
    String key = key();
    try (Connection other = database.connect()) {
      other.setAutoCommit(false);
      other.createStatement().execute("LOCK TABLE venue IN EXCLUSIVE MODE");
      assertNotNow(post(key, "Hall").get());
      assertThat(client.get("/api/v1/events").status()).as("others go on").isEqualTo(200);
      other.rollback();
    }
    assertThat(client.post("/api/v1/venues", key, VENUE.formatted("Hall")).status()).isEqualTo(201);
    assertThat(venues()).containsExactly("Hall");
  }

  @Test
  @EnabledIfSystemProperty(named = "stile.long", matches = "true")
  void when_all_connections_are_taken_others_are_told_to_come_again() throws Exception {
    start(5);
    List<String> keys = new ArrayList<>();
    try (Connection other = database.connect()) {
      other.setAutoCommit(false);
      other.createStatement().execute("LOCK TABLE venue IN EXCLUSIVE MODE");
      List<CompletableFuture<CenterClient.Answer>> all = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        keys.add(key());
        all.add(post(keys.getLast(), "Hall " + i));
      }
      for (var each : all) {
        assertNotNow(each.get());
      }
      node.hears("acquisition timeout");
      other.rollback();
    }
    for (int i = 0; i < keys.size(); i++) {
      CenterClient.Answer answer =
          client.post("/api/v1/venues", keys.get(i), VENUE.formatted("Hall " + i));
      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }
    assertThat(venues()).hasSize(keys.size()).doesNotHaveDuplicates();
  }

  @Test
  @EnabledIfSystemProperty(named = "stile.long", matches = "true")
  void a_node_that_froze_in_a_transaction_gives_its_locks_back() throws Exception {
    start(2);
    String made = client.post("/api/v1/venues", key(), VENUE.formatted("Hall")).header("Location");
    String path = URI.create(made).getPath();
    try (var two =
            waits(Launch.further(folder.resolve("two"), database, folder.resolve("one")), 2)
                .ready();
        Connection other = database.connect()) {
      CenterClient there = client.at(two.uri());
      other.setAutoCommit(false);
      // Readers may pass; who writes its answer down waits, with the venue's row in its hands.
      other.createStatement().execute("LOCK TABLE idempotency IN SHARE MODE");
      var frozen = CompletableFuture.supplyAsync(() -> put(client, path, key(), "Frozen"));
      awaitWaiting();
      node.freeze();
      other.rollback();
      String key = key();
      assertNotNow(put(there, path, key, "Two"));
      long end = System.nanoTime() + FREED_MAX.toNanos();
      CenterClient.Answer answer = put(there, path, key, "Two");
      while (answer.status() != 200 && System.nanoTime() < end) {
        assertNotNow(answer);
        answer = put(there, path, key, "Two");
      }
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);

      node.thaw();
      assertNotNow(frozen.get());
      assertThat(client.get(path).json().at("/venue/name").asText()).isEqualTo("Two");
      assertThat(CenterClient.of(node.uri(), "").get("/q/health/ready").status()).isEqualTo(200);
    }
  }

  /** Debian's PostgreSQL, the oldest that the center is promised to work on. */
  @Test
  void on_the_oldest_postgresql_a_sale_goes_as_on_the_newest() throws Exception {
    Path programs = Path.of("/usr/lib/postgresql/15/bin");
    org.junit.jupiter.api.Assumptions.assumeTrue(
        Files.exists(programs.resolve("initdb")), "SKIPPED: Debian's postgresql-15 is not there");
    try (var fifteen = PostgresServer.start(folder.resolve("fifteen"), programs);
        var center =
            Launch.node(folder.resolve("home"), fifteen).with("STILE_BROKER", "off").ready()) {
      SeatSale sale = SeatSale.of(fifteen, 1_000, 15, center);
      sale.run(8, running -> running.awaitSold(1_000));
      SeatLedger.assertSoldOut(fifteen, sale, "PostgreSQL 15");
    }
  }

  private List<String> venues() throws Exception {
    List<String> names = new ArrayList<>();
    client.get("/api/v1/venues").json().forEach(venue -> names.add(venue.get("name").asText()));
    return names;
  }

  private CompletableFuture<CenterClient.Answer> post(String key, String name) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return client.post("/api/v1/venues", key, VENUE.formatted(name));
          } catch (java.io.IOException | InterruptedException e) {
            throw new CompletionException(e);
          }
        },
        Thread::startVirtualThread);
  }

  private static CenterClient.Answer put(CenterClient by, String path, String key, String name) {
    try {
      String body = VENUE.formatted(name).replace("}", ",\"version\":1}");
      return by.put(path, key, body);
    } catch (java.io.IOException | InterruptedException e) {
      throw new CompletionException(e);
    }
  }

  private static void assertNotNow(CenterClient.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isEqualTo("5");
    assertThat(answer.json().get("type").asText())
        .isEqualTo("urn:stile:problem:database-unavailable");
  }

  /** Until a node waits for the lock this test holds. */
  private void awaitWaiting() throws Exception {
    long end = System.nanoTime() + ANSWER_MAX.toNanos();
    try (Connection look = database.connect();
        var statement = look.createStatement()) {
      while (System.nanoTime() < end) {
        try (var row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
                    + " WHERE c.relname = 'idempotency' AND NOT l.granted")) {
          if (row.next() && row.getLong(1) > 0) {
            return;
          }
        }
      }
    }
    throw new AssertionError("nobody waited");
  }
}
