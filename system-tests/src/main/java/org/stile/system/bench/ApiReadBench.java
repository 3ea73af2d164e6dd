package org.stile.system.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stile.system.center.CenterClient;
import org.stile.system.center.CenterData;
import org.stile.system.center.CenterProcess;
import org.stile.system.center.PostgresServer;

/** Reads of the API by a client with a token, each of which asks the database. */
final class ApiReadBench {
  private static final int BUDGET_PER_SECOND = 10_000;
  private static final int CONNECTIONS = 32;
  private static final int SECONDS = 8;
  private static final int ROUNDS = 3;
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern P99 = Pattern.compile("99%\\s+(\\S+)");
  private static final Pattern BAD = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

  private ApiReadBench() {}

  static void run(CenterProcess center, PostgresServer database) throws Exception {
    String token;
    long event;
    try (Connection connection = database.connect()) {
      var data = new CenterData(connection);
      CenterData.Party organizer = data.organizer("Organizer of reads");
      token = organizer.token();
      event = data.event(organizer, 1_000);
    }
    String path = "/api/v1/events/" + event;
    CenterClient.Answer answer = CenterClient.of(center.uri(), token).get(path);
    if (answer.status() != 200) {
      throw new IOException(path + ": " + answer.status() + " " + answer.text());
    }
    boolean wrk = has("wrk");
    System.out.printf(
        "reads of one event with a token, %d connections, %s on the same machine, %d bytes each%n",
        CONNECTIONS, wrk ? "wrk" : "a Java client", answer.text().length());
    URI uri = center.uri().resolve(path);
    List<Double> rates = new ArrayList<>();
    for (int round = 0; round <= ROUNDS; round++) {
      double rate = wrk ? wrk(uri, token, round) : java(uri, token, round);
      if (round > 0) { // The first one warms up.
        rates.add(rate);
      }
    }
    rates.sort(null);
    double median = rates.get(rates.size() / 2);
    System.out.printf(
        "  median %,.0f a second; budget %,d: %s%n%n",
        median, BUDGET_PER_SECOND, median >= BUDGET_PER_SECOND ? "met" : "MISSED");
  }

  private static boolean has(String program) {
    try {
      var _ = new ProcessBuilder(program, "-v").redirectErrorStream(true).start();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static double wrk(URI uri, String token, int round) throws Exception {
    Process wrk =
        new ProcessBuilder(
                "wrk",
                "-t1",
                "-c" + CONNECTIONS,
                "-d" + SECONDS + "s",
                "--latency",
                "-H",
                "Authorization: Bearer " + token,
                uri.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher rate = RATE.matcher(said);
    if (wrk.waitFor() != 0 || !rate.find() || BAD.matcher(said).find()) {
      throw new IOException("wrk: " + said);
    }
    Matcher p99 = P99.matcher(said);
    System.out.printf(
        "  round %d: %s a second, p99 %s%n", round, rate.group(1), p99.find() ? p99.group(1) : "?");
    return Double.parseDouble(rate.group(1));
  }

  private static double java(URI uri, String token, int round) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token).build();
    var answered = new AtomicLong();
    long end = System.nanoTime() + SECONDS * 1_000_000_000L;
    List<Thread> clients = new ArrayList<>();
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (int client = 0; client < CONNECTIONS; client++) {
        clients.add(Thread.ofVirtual().start(() -> readUntil(http, request, end, answered)));
      }
      for (Thread client : clients) {
        client.join();
      }
    }
    double rate = answered.get() / (double) SECONDS;
    System.out.printf("  round %d: %.0f a second%n", round, rate);
    return rate;
  }

  private static void readUntil(
      HttpClient http, HttpRequest request, long end, AtomicLong answered) {
    try {
      while (System.nanoTime() - end < 0) {
        var answer = http.send(request, HttpResponse.BodyHandlers.discarding());
        if (answer.statusCode() == 200) {
          answered.incrementAndGet();
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
