package org.stile.system.bench;

import java.io.IOException;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.stile.system.center.CenterClient;
import org.stile.system.center.CenterData;
import org.stile.system.center.CenterProcess;
import org.stile.system.center.PostgresServer;

/**
 * From the answer to "publish" until the master of 100 000 seats is there to be fetched: formed,
 * signed and stored. Budget: 3 s.
 */
final class CenterMasterBench {
  private static final int SEATS = 100_000;
  private static final int ROUNDS = 6;
  private static final long BUDGET_NANOS = 3_000_000_000L;
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private final CenterClient client;
  private int key;

  private CenterMasterBench(CenterClient client) {
    this.client = client;
  }

  static void run(CenterProcess center, PostgresServer database, InstantSource clock)
      throws Exception {
    CenterData.Party organizer;
    try (Connection connection = database.connect()) {
      organizer = new CenterData(connection).organizer("Organizer of masters");
    }
    new CenterMasterBench(CenterClient.of(center.uri(), organizer.token())).run(clock);
  }

  private void run(InstantSource clock) throws Exception {
    long venue =
        post(
            "/api/v1/venues",
            """
            {"name":"Bench","place":"","address":"","timeZone":"Europe/Berlin","zones":[],"gates":[]}
            """);
    long plan = post("/api/v1/venues/" + venue + "/sample-stadium", "{\"seats\":" + SEATS + "}");
    Instant start = clock.instant().truncatedTo(ChronoUnit.MINUTES).plus(10, ChronoUnit.DAYS);
    var took = new Samples("published to master served, 100 000 seats");
    long longest = 0;
    long size = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long event = post("/api/v1/events", event(round, venue, plan, start));
      post("/api/v1/events/" + event + "/publish", "");
      long before = System.nanoTime();
      String manifest = "/api/v1/events/" + event + "/master/manifest";
      CenterClient.Answer answer = client.get(manifest);
      while (answer.status() != 200 && System.nanoTime() - before < PATIENCE_NANOS) {
        Thread.sleep(5);
        answer = client.get(manifest);
      }
      long nanos = System.nanoTime() - before;
      took.add(nanos);
      longest = Math.max(longest, nanos);
      size = answer.json().get("size").asLong();
    }
    System.out.println(Samples.header());
    System.out.println(took);
    System.out.printf(
        "  %,d bytes; budget 3 s: %s%n%n", size, longest <= BUDGET_NANOS ? "met" : "MISSED");
  }

  private static String event(int round, long venue, long plan, Instant start) {
    return """
        {"name":"Bench %d","venue":%d,"seatPlan":%d,"startsAt":"%s","doorsOpen":"%s",\
        "lastEntry":"%s"}"""
        .formatted(
            round,
            venue,
            plan,
            start,
            start.minus(2, ChronoUnit.HOURS),
            start.plus(1, ChronoUnit.HOURS));
  }

  /** Makes something; its number, if it has one. */
  private long post(String path, String body) throws IOException, InterruptedException {
    CenterClient.Answer answer = client.post(path, "bench-" + key++, body);
    if (answer.status() / 100 != 2) {
      throw new IOException(path + ": " + answer.status() + " " + answer.text());
    }
    return answer.json().path("id").asLong();
  }
}
