package org.stile.system.center;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.system.center.CenterProcess.Launch;

/** Two nodes of one center: what is done at one is true at the other at once, and done once. */
class TwoNodesTest {
  private static final Duration EXPIRED_MAX = Duration.ofSeconds(30);

  /** How long a node may believe what it knows of a token (docs/reference/center.md). */
  private static final Duration REMEMBERED = Duration.ofSeconds(3);

  /** For a loaded machine. */
  private static final Duration SLACK = Duration.ofSeconds(10);

  /** A loaded machine may take longer once than a node remembers, not again and again. */
  private static final int TRIES = 5;

  private static final Duration MASTER_MAX = Duration.ofSeconds(60);

  private static final String VENUE =
      "{\"name\":\"Hall\",\"place\":\"Here\",\"timeZone\":\"Europe/Berlin\"}";

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir static Path folder;
  private static PostgresServer database;
  private static CenterProcess one;
  private static CenterProcess two;
  private static Connection connection;
  private static CenterData data;

  @BeforeAll
  static void start() throws Exception {
    database = PostgresServer.start(folder.resolve("database"));
    one = Launch.node(folder.resolve("one"), database).ready();
    two = Launch.further(folder.resolve("two"), database, folder.resolve("one")).ready();
    connection = database.connect();
    data = new CenterData(connection);
  }

  @AfterAll
  static void stop() throws Exception {
    connection.close();
    two.close();
    one.close();
    database.close();
  }

  private static String key() {
    return UUID.randomUUID().toString();
  }

  @Test
  void what_is_made_at_one_is_seen_at_the_other_at_once_and_a_repetition_there_makes_nothing()
      throws Exception {
    CenterClient here = CenterClient.of(one.uri(), data.organizer("Organizer of a venue").token());
    CenterClient there = here.at(two.uri());
    String key = key();
    CenterClient.Answer made = here.post("/api/v1/venues", key, VENUE);
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    assertThat(there.get(location(made)).json().at("/venue/name").asText()).isEqualTo("Hall");
    CenterClient.Answer again = there.post("/api/v1/venues", key, VENUE);
    assertThat(again.text()).isEqualTo(made.text());
    assertThat(location(again)).isEqualTo(location(made));
  }

  @Test
  void a_seat_granted_at_one_is_refused_at_the_other() throws Exception {
    CenterData.Party seller = data.seller("Seller of one seat");
    long event = data.event(data.organizer("Organizer of one seat"), 200);
    data.allot(event, seller, 0, 200);
    CenterClient here = CenterClient.of(one.uri(), seller.token());
    String path = "/api/v1/events/" + event + "/requests";
    assertThat(state(here.post(path, key(), "{\"chip\":\"04010203\",\"seats\":[7]}")))
        .isEqualTo("GRANTED");
    CenterClient there = here.at(two.uri());
    assertThat(state(there.post(path, key(), "{\"chip\":\"04010204\",\"seats\":[7]}")))
        .isEqualTo("REFUSED");
    assertThat(state(there.post(path, key(), "{\"chip\":\"04010204\",\"seats\":[8]}")))
        .isEqualTo("GRANTED");
  }

  @Test
  void a_token_taken_back_is_refused_at_both_after_what_they_remember() throws Exception {
    CenterData.Party organizer = data.organizer("Organizer with a token");
    CenterClient here = CenterClient.of(one.uri(), organizer.token());
    CenterClient there = here.at(two.uri());
    assertThat(here.get("/api/v1/events").status()).isEqualTo(200);
    assertThat(there.get("/api/v1/events").status()).isEqualTo(200);
    long _ =
        data.id(
            """
            UPDATE api_token t SET revoked_at = now() FROM account a
            WHERE a.id = t.account_id AND a.organizer_id = ? RETURNING t.id
            """,
            organizer.id());
    Thread.sleep(REMEMBERED.toMillis());
    assertThat(here.get("/api/v1/events").status()).isEqualTo(401);
    assertThat(there.get("/api/v1/events").status()).isEqualTo(401);
  }

  @Test
  void a_grant_that_lapses_is_ended_once_though_both_nodes_look_for_such() throws Exception {
    int grants = 40;
    CenterData.Party seller = data.seller("Seller with a short window");
    long event = data.event(data.organizer("Organizer of a short window"), 200);
    data.allot(event, seller, 0, 200);
    long _ =
        data.id(
            "UPDATE event_seller SET issuing_window = '1 second' WHERE event_id = ? RETURNING 1",
            event);
    CenterClient client = CenterClient.of(one.uri(), seller.token());
    for (int i = 0; i < grants; i++) {
      String body = "{\"chip\":\"0401%06x\",\"count\":1}".formatted(i);
      assertThat(state(client.post("/api/v1/events/" + event + "/requests", key(), body)))
          .isEqualTo("GRANTED");
    }
    long end = System.nanoTime() + EXPIRED_MAX.toNanos();
    while (expired(event) < grants && System.nanoTime() < end) {
      Thread.sleep(100);
    }
    assertThat(expired(event)).isEqualTo(grants);
    assertThat(
            data.id(
                """
                SELECT count(*) FROM audit
                WHERE action = 'request.expire' AND subject LIKE 'request:' || ? || '/%'
                """,
                event))
        .isEqualTo(grants);
    assertThat(
            data.id(
                "SELECT count(*) FROM seat WHERE event_id = ? AND request_id IS NOT NULL", event))
        .isZero();
  }

  @Test
  void a_session_made_at_one_is_good_at_the_other_and_ended_there_ended_at_both() throws Exception {
    String cookie = session();
    assertThat(whereTo(one, cookie)).endsWith("/password"); // Known: the first password must go.
    assertThat(whereTo(two, cookie)).endsWith("/password");
    HttpResponse<String> out = HTTP.send(form(two, "/sign-out", cookie, ""), text());
    assertThat(out.statusCode()).isEqualTo(303);
    assertThat(whereTo(two, cookie)).contains("/sign-in");
    long end = System.nanoTime() + REMEMBERED.toNanos() + SLACK.toNanos();
    while (!whereTo(one, cookie).contains("/sign-in")) {
      assertThat(System.nanoTime()).as("still believed").isLessThan(end);
    }
  }

  @Test
  void what_is_signed_out_at_one_is_forgotten_at_the_other_before_its_time() throws Exception {
    Duration shortest = SLACK;
    for (int i = 0; i < TRIES && shortest.compareTo(REMEMBERED) >= 0; i++) {
      String cookie = session();
      long believed = System.nanoTime();
      assertThat(whereTo(one, cookie)).endsWith("/password");
      assertThat(HTTP.send(form(two, "/sign-out", cookie, ""), text()).statusCode()).isEqualTo(303);
      while (!whereTo(one, cookie).contains("/sign-in")) {
        Thread.onSpinWait();
      }
      shortest = Duration.ofNanos(Math.min(shortest.toNanos(), System.nanoTime() - believed));
    }
    assertThat(shortest).as("nothing was told: it forgot by itself").isLessThan(REMEMBERED);
  }

  @Test
  void an_event_published_at_one_is_seen_at_the_other_and_both_serve_the_same_master()
      throws Exception {
    CenterClient here = CenterClient.of(one.uri(), data.organizer("Organizer of a match").token());
    CenterClient there = here.at(two.uri());
    long venue = id(there.post("/api/v1/venues", key(), VENUE));
    String plans = "/api/v1/venues/" + venue + "/sample-stadium";
    long plan = id(here.post(plans, key(), "{\"seats\":1000}"));
    Instant start = Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofDays(20));
    String form =
        "{'name':'Match','venue':%d,'seatPlan':%d,'startsAt':'%s','doorsOpen':'%s','lastEntry':'%s'}"
            .replace('\'', '"')
            .formatted(venue, plan, start, start.minusSeconds(3600), start.plusSeconds(3600));
    String event = "/api/v1/events/" + id(there.post("/api/v1/events", key(), form));
    assertThat(here.get(event).json().at("/state").asText()).isEqualTo("DRAFT");
    assertThat(here.post(event + "/publish", key(), "").status()).isEqualTo(200);
    assertThat(there.get(event).json().at("/state").asText()).isEqualTo("PUBLISHED");
    long end = System.nanoTime() + MASTER_MAX.toNanos();
    while (here.get(event + "/master").status() != 200) {
      assertThat(System.nanoTime()).as("no master").isLessThan(end);
    }
    HttpResponse<byte[]> first = master(here, one, event);
    HttpResponse<byte[]> second = master(here, two, event);
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.headers().firstValue("ETag")).isEqualTo(first.headers().firstValue("ETag"));
  }

  @Test
  void what_both_write_at_once_is_one_chain_of_the_audit_log() throws Exception {
    CenterClient here = CenterClient.of(one.uri(), data.organizer("Two writers").token());
    int each = 60;
    try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> done = new ArrayList<>();
      for (CenterProcess node : List.of(one, two, one, two)) {
        int writer = done.size();
        done.add(
            writers.submit(
                () -> {
                  CenterClient client = here.at(node.uri());
                  for (int i = 0; i < each; i++) {
                    String venue = VENUE.replace("Hall", "Hall " + writer + "." + i);
                    assertThat(client.post("/api/v1/venues", key(), venue).status()).isEqualTo(201);
                  }
                  return each;
                }));
      }
      for (Future<Integer> writer : done) {
        assertThat(writer.get()).isEqualTo(each);
      }
    }
    Launch verify = Launch.node(folder.resolve("one"), database).running("audit", "verify");
    try (var command = verify.start()) {
      assertThat(command.exitCode()).as(command.said()).isZero();
      assertThat(command.said()).contains("whole: ");
    }
    assertThat(
            data.id(
                "SELECT count(*) FROM audit WHERE action = 'venue.create' AND organizer_id ="
                    + " (SELECT id FROM organizer WHERE name = 'Two writers')"))
        .isEqualTo(4L * each);
  }

  private static HttpResponse<byte[]> master(CenterClient as, CenterProcess node, String event)
      throws Exception {
    var request = as.at(node.uri()).request(event + "/master").build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  private static long id(CenterClient.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().get("id").asLong();
  }

  /** Signs the first administrator in at the first node, which made it. */
  private static String session() throws Exception {
    String file = Files.readString(folder.resolve("one/first-password")).strip();
    String password = file.substring(file.lastIndexOf(' ') + 1);
    String typed = "email=admin%40localhost&password=" + URLEncoder.encode(password, UTF_8);
    HttpResponse<String> in = HTTP.send(form(one, "/sign-in", "", typed), text());
    assertThat(in.statusCode()).as(in.body()).isEqualTo(303);
    String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
    return cookie.substring(0, cookie.indexOf(';'));
  }

  private static HttpRequest form(CenterProcess node, String path, String cookie, String typed) {
    return HttpRequest.newBuilder(node.uri().resolve(path))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Sec-Fetch-Site", "same-origin")
        .header("Cookie", cookie)
        .POST(HttpRequest.BodyPublishers.ofString(typed))
        .build();
  }

  /** Where a browser with this cookie is sent that asks for a page. */
  private static String whereTo(CenterProcess node, String cookie) throws Exception {
    var request =
        HttpRequest.newBuilder(node.uri().resolve("/venues")).header("Cookie", cookie).build();
    return HTTP.send(request, text()).headers().firstValue("Location").orElse("");
  }

  private static HttpResponse.BodyHandler<String> text() {
    return HttpResponse.BodyHandlers.ofString();
  }

  private static long expired(long event) throws SQLException {
    return data.id("SELECT count(*) FROM request WHERE event_id = ? AND state = 'EXPIRED'", event);
  }

  /** Without the node that said it. */
  private static String location(CenterClient.Answer answer) {
    return URI.create(answer.header("Location")).getPath();
  }

  private static String state(CenterClient.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().get("state").asText();
  }
}
