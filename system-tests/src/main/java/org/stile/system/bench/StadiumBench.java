package org.stile.system.bench;

import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.stile.system.center.CenterClient;
import org.stile.system.center.CenterData;
import org.stile.system.center.CenterProcess;
import org.stile.system.center.PostgresServer;

/**
 * Stadiums of 80 000 and 100 000, made through the API. Budgets: their map 64 KB compressed, their
 * master built and signed in 3 s.
 */
final class StadiumBench {
  private static final int MAP_BYTES_MAX = 64 * 1024;
  private static final Duration MASTER_MAX = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int RUNS = 5;

  private final CenterClient client;
  private final InstantSource clock;

  /** A stadium without an event. */
  record Ground(long venue, long plan) {}

  StadiumBench(CenterClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  static void run(CenterProcess center, PostgresServer database, InstantSource clock)
      throws Exception {
    String token;
    try (Connection connection = database.connect()) {
      token = new CenterData(connection).organizer("Organizer of stadiums").token();
    }
    var bench = new StadiumBench(CenterClient.of(center.uri(), token), clock);
    for (int seats : new int[] {80_000, 100_000}) {
      bench.stadium(seats);
    }
  }

  /** A venue and its plan. */
  Ground ground(int seats) throws Exception {
    long venue =
        made(
            "/api/v1/venues",
            "{\"name\":\"Stadium %d\",\"place\":\"Here\",\"timeZone\":\"UTC\"}".formatted(seats));
    long plan =
        made("/api/v1/venues/" + venue + "/sample-stadium", "{\"seats\":%d}".formatted(seats));
    return new Ground(venue, plan);
  }

  /** Makes an event and publishes it; returns its number when its master is served. */
  long event(Ground ground) throws Exception {
    long event = made("/api/v1/events", event(ground.venue(), ground.plan(), "of the day"));
    publish(event);
    awaitMaster(event);
    return event;
  }

  private void publish(long event) throws Exception {
    CenterClient.Answer answer = client.post("/api/v1/events/" + event + "/publish", key(), "");
    if (answer.status() >= 300) {
      throw new IOException("publish: " + answer.status() + " " + answer.text());
    }
  }

  private void stadium(int seats) throws Exception {
    long before = System.nanoTime();
    Ground ground = ground(seats);
    long venue = ground.venue();
    long plan = ground.plan();
    System.out.printf(
        "%n%,d seats: venue and plan made in %d ms%n", seats, millis(System.nanoTime() - before));
    var publish = new Samples("publish an event of %,d seats".formatted(seats));
    var master = new Samples("until its master is built, signed, served");
    long event = 0;
    for (int run = 0; run < RUNS; run++) {
      event = made("/api/v1/events", event(venue, plan, seats + "/" + run));
      long from = System.nanoTime();
      publish(event);
      publish.add(System.nanoTime() - from);
      awaitMaster(event);
      master.add(System.nanoTime() - from);
    }
    System.out.println(Samples.header());
    System.out.println(publish);
    System.out.println(master);
    System.out.printf(
        "  master of %,d bytes, publishing included: budget %d s: %s%n",
        client.get("/api/v1/events/" + event + "/master/manifest").json().get("size").asLong(),
        MASTER_MAX.toSeconds(),
        master.millis(0.5) <= MASTER_MAX.toMillis() ? "met" : "MISSED");
    int map = client.compressedSize("/api/v1/events/" + event + "/map/" + plan);
    int states = client.compressedSize("/api/v1/events/" + event + "/map/seats");
    System.out.printf(
        "  map %,d bytes and seat states %,d bytes, compressed; budget %,d: %s%n",
        map, states, MAP_BYTES_MAX, map + states <= MAP_BYTES_MAX ? "met" : "MISSED");
  }

  private String event(long venue, long plan, String name) {
    Instant start = clock.instant().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofDays(30));
    return """
        {"name":"Match %s","venue":%d,"seatPlan":%d,"startsAt":"%s","doorsOpen":"%s","lastEntry":"%s"}
        """
        .formatted(
            name,
            venue,
            plan,
            start,
            start.minus(Duration.ofHours(2)),
            start.plus(Duration.ofHours(1)));
  }

  private void awaitMaster(long event) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (client.get("/api/v1/events/" + event + "/master/manifest").status() != 200) {
      if (System.nanoTime() - end > 0) {
        throw new IOException("no master came");
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  /** The number of what was made. */
  private long made(String path, String body) throws Exception {
    CenterClient.Answer answer = client.post(path, key(), body);
    if (answer.status() != 201) {
      throw new IOException(path + ": " + answer.status() + " " + answer.text());
    }
    String location = answer.header("Location");
    return Long.parseLong(location.substring(location.lastIndexOf('/') + 1));
  }

  private static String key() {
    return UUID.randomUUID().toString();
  }

  private static long millis(long nanos) {
    return nanos / 1_000_000;
  }
}
